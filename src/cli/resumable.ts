import { CommandFailure } from "./context.ts";
import { Exit } from "./exit.ts";
import { untilInterrupted } from "./interruption.ts";

/** Does work that Ctrl+C ends, and says what an interrupted one has left. */
export async function resumable(
  work: (signal: AbortSignal) => Promise<void>,
  interrupted: string,
): Promise<void> {
  try {
    await untilInterrupted(work);
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.exitCode !== Exit.interrupted) throw error;
    throw new CommandFailure(Exit.interrupted, `interrupted; ${interrupted}`);
  }
}

/** Copied as it was: what is wrong with it was wrong before. */
export function refuseBroken(broken: readonly string[]): void {
  if (broken.length === 0) return;
  throw new CommandFailure(
    Exit.failed,
    `everything is there as it was, but somebody had altered the history before: ${broken.join("; ")}`,
  );
}
