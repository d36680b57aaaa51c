import { createReadStream, type Stats, statSync } from "node:fs";
import type { Readable } from "node:stream";
import type { DocumentSource } from "../intake/import-documents.ts";
import { CommandFailure } from "./context.ts";
import { Exit } from "./exit.ts";
import { terminalText } from "./terminal-text.ts";

const STANDARD_INPUT = "-";
const CHUNK_BYTES = 256 * 1024;

export interface ImportSources {
  readonly sources: readonly DocumentSource[];
  /** Undefined when one of them is a pipe, of which nobody knows the length. */
  readonly bytesTotal: number | undefined;
}

/**
 * Files and standard input to read from. All are looked at before the first is read, so that a mistyped name costs
 * nothing.
 *
 * @throws {CommandFailure} with exit code 2
 */
export function importSources(names: readonly string[], stdin: Readable): ImportSources {
  if (names.filter((name) => name === STANDARD_INPUT).length > 1) {
    throw new CommandFailure(Exit.usage, "- can be named once, for standard input is read once");
  }
  const sizes = names.map((name) => (name === STANDARD_INPUT ? undefined : sizeOf(name)));
  return {
    sources: names.map((name) => ({
      name,
      open: () => (name === STANDARD_INPUT ? stdin : createReadStream(name, { highWaterMark: CHUNK_BYTES })),
    })),
    bytesTotal: sizes.reduce<number | undefined>(
      (total, size) => (total === undefined || size === undefined ? undefined : total + size),
      0,
    ),
  };
}

function sizeOf(name: string): number | undefined {
  const stats = statsOf(name);
  if (stats.isDirectory()) {
    throw new CommandFailure(
      Exit.usage,
      `${terminalText(name)} is a folder; name the files in it: tocsin import ${terminalText(name)}/*.json`,
    );
  }
  return stats.isFile() ? stats.size : undefined;
}

function statsOf(name: string): Stats {
  try {
    return statSync(name);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    const problem = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
    throw new CommandFailure(Exit.usage, `${terminalText(name)} ${problem}`);
  }
}
