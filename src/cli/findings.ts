import type { Finding } from "../store/verify/finding.ts";
import { CommandFailure } from "./context.ts";
import { Exit } from "./exit.ts";
import { terminalText } from "./terminal-text.ts";

/** `ok       change chain   tenant …: whole, 12 changes`, safe for a terminal: ids in it come from alerts. */
export function findingText({ check, verdict, words }: Finding): string {
  return `${verdict.padEnd(8)} ${check.padEnd(14)} ${terminalText(words)}`;
}

/** @throws {CommandFailure} with exit code 1 when something is wrong */
export function refuseProblems(findings: readonly Finding[]): void {
  const problems = findings.filter(({ verdict }) => verdict === "problem").length;
  if (problems === 0) return;
  throw new CommandFailure(Exit.failed, problems === 1 ? "one problem found" : `${problems} problems found`);
}
