import type { Pool, PoolClient } from "pg";
import type { Clock } from "../contract.ts";
import { type Applied, openSteps } from "../migrations/applied.ts";
import { checksumOf, type Migration } from "../migrations/migration.ts";
import { deriveAnew } from "../sql/derive.ts";
import { run } from "./connection.ts";
import { asStoreError } from "./failures.ts";

/** Any number: the lock that nodes which start together take in turn. */
const MIGRATION_LOCK = 7_362_001;

/**
 * Brings a database to the newest schema, forward only, all open steps in one transaction. Of several nodes that start
 * together one does it and the others wait.
 */
export async function migrate(pool: Pool, migrations: readonly Migration[], clock: Clock): Promise<void> {
  const client = await pool.connect().catch((error: unknown) => {
    throw asStoreError(error);
  });
  try {
    await client.query("begin");
    // A large database takes longer to migrate than a request may.
    await client.query("set local statement_timeout = 0");
    await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await client.query(`create table if not exists schema_migrations (
      number integer primary key, name text not null, checksum text not null, applied_at text not null)`);
    for (const migration of openSteps(await appliedSteps(client), migrations, "postgres")) {
      await apply(client, migration, clock);
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw asStoreError(error);
  } finally {
    client.release();
  }
}

async function appliedSteps(client: PoolClient): Promise<readonly Applied[]> {
  const { rows } = await client.query<Applied>(
    "select number, name, checksum from schema_migrations order by number",
  );
  return rows;
}

async function apply(client: PoolClient, migration: Migration, clock: Clock): Promise<void> {
  await client.query(migration.postgres);
  if (migration.derives) await run(client, deriveAnew());
  await client.query(
    "insert into schema_migrations (number, name, checksum, applied_at) values ($1, $2, $3, $4)",
    [migration.number, migration.name, checksumOf(migration, "postgres"), clock.now()],
  );
}
