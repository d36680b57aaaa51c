import type { PoolClient, QueryConfig } from "pg";
import { StoreError } from "../contract.ts";
import { CommitLost, isConnectionGone, isUnsent } from "./failures.ts";

const LOCK = {
  name: "tocsin-lock",
  text: "select 1 from tenant_locks where tenant_id = $1 for update",
};

/** A commit may wait for a synchronous standby, which may be gone; the caller is not kept as long as the database waits. */
const COMMIT_TIMEOUT_MS = 15_000;

/** Keeps other writers of the tenant out until the transaction ends, on whatever node. */
export async function lockTenant(client: PoolClient, tenantId: string): Promise<void> {
  const locked = await client.query({ ...LOCK, values: [tenantId] });
  if (locked.rows.length > 0) return;
  await client.query("insert into tenant_locks values ($1) on conflict do nothing", [tenantId]);
  await client.query({ ...LOCK, values: [tenantId] });
}

/**
 * Commits. A warning counts as a failure: PostgreSQL gives one, and reports success, when it was made to stop waiting for
 * its synchronous standby.
 *
 * @throws {CommitLost} when it may have been committed
 */
export async function commit(client: PoolClient, timeoutMs = COMMIT_TIMEOUT_MS): Promise<void> {
  const statement: QueryConfig & { readonly query_timeout: number } = {
    text: "commit",
    query_timeout: timeoutMs,
  };
  const warnings: string[] = [];
  const warned = ({ message }: { readonly message: string | undefined }) => {
    warnings.push(message ?? "");
  };
  client.on("notice", warned);
  try {
    const { command } = await client.query(statement);
    if (command !== "COMMIT") throw new StoreError("unknown", "the database took the write back");
  } catch (error) {
    if (!isConnectionGone(error) || isUnsent(error)) throw error;
    throw new CommitLost("the connection to the database was lost during a commit", { cause: error });
  } finally {
    client.off("notice", warned);
  }
  const [warning] = warnings;
  if (warning !== undefined) throw new CommitLost(`a commit was made with a warning (${warning})`);
}
