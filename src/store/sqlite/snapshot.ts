import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../contract.ts";
import { reading, type Snapshot } from "../copy/ends.ts";
import { requireNewestSchema } from "../copy/source-state.ts";
import { migrations } from "../migrations/migrations.ts";
import { first } from "../sql/steps.ts";
import { Connection } from "./connection.ts";
import { asStoreError, guarded } from "./failures.ts";
import { sqlitePages } from "./page-plan.ts";

const BUSY_TIMEOUT_MS = 5_000;

/** A read transaction on a connection of its own. In the write-ahead log, writers go on beside it. */
export interface OpenSnapshot {
  readonly database: DatabaseSync;
  readonly connection: Connection;
  readonly snapshot: Snapshot;
}

/** Opens one moment of a database file. Throws StoreError. */
export function openFileSnapshot(file: string): OpenSnapshot {
  if (!existsSync(file)) throw new StoreError("readonly", `there is no ${file}`);
  try {
    return opened(file);
  } catch (error) {
    if (!isHalfWritten(error)) throw asStoreError(error);
  }
  return guarded(() => {
    takeHalfBack(file);
    return opened(file);
  });
}

function opened(file: string): OpenSnapshot {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  const connection = new Connection(database);
  try {
    begin(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
  const snapshot = {
    ...reading("sqlite", sqlitePages, async (steps) => guarded(() => connection.run(steps))),
    close: async () => connection.close(),
  };
  return { database, connection, snapshot };
}

/** SQLITE_READONLY_ROLLBACK: whoever made the database was killed, and a reader may not take back what is half written. */
function isHalfWritten(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === 776;
}

/** What the next program that opens the database to write does anyway. */
function takeHalfBack(file: string): void {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.prepare("select count(*) as tables from sqlite_schema").get();
  } finally {
    database.close();
  }
}

/** The moment is that of the first query. */
function begin(connection: Connection): void {
  for (const pragma of ["query_only = ON", "trusted_schema = OFF", "temp_store = MEMORY"])
    connection.exec(`pragma ${pragma}`);
  connection.exec("begin");
  connection.run(first("select count(*) as tables from sqlite_schema"));
}

/** One moment of a data folder, with the newest schema. Throws StoreError. */
export async function openSqliteSnapshot(file: string): Promise<Snapshot> {
  const { snapshot } = openFileSnapshot(file);
  try {
    await snapshot.read(requireNewestSchema("sqlite", migrations));
    return snapshot;
  } catch (error) {
    await snapshot.close();
    throw error;
  }
}
