import { type Clock, StoreError } from "../contract.ts";
import { checksumOf, type Migration } from "../migrations/migration.ts";
import { deriveAnew } from "../sql/derive.ts";
import type { Connection } from "./connection.ts";

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/**
 * Brings a database to the newest schema, forward only, each step in a transaction of its own. Refuses a database that
 * a newer Tocsin made, and one whose steps are not the ones this Tocsin knows.
 */
export function migrate(connection: Connection, migrations: readonly Migration[], clock: Clock): void {
  connection.exec(`create table if not exists schema_migrations (
    number integer primary key, name text not null, checksum text not null, applied_at text not null) strict`);
  const applied = appliedSteps(connection);
  refuseForeign(applied, migrations);
  for (const migration of migrations.slice(applied.length)) apply(connection, migration, clock);
}

/** Checks a database that will only be read: its schema must be exactly the one this Tocsin knows. */
export function requireCurrent(connection: Connection, migrations: readonly Migration[]): void {
  const applied = appliedSteps(connection);
  refuseForeign(applied, migrations);
  if (applied.length < migrations.length) {
    throw new StoreError(
      "newer",
      "the data folder is of an older Tocsin; start the server once to bring it up to date",
    );
  }
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

function refuseForeign(applied: readonly Applied[], migrations: readonly Migration[]): void {
  for (const [index, step] of applied.entries()) {
    const known = migrations[index];
    if (!known) {
      throw new StoreError(
        "newer",
        `the data folder was written by a newer Tocsin (schema ${step.number}, this one knows ${migrations.length}); use that version or a backup made before the upgrade`,
      );
    }
    if (known.number !== step.number || checksumOf(known) !== step.checksum) {
      throw new StoreError(
        "corrupt",
        `step ${step.number} (${step.name}) of the database's schema is not the one this Tocsin released; restore a backup`,
      );
    }
  }
}

function apply(connection: Connection, migration: Migration, clock: Clock): void {
  connection.exec("begin immediate");
  try {
    connection.exec(migration.sqlite);
    if (migration.derives) connection.run(deriveAnew());
    connection
      .prepare("insert into schema_migrations (number, name, checksum, applied_at) values (?, ?, ?, ?)")
      .run(migration.number, migration.name, checksumOf(migration), clock.now());
    connection.exec("commit");
  } catch (error) {
    connection.exec("rollback");
    throw error;
  }
}
