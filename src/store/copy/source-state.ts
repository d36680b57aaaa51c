import { StoreError } from "../contract.ts";
import { type Applied, openSteps } from "../migrations/applied.ts";
import type { Database, Migration } from "../migrations/migration.ts";
import { query, type Steps } from "../sql/steps.ts";
import { refuseUnfinished, tablesOf } from "./unfinished.ts";

/**
 * Makes sure that there is a store to read, and gives how many steps its schema is behind this Tocsin's.
 *
 * @throws {StoreError} when there is none, when it is an unfinished copy, or when a newer Tocsin made it
 */
export function* schemaBehind(database: Database, migrations: readonly Migration[]): Steps<number> {
  if (!(yield* tablesOf(database)).has("schema_migrations"))
    throw new StoreError("readonly", "there are no Tocsin data");
  yield* refuseUnfinished(database);
  const rows = yield* query("select number, name, checksum from schema_migrations order by number");
  const applied = rows.map(
    (row): Applied => ({
      number: Number(row.number),
      name: String(row.name),
      checksum: String(row.checksum),
    }),
  );
  return openSteps(applied, migrations, database).length;
}

/** @throws {StoreError} as `schemaBehind`, and `readonly` for data whose schema is not the newest: nothing is changed here */
export function* requireNewestSchema(database: Database, migrations: readonly Migration[]): Steps<void> {
  if ((yield* schemaBehind(database, migrations)) === 0) return;
  throw new StoreError(
    "readonly",
    "the data were written by an older Tocsin; bring them up to date first: a server that opens them does so, and so does tocsin doctor --data",
  );
}
