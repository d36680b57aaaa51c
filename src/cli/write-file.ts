import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { CommandFailure } from "./context.ts";
import { Exit } from "./exit.ts";
import { terminalText } from "./terminal-text.ts";

const NOT_REGULAR = "is not a regular file; to write to a pipe or a device, leave --output out and redirect";

/**
 * Writes a file that is there as a whole or not at all: a temporary file beside it takes its place in the end, on disk.
 * What stood there before stays until then.
 *
 * @throws {CommandFailure} when it cannot be written; whatever `pieces` throws
 */
export async function writeFileWhole(
  path: string,
  pieces: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const target = await targetOf(path);
  const temporary = `${target}.${randomBytes(6).toString("hex")}.partial`;
  const handle = await explained(path, Exit.usage, open(temporary, "wx", 0o600));
  try {
    try {
      await handle.chmod(await modeOf(target));
      for await (const piece of pieces) await explained(path, Exit.failed, writeAll(handle, piece));
      await explained(path, Exit.failed, handle.sync());
    } finally {
      await handle.close();
    }
    await explained(path, Exit.failed, rename(temporary, target));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Follows a link, so that the file it points to is replaced and not the link. */
async function targetOf(path: string): Promise<string> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats) return path;
  if (!stats.isFile()) throw new CommandFailure(Exit.usage, `${terminalText(path)} ${NOT_REGULAR}`);
  return realpath(path);
}

/** A file keeps its permissions when it is replaced; a new one is for its owner alone. */
async function modeOf(target: string): Promise<number> {
  const stats = await stat(target).catch(() => undefined);
  return stats ? stats.mode & 0o777 : 0o600;
}

async function writeAll(handle: FileHandle, piece: string | Uint8Array): Promise<void> {
  await handle.appendFile(piece);
}

async function explained<T>(
  path: string,
  exitCode: typeof Exit.usage | typeof Exit.failed,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    const what = error.code === "ENOSPC" ? "the disk is full" : String(error.code);
    throw new CommandFailure(
      exitCode,
      `${terminalText(path)} cannot be written (${what}); nothing was put there`,
    );
  }
}
