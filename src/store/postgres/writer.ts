import { setTimeout as delay } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { StoreError } from "../contract.ts";
import { asStoreError, CommitLost, isConnectionGone, isRetriable } from "./failures.ts";
import { connect } from "./pool.ts";
import { commit, lockTenant } from "./write-transaction.ts";

interface Job {
  readonly work: (client: PoolClient) => Promise<void>;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

const JOBS_PER_COMMIT = 64;
const RETRY_WAIT_MS = [20, 100, 500] as const;
/** No further attempt begins after this long: whoever asked is told to come again. */
const RETRY_MS_MAX = 5_000;

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
    while (queue.length > 0) {
      const jobs = queue.splice(0, JOBS_PER_COMMIT);
      try {
        await this.#commit(tenantId, jobs);
      } catch (error) {
        // What waits behind would meet the same, one bound after the other.
        const behind = error instanceof CommitLost ? [] : queue.splice(0);
        for (const job of [...jobs, ...behind]) job.fail(error);
      }
    }
    this.#queues.delete(tenantId);
  }

  /** Rejects when no job of these was settled. */
  async #commit(tenantId: string, jobs: readonly Job[]): Promise<void> {
    const last = performance.now() + RETRY_MS_MAX;
    for (let tries = 0; ; tries++) {
      try {
        await this.#attempt(tenantId, jobs);
        return;
      } catch (error) {
        const wait = RETRY_WAIT_MS[tries];
        if (wait === undefined || !isRetriable(error) || performance.now() + wait > last) throw error;
        await delay(wait);
      }
    }
  }

  async #attempt(tenantId: string, jobs: readonly Job[]): Promise<void> {
    const client = await connect(this.#pool);
    const failed = new Map<Job, unknown>();
    let gone = false;
    try {
      await client.query("begin isolation level read committed");
      await lockTenant(client, tenantId);
      for (const job of jobs) await attemptJob(client, job, failed);
      await commit(client);
    } catch (error) {
      gone = isConnectionGone(error) || !(await rolledBack(client));
      throw asStoreError(error);
    } finally {
      client.release(gone);
    }
    for (const job of jobs) {
      if (failed.has(job)) job.fail(failed.get(job));
      else job.done();
    }
  }
}

/** A job that fails takes nothing else with it, unless the whole transaction is to be tried again. */
async function attemptJob(client: PoolClient, job: Job, failed: Map<Job, unknown>): Promise<void> {
  await client.query("savepoint job");
  try {
    await job.work(client);
  } catch (error) {
    if (isRetriable(error) || isConnectionGone(error)) throw error;
    await client.query("rollback to savepoint job");
    failed.set(job, asStoreError(error));
  }
  await client.query("release savepoint job");
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  return client.query("rollback").then(
    () => true,
    () => false,
  );
}
