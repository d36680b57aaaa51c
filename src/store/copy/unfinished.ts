import { StoreError } from "../contract.ts";
import type { Database } from "../migrations/migration.ts";
import { first, query, type Steps } from "../sql/steps.ts";
import { tenantsIn } from "./ranges.ts";
import { tableNamed } from "./tables.ts";

/** Stands in a store as long as it is an unfinished copy, with the lineage of its source. No server opens such a store. */
export const UNFINISHED = "unfinished_copy";

/**
 * What a store is recognised by, wherever it stands and however it is called: the hash of the first change of each tenant. A
 * store gains tenants and never changes a first change.
 */
export type Lineage = ReadonlyMap<string, string>;

export function* lineageOf(): Steps<Lineage> {
  const lineage = new Map<string, string>();
  for (const tenantId of yield* tenantsIn(tableNamed("changes"))) {
    const change = yield* first(
      "select hash from changes where tenant_id = $1 order by sequence limit 1",
      tenantId,
    );
    lineage.set(tenantId, String(change?.hash));
  }
  return lineage;
}

/** Makes the mark, in the transaction that found the store empty. */
export function* markUnfinished(lineage: Lineage): Steps<void> {
  yield* query(
    `create table ${UNFINISHED} (tenant_id text not null primary key, first_change text not null)`,
  );
  for (const [tenantId, hash] of lineage)
    yield* query(`insert into ${UNFINISHED} values ($1, $2)`, tenantId, hash);
}

export function* takeMarkAway(): Steps<void> {
  yield* query(`drop table ${UNFINISHED}`);
}

/** Whether a marked store is a copy of that source. */
export function* isCopyOf(source: Lineage): Steps<boolean> {
  const rows = yield* query(`select tenant_id, first_change from ${UNFINISHED}`);
  return rows.every((row) => source.get(String(row.tenant_id)) === row.first_change);
}

/** The names of the tables of a database, of whatever program. */
export function* tablesOf(database: Database): Steps<ReadonlySet<string>> {
  const rows =
    database === "sqlite"
      ? (yield* query("pragma table_list")).filter(
          ({ schema, type }) => schema === "main" && type === "table",
        )
      : yield* query(`
          select relname as name from pg_catalog.pg_class
          where relnamespace = (select oid from pg_catalog.pg_namespace where nspname = current_schema())
            and relkind in ('r', 'p')`);
  const names = rows.map((row) => String(row.name));
  return new Set(names.filter((name) => !name.startsWith("sqlite_")));
}

/** @throws {StoreError} `in-use` for a store that was not copied to its end */
export function* refuseUnfinished(database: Database): Steps<void> {
  if (!(yield* tablesOf(database)).has(UNFINISHED)) return;
  throw new StoreError(
    "in-use",
    "these data are an unfinished copy; run the same tocsin copy or tocsin restore again, which finishes it",
  );
}
