import { join } from "node:path";
import type { Snapshot, Target } from "../store/copy/ends.ts";
import type { Lineage } from "../store/copy/unfinished.ts";
import { openPostgresSnapshot } from "../store/postgres/snapshot.ts";
import { openPostgresTarget } from "../store/postgres/target.ts";
import { openSqliteSnapshot } from "../store/sqlite/snapshot.ts";
import { openSqliteTarget } from "../store/sqlite/target.ts";
import type { CliContext } from "./context.ts";
import { isDatabaseUrl } from "./open-store.ts";

/** Opens one moment of a folder or database, whatever servers do with it. */
export async function openSnapshot(data: string): Promise<Snapshot> {
  return isDatabaseUrl(data) ? openPostgresSnapshot(data) : openSqliteSnapshot(join(data, "tocsin.db"));
}

/** Opens a folder or database to be filled with a copy of that source. */
export async function openTarget({ clock }: CliContext, data: string, source: Lineage): Promise<Target> {
  return isDatabaseUrl(data)
    ? openPostgresTarget(data, source, clock)
    : openSqliteTarget(data, source, clock);
}
