import type { Clock } from "../contract.ts";
import { type Applied, openSteps } from "../migrations/applied.ts";
import { checksumOf, type Migration } from "../migrations/migration.ts";
import { deriveAnew } from "../sql/derive.ts";
import type { Connection } from "./connection.ts";

/**
 * Brings a database to the newest schema, forward only, each step in a transaction of its own. Refuses a database that
 * a newer Tocsin made, and one whose steps are not the ones this Tocsin knows.
 */
export function migrate(connection: Connection, migrations: readonly Migration[], clock: Clock): void {
  connection.exec(`create table if not exists schema_migrations (
    number integer primary key, name text not null, checksum text not null, applied_at text not null) strict`);
  while (applyNext(connection, migrations, clock));
}

function appliedSteps(connection: Connection): readonly Applied[] {
  const rows = connection
    .prepare("select number, name, checksum from schema_migrations order by number")
    .all();
  return rows.map((row) => ({
    number: Number(row.number),
    name: String(row.name),
    checksum: String(row.checksum),
  }));
}

/** Looks for what is open behind the lock: of two programs that open a folder at once, one finds it done. */
function applyNext(connection: Connection, migrations: readonly Migration[], clock: Clock): boolean {
  connection.exec("begin immediate");
  try {
    const [next, ...later] = openSteps(appliedSteps(connection), migrations, "sqlite");
    if (next) apply(connection, next, clock);
    // The rows are made by the code of today, which wants the columns of all steps.
    if (next?.derives && !later.some(({ derives }) => derives)) connection.run(deriveAnew());
    connection.exec("commit");
    return next !== undefined;
  } catch (error) {
    if (connection.inTransaction) connection.exec("rollback");
    throw error;
  }
}

function apply(connection: Connection, migration: Migration, clock: Clock): void {
  connection.exec(migration.sqlite);
  connection
    .prepare("insert into schema_migrations (number, name, checksum, applied_at) values (?, ?, ?, ?)")
    .run(migration.number, migration.name, checksumOf(migration, "sqlite"), clock.now());
}
