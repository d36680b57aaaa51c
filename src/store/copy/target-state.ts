import { StoreError } from "../contract.ts";
import type { Database } from "../migrations/migration.ts";
import { first, type Steps } from "../sql/steps.ts";
import { TABLES } from "./tables.ts";
import { isCopyOf, type Lineage, tablesOf, UNFINISHED } from "./unfinished.ts";

/** What there is where a store is to be put: nothing yet, or an unfinished copy of the same source. */
export type TargetState = "empty" | "unfinished";

/** @throws {StoreError} `in-use` for anything else, which is left alone; `source` undefined: an unfinished copy is refused too */
export function* targetState(database: Database, source: Lineage | undefined): Steps<TargetState> {
  const tables = yield* tablesOf(database);
  if (tables.has(UNFINISHED)) {
    if (source && (yield* isCopyOf(source))) return "unfinished";
    throw taken("the unfinished copy of something else");
  }
  if (tables.has("schema_migrations") && tables.has("incidents")) {
    if (yield* hasRows(tables)) throw taken("data");
    return "empty";
  }
  if (yield* isForeign(database, tables)) throw taken("the tables of another program");
  return "empty";
}

function* hasRows(tables: ReadonlySet<string>): Steps<boolean> {
  for (const { name } of TABLES) {
    if (tables.has(name) && (yield* first(`select 1 as found from ${name} limit 1`))) return true;
  }
  return false;
}

/** A file is Tocsin's alone; a database may have other tables beside, as long as none has the name of one of ours. */
function* isForeign(database: Database, tables: ReadonlySet<string>): Steps<boolean> {
  const begun = tables.has("schema_migrations");
  if (begun && (yield* first("select 1 as found from schema_migrations limit 1"))) return true;
  if (database === "sqlite") return tables.size > (begun ? 1 : 0);
  return TABLES.some(({ name }) => tables.has(name));
}

function taken(by: string): StoreError {
  return new StoreError(
    "in-use",
    `the target holds ${by} and is left alone; choose an empty folder or database`,
  );
}
