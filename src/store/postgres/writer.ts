import { setTimeout as delay } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { StoreError } from "../contract.ts";
import { asStoreError, isRetriable } from "./failures.ts";

interface Job {
  readonly work: (client: PoolClient) => Promise<void>;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

const JOBS_PER_COMMIT = 64;
const RETRY_WAIT_MS = [20, 100, 500] as const;

/**
 * The writes of one node. Those of a tenant come one after another, over all nodes: each transaction holds the tenant's row
 * of `tenant_locks`, so that the chain of changes has one end. Jobs of a tenant that wait together share a transaction, each
 * with a savepoint of its own. Work is tried again when nothing of it can have been committed; when the connection is lost
 * during the commit itself, nobody knows, and the caller is told to look.
 */
export class Writer {
  readonly #pool: Pool;
  readonly #queues = new Map<string, Job[]>();
  readonly #draining = new Set<Promise<void>>();
  #closed = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  run<T>(tenantId: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError("closed", "the store is closed"));
    return new Promise<T>((resolve, reject) => {
      let result: { readonly value: T } | undefined;
      const job: Job = {
        work: async (client) => {
          result = { value: await work(client) };
        },
        done: () => (result ? resolve(result.value) : reject(new Error("a write settled without a result"))),
        fail: reject,
      };
      const queue = this.#queues.get(tenantId);
      if (queue) queue.push(job);
      else this.#start(tenantId, [job]);
    });
  }

  /** Waits for what was accepted. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#draining);
  }

  #start(tenantId: string, queue: Job[]): void {
    this.#queues.set(tenantId, queue);
    const draining = this.#drain(tenantId, queue).finally(() => this.#draining.delete(draining));
    this.#draining.add(draining);
  }

  async #drain(tenantId: string, queue: Job[]): Promise<void> {
    while (queue.length > 0) await this.#commit(tenantId, queue.splice(0, JOBS_PER_COMMIT));
    this.#queues.delete(tenantId);
  }

  async #commit(tenantId: string, jobs: readonly Job[]): Promise<void> {
    for (let tries = 0; ; tries++) {
      const wait = RETRY_WAIT_MS[tries];
      try {
        await this.#attempt(tenantId, jobs);
        return;
      } catch (error) {
        const failure = asStoreError(error);
        if (wait === undefined || !isRetriable(failure) || failure instanceof CommitLost) {
          for (const job of jobs) job.fail(failure);
          return;
        }
      }
      await delay(wait);
    }
  }

  /** One transaction; rejects when none of its jobs was settled. */
  async #attempt(tenantId: string, jobs: readonly Job[]): Promise<void> {
    const client = await this.#pool.connect();
    let broken: unknown;
    const failed = new Map<Job, unknown>();
    try {
      await client.query("begin");
      await client.query("insert into tenant_locks values ($1) on conflict do nothing", [tenantId]);
      await client.query("select 1 from tenant_locks where tenant_id = $1 for update", [tenantId]);
      for (const job of jobs) await attemptJob(client, job, failed);
      await commit(client);
    } catch (error) {
      broken = error;
      if (!isConnectionGone(error))
        await client.query("rollback").catch((cause: unknown) => (broken = cause));
      throw error;
    } finally {
      client.release(isConnectionGone(broken));
    }
    for (const job of jobs) {
      if (failed.has(job)) job.fail(failed.get(job));
      else job.done();
    }
  }
}

/** The connection ended while it was being committed: it may have been, or not. */
class CommitLost extends StoreError {
  constructor(cause: unknown) {
    super("busy", "the connection to the database was lost during a commit; look whether it was made", {
      cause,
    });
    this.name = "CommitLost";
  }
}

async function commit(client: PoolClient): Promise<void> {
  try {
    await client.query("commit");
  } catch (error) {
    throw isConnectionGone(error) ? new CommitLost(error) : error;
  }
}

/** A job that fails takes nothing else with it, unless the connection itself is gone. */
async function attemptJob(client: PoolClient, job: Job, failed: Map<Job, unknown>): Promise<void> {
  await client.query("savepoint job");
  try {
    await job.work(client);
    await client.query("release savepoint job");
  } catch (error) {
    const failure = asStoreError(error);
    if (isRetriable(failure)) throw failure;
    await client.query("rollback to savepoint job");
    await client.query("release savepoint job");
    failed.set(job, failure);
  }
}

function isConnectionGone(error: unknown): boolean {
  const failure = asStoreError(error);
  if (!(failure instanceof StoreError) || failure.code !== "busy") return false;
  const { cause } = failure;
  return !(cause instanceof Error && "severity" in cause && cause.severity === "ERROR");
}
