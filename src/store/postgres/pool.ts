import { type ClientBase, types as defaults, Pool as PgPool, type Pool, type PoolClient } from "pg";
import { StoreError } from "../contract.ts";
import { asStoreError } from "./failures.ts";

/** What connections are for. Writes have their own, so that tenants whose row is locked keep nobody from reading. */
export interface Purpose {
  readonly connectionsMax: number;
  /** Whether an answer may take as long as it likes. */
  readonly patient: boolean;
}
export const READS: Purpose = { connectionsMax: 10, patient: false };
export const WRITES: Purpose = { connectionsMax: 6, patient: false };
export const MIGRATION: Purpose = { connectionsMax: 1, patient: true };

const CONNECT_TIMEOUT_MS = 5_000;
/** Signing in costs more than a read. */
const IDLE_MS = 300_000;
/** How long a write waits for the one that another node has under way for the same tenant. */
const LOCK_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 60_000;
/** Later than the database's own bound: only a database that went silent gets there. */
const ANSWER_TIMEOUT_MS = 65_000;
/** A peer that vanished without a word is noticed on idle connections too. */
const KEEP_ALIVE_MS = 10_000;
const INT8 = 20;

/** A pool whose integers are numbers: no number here is beyond 2^53. Options in the URL win over the bounds above. */
export function openPool(url: string, { connectionsMax, patient }: Purpose): Pool {
  const pool = new PgPool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: patient ? undefined : ANSWER_TIMEOUT_MS,
    application_name: "tocsin",
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: {
      getTypeParser: (oid, format) =>
        oid === INT8 ? Number : defaults.getTypeParser(oid, format === "binary" ? "binary" : "text"),
    },
    onConnect: requirePrimary,
  });
  // A connection may break while it is idle or between two statements. Whoever uses it next is told; without listeners the
  // event itself would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** @throws {StoreError} when no connection is to be had, for whatever reason */
export async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    const failure = asStoreError(error);
    if (failure instanceof StoreError) throw failure;
    // Names a certificate or a way to sign in, never the URL.
    const why = error instanceof Error ? error.message : "unknown";
    throw new StoreError("readonly", `the database cannot be used: ${why}`, { cause: error });
  }
}

/**
 * A standby answers with what it has got so far, which may be less than was acknowledged. And what the database keeps in
 * memory for a while is not durable: `off` becomes `on` here, every other setting of the operator stays.
 */
async function requirePrimary(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ readonly standby: boolean; readonly commits: string }>(
    "select pg_is_in_recovery() as standby, current_setting('synchronous_commit') as commits",
  );
  if (rows[0]?.standby === true) {
    throw new StoreError("readonly", "the database is a standby; check --data, or promote it");
  }
  if (rows[0]?.commits === "off") await client.query("set synchronous_commit = on");
}
