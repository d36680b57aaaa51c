import { join } from "node:path";
import type { Clock } from "../contract.ts";
import { openPostgresSnapshot } from "../postgres/snapshot.ts";
import { openPostgresTarget } from "../postgres/target.ts";
import { openSqliteSnapshot } from "../sqlite/snapshot.ts";
import { openSqliteTarget } from "../sqlite/target.ts";
import { type CopyOptions, type CopyReport, copyStore } from "./copy-store.ts";
import type { Snapshot, Target } from "./ends.ts";
import { type Lineage, lineageOf } from "./unfinished.ts";

/** So little at once that a small store takes many batches. */
export const SMALL = { rows: 40, bytes: 64 * 1024 };

const isUrl = (data: string) => data.startsWith("postgres://");

export function openSource(data: string): Promise<Snapshot> {
  return isUrl(data) ? openPostgresSnapshot(data) : openSqliteSnapshot(join(data, "tocsin.db"));
}

export function openEnd(data: string, lineage: Lineage, clock: Clock): Promise<Target> {
  return isUrl(data) ? openPostgresTarget(data, lineage, clock) : openSqliteTarget(data, lineage, clock);
}

/** Copies from one folder or database to another, as the command does, in small batches. */
export async function copied(
  from: string,
  to: string,
  clock: Clock,
  options: Partial<CopyOptions> = {},
): Promise<CopyReport> {
  const source = await openSource(from);
  try {
    const target = await openEnd(to, await source.read(lineageOf()), clock);
    try {
      return await copyStore({ source, target, bounds: SMALL, ...options });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
