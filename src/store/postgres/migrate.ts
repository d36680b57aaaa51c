import type { PoolClient } from "pg";
import type { Clock } from "../contract.ts";
import { type Applied, openSteps } from "../migrations/applied.ts";
import { checksumOf, type Migration } from "../migrations/migration.ts";
import { deriveAnew } from "../sql/derive.ts";
import { run } from "./connection.ts";
import { asStoreError } from "./failures.ts";
import { connect, MIGRATION, openPool } from "./pool.ts";

/** Any number: the lock that nodes which start together take in turn. */
const MIGRATION_LOCK = 7_362_001;

/**
 * Brings a database to the newest schema, forward only, all open steps in one transaction. Of several nodes that start
 * together one does it and the others wait, for as long as it takes.
 *
 * @throws {StoreError}
 */
export async function migrate(url: string, migrations: readonly Migration[], clock: Clock): Promise<void> {
  const pool = openPool(url, MIGRATION);
  try {
    const client = await connect(pool);
    try {
      await inTransaction(client, () => applyOpen(client, migrations, clock));
    } finally {
      client.release(true);
    }
  } catch (error) {
    throw asStoreError(error);
  } finally {
    await pool.end();
  }
}

async function inTransaction(client: PoolClient, work: () => Promise<void>): Promise<void> {
  await client.query("begin isolation level read committed");
  await client.query("set local statement_timeout = 0; set local lock_timeout = 0");
  await work();
  await client.query("commit");
}

async function applyOpen(client: PoolClient, migrations: readonly Migration[], clock: Clock): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
  await client.query(`create table if not exists schema_migrations (
    number integer primary key, name text not null, checksum text not null, applied_at text not null)`);
  const open = openSteps(await appliedSteps(client), migrations, "postgres");
  for (const migration of open) await apply(client, migration, clock);
  if (open.some(({ derives }) => derives)) await run(client, deriveAnew());
}

async function appliedSteps(client: PoolClient): Promise<readonly Applied[]> {
  const { rows } = await client.query<Applied>(
    "select number, name, checksum from schema_migrations order by number",
  );
  return rows;
}

async function apply(client: PoolClient, migration: Migration, clock: Clock): Promise<void> {
  await client.query(migration.postgres);
  await client.query(
    "insert into schema_migrations (number, name, checksum, applied_at) values ($1, $2, $3, $4)",
    [migration.number, migration.name, checksumOf(migration, "postgres"), clock.now()],
  );
}
