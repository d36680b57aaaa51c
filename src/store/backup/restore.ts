import { existsSync } from "node:fs";
import { copyFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Clock, StoreError } from "../contract.ts";
import { type CopyOptions, type CopyReport, copyStore } from "../copy/copy-store.ts";
import { schemaBehind } from "../copy/source-state.ts";
import { lineageOf } from "../copy/unfinished.ts";
import { migrations } from "../migrations/migrations.ts";
import { openPostgresTarget } from "../postgres/target.ts";
import { lockFolder } from "../sqlite/folder-lock.ts";
import { openFileSnapshot, openSqliteSnapshot } from "../sqlite/snapshot.ts";
import { makeFolder, stateOfFile } from "../sqlite/target.ts";
import { onDisk } from "./durable.ts";
import { onFiles } from "./file-failures.ts";
import { DATABASE, type Manifest, readManifest, requireUnchanged } from "./manifest.ts";
import { filesOf, removeDatabase } from "./new-backup.ts";
import { asOneFile } from "./seal.ts";
import { soundnessOf } from "./soundness.ts";

export interface RestoreReport {
  readonly manifest: Manifest;
  readonly broken: readonly string[];
}

/**
 * Puts a backup into a data folder that holds no data, byte by byte, and checks it there before it gets the name by which a
 * server finds it. A backup of an older schema is brought up to date by whoever opens the folder first.
 *
 * @throws {StoreError}
 */
export async function restoreFolder(
  from: string,
  folder: string,
  signal?: AbortSignal,
): Promise<RestoreReport> {
  return onFiles(async () => {
    const manifest = await readManifest(from);
    const file = join(folder, DATABASE);
    await stateOfFile(file, undefined);
    makeFolder(folder);
    const lock = lockFolder(join(folder, "server.lock"));
    try {
      await clear(file);
      return { manifest, broken: await putInPlace(from, file, manifest, signal) };
    } finally {
      lock.release();
    }
  });
}

/** Takes a database without a row out of the way. */
async function clear(file: string): Promise<void> {
  await stateOfFile(file, undefined);
  if (existsSync(file)) {
    asOneFile(file);
    await removeDatabase(file);
  }
  const left = filesOf(file).find(existsSync);
  if (left === undefined) return;
  throw new StoreError("in-use", `${left} belongs to a database that is not there; choose an empty folder`);
}

async function putInPlace(
  from: string,
  file: string,
  manifest: Manifest,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const partial = `${file}.partial`;
  try {
    await copyFile(join(from, DATABASE), partial);
    signal?.throwIfAborted();
    await onDisk(partial);
    await requireUnchanged(partial, manifest);
    const broken = await soundnessOf(partial);
    signal?.throwIfAborted();
    await rename(partial, file);
    await onDisk(dirname(file));
    return broken;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/**
 * Puts a backup into an empty database, row by row, compared in the end. One that was killed is finished by the same call.
 *
 * @throws {StoreError}
 */
export async function restoreDatabase(
  from: string,
  url: string,
  clock: Clock,
  options: Pick<CopyOptions, "signal" | "onProgress">,
): Promise<RestoreReport & CopyReport> {
  const manifest = await onFiles(() => readManifest(from));
  const file = join(from, DATABASE);
  await onFiles(() => requireUnchanged(file, manifest));
  await refuseOlder(file);
  const source = await openSqliteSnapshot(file);
  try {
    const target = await openPostgresTarget(url, await source.read(lineageOf()), clock);
    const report = await copyStore({ source, target, ...options }).finally(() => target.close());
    return { manifest, ...report };
  } finally {
    await source.close();
  }
}

async function refuseOlder(file: string): Promise<void> {
  const { snapshot } = openFileSnapshot(file);
  const behind = await snapshot.read(schemaBehind("sqlite", migrations)).finally(() => snapshot.close());
  if (behind === 0) return;
  throw new StoreError(
    "readonly",
    "an older Tocsin made this backup; restore it into a folder, run tocsin doctor --data on that, and tocsin copy it into the database",
  );
}
