import { existsSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { StoreError } from "../contract.ts";
import { lockFolder } from "../sqlite/folder-lock.ts";
import { makeFolder } from "../sqlite/target.ts";
import { onDisk } from "./durable.ts";
import { onFiles } from "./file-failures.ts";
import { DATABASE, MANIFEST } from "./manifest.ts";

type FolderLock = ReturnType<typeof lockFolder>;

const OURS: ReadonlySet<string> = new Set([
  MANIFEST,
  ...["backup.lock", "server.lock", DATABASE].flatMap((file) => filesOf(file)),
]);

/**
 * Makes a backup folder that is there as a whole or not at all: it grows under the name `<to>.partial` and is renamed in the
 * end. `make` finds there what a backup that was killed has left.
 *
 * @throws {StoreError} when there is something of that name, which is left alone, or another backup makes it just now
 */
export async function newBackup<T>(to: string, make: (folder: string) => Promise<T>): Promise<T> {
  const target = resolve(to);
  const partial = `${target}.partial`;
  return onFiles(async () => {
    refuseExisting(target);
    makeFolder(partial);
    await refuseStrange(partial);
    const lock = lockFolder(join(partial, "backup.lock"));
    const result = await make(partial).catch((error: unknown) => {
      lock.release();
      throw error;
    });
    await putInPlace(partial, target, lock);
    return result;
  });
}

/** A database with the files that SQLite keeps beside it. */
export function filesOf(file: string): readonly string[] {
  return [file, `${file}-wal`, `${file}-shm`, `${file}-journal`];
}

export async function removeDatabase(file: string): Promise<void> {
  for (const path of filesOf(file)) await rm(path, { force: true });
}

function refuseExisting(target: string): void {
  if (!existsSync(target)) return;
  throw new StoreError("in-use", `${target} is there already and is left alone; choose another --to`);
}

async function refuseStrange(partial: string): Promise<void> {
  const strange = (await readdir(partial)).some((name) => !OURS.has(name));
  if (!strange) return;
  throw new StoreError(
    "in-use",
    `${partial} holds something else than an unfinished backup and is left alone; choose another --to`,
  );
}

/** The lock is held until the folder has its name, under which its own file and journal go away. */
async function putInPlace(partial: string, target: string, lock: FolderLock): Promise<void> {
  refuseExisting(target);
  await rm(join(partial, "server.lock"), { force: true });
  await onDisk(partial);
  await rename(partial, target);
  lock.release();
  for (const name of filesOf("backup.lock")) await rm(join(target, name), { force: true });
  await onDisk(dirname(target));
}
