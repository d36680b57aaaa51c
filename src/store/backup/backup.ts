import { join } from "node:path";
import { type Clock, StoreError } from "../contract.ts";
import { CopyDiffers, type CopyOptions, copyStore } from "../copy/copy-store.ts";
import { schemaBehind } from "../copy/source-state.ts";
import { lineageOf } from "../copy/unfinished.ts";
import { migrations } from "../migrations/migrations.ts";
import { openPostgresSnapshot } from "../postgres/snapshot.ts";
import { copyPages, differingTables, type PageCopyOptions } from "../sqlite/page-copy.ts";
import { type OpenSnapshot, openFileSnapshot } from "../sqlite/snapshot.ts";
import { openSqliteTarget, stateOfFile } from "../sqlite/target.ts";
import { DATABASE, type Manifest } from "./manifest.ts";
import { newBackup, removeDatabase } from "./new-backup.ts";
import { asOneFile, seal } from "./seal.ts";
import { soundnessOf } from "./soundness.ts";

/** Where a backup goes, and who makes it. */
export interface BackupOptions {
  /** A folder that is not there yet. */
  readonly to: string;
  /** Of this Tocsin. */
  readonly version: string;
  readonly clock: Clock;
}

export interface BackupReport {
  readonly manifest: Manifest;
  /** In words, where chains of changes break: in the data as in the backup. */
  readonly broken: readonly string[];
}

/**
 * Backs a data folder up: every page of one moment of its database, whatever a server writes meanwhile, and nothing else of
 * the folder. The copy is read again and compared before it gets its name. An older schema is kept as it is.
 *
 * @throws {StoreError}
 */
export async function backupFolder(
  folder: string,
  { to, version, clock }: BackupOptions,
  options: PageCopyOptions,
): Promise<BackupReport> {
  const source = openFileSnapshot(join(folder, DATABASE));
  const made = { tocsin: version, at: clock.now() };
  try {
    await source.snapshot.read(schemaBehind("sqlite", migrations));
    return await newBackup(to, async (partial) => {
      const file = join(partial, DATABASE);
      await removeDatabase(file);
      await copyPages(source, file, options);
      asOneFile(file);
      await requireEqual(source, file, options.signal);
      const broken = await soundnessOf(file);
      options.signal?.throwIfAborted();
      return { manifest: await seal(partial, made), broken };
    });
  } finally {
    await source.snapshot.close();
  }
}

async function requireEqual(
  source: OpenSnapshot,
  file: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const differing = await differingTables(source, file, signal);
  if (differing.length > 0) throw new CopyDiffers(differing);
}

/**
 * Backs a database up: one moment of it, row by row, into the database of a folder. One that was killed goes on where it was.
 *
 * @throws {StoreError}
 */
export async function backupDatabase(
  url: string,
  { to, version, clock }: BackupOptions,
  options: Pick<CopyOptions, "signal" | "onProgress">,
): Promise<BackupReport> {
  const source = await openPostgresSnapshot(url);
  const made = { tocsin: version, at: clock.now() };
  try {
    return await newBackup(to, async (partial) => {
      const file = join(partial, DATABASE);
      const lineage = await source.read(lineageOf());
      if (!(await isUsable(file, lineage))) await removeDatabase(file);
      const target = await openSqliteTarget(partial, lineage, clock);
      const { broken } = await copyStore({ source, target, ...options }).finally(() => target.close());
      asOneFile(file);
      await soundnessOf(file);
      return { manifest: await seal(partial, made), broken };
    });
  } finally {
    await source.close();
  }
}

/** What was copied to its end and then killed is made anew: it is older than this moment. */
async function isUsable(file: string, lineage: Parameters<typeof stateOfFile>[1]): Promise<boolean> {
  try {
    await stateOfFile(file, lineage);
    return true;
  } catch (error) {
    if (error instanceof StoreError) return false;
    throw error;
  }
}
