import type { Database } from "../migrations/migration.ts";
import { query, type Steps } from "../sql/steps.ts";
import type { Finding } from "./finding.ts";

/** What the database says of itself: in words, what is wrong and what is worth knowing. */
export interface Integrity {
  readonly damage: readonly string[];
  readonly notes: readonly string[];
}

export function* integrityOf(database: Database): Steps<Integrity> {
  return database === "sqlite" ? yield* ofSqlite() : yield* ofPostgres();
}

export function integrityFindings({ damage, notes }: Integrity): readonly Finding[] {
  const check = "database";
  const problems = damage.map((words): Finding => ({ check, verdict: "problem", words }));
  const state = problems.length > 0 ? problems : [{ check, verdict: "ok", words: "sound" } as const];
  return [...state, ...notes.map((words): Finding => ({ check, verdict: "note", words }))];
}

function* ofSqlite(): Steps<Integrity> {
  const rows = yield* query("pragma integrity_check(20)");
  const damage = rows.map((row) => String(row.integrity_check)).filter((line) => line !== "ok");
  return {
    damage: damage.map((line) => `${line}; stop the server, keep the folder, and restore a backup`),
    notes: [],
  };
}

/** PostgreSQL checks a page when it reads it, if its checksums are on; it has no check of a whole database at hand. */
function* ofPostgres(): Steps<Integrity> {
  const invalid = yield* query(`
    select c.relname as name from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
    where c.relnamespace = (select oid from pg_catalog.pg_namespace where nspname = current_schema())
      and not i.indisvalid`);
  const [state] = yield* query(`
    select current_setting('data_checksums') as checksums, coalesce(checksum_failures, 0) as failures
    from pg_catalog.pg_stat_database where datname = current_database()`);
  const failures = Number(state?.failures ?? 0);
  return {
    damage: [
      ...invalid.map(
        ({ name }) => `the index ${String(name)} is not valid; reindex it (reindex index ${String(name)})`,
      ),
      ...(failures > 0
        ? [`${failures} pages did not fit their checksums; look at the database's log, and restore a backup`]
        : []),
    ],
    notes:
      state?.checksums === "on"
        ? []
        : ["data checksums are off: a damaged page is not noticed (pg_checksums --enable)"],
  };
}
