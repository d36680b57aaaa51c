import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "../contract.ts";
import type { Connection } from "./connection.ts";
import { asStoreError } from "./failures.ts";

interface Job {
  readonly work: (connection: Connection) => void;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

const BUSY_WAIT_MS = [5, 10, 20, 50, 100, 200, 400, 800, 1_600, 3_200] as const;
const JOBS_PER_COMMIT = 256;

/**
 * The one writer. Jobs that arrive while others wait share a transaction and so one flush to disk (group commit); each
 * has a savepoint of its own, so that one that fails takes nothing else with it. A promise settles after the commit.
 */
export class Writer {
  readonly #connection: Connection;
  readonly #queue: Job[] = [];
  #draining: Promise<void> | undefined;
  #closed = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    // SQLite would hold the event loop while it waits; this class waits without.
    connection.exec("pragma busy_timeout = 0");
  }

  run<T>(work: (connection: Connection) => T): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError("closed", "the store is closed"));
    return new Promise<T>((resolve, reject) => {
      let result: { readonly value: T } | undefined;
      this.#queue.push({
        work: (connection) => {
          result = { value: work(connection) };
        },
        done: () => (result ? resolve(result.value) : reject(new Error("a write settled without a result"))),
        fail: reject,
      });
      this.#draining ??= this.#drain();
    });
  }

  /** Waits for what was accepted, then closes. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#draining;
    this.#connection.close();
  }

  async #drain(): Promise<void> {
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const failure = await this.#begin().then(
        () => undefined,
        (error: unknown) => asStoreError(error),
      );
      // Those that came during the wait have waited as well.
      const jobs = this.#queue.splice(0, failure === undefined ? JOBS_PER_COMMIT : this.#queue.length);
      if (failure === undefined) this.#commit(jobs);
      else for (const job of jobs) job.fail(failure);
      await new Promise(setImmediate);
    }
    this.#draining = undefined;
  }

  /** Another process (an import, say) may hold the lock: wait without holding the event loop, within a bound. */
  async #begin(): Promise<void> {
    for (const wait of BUSY_WAIT_MS) {
      try {
        this.#connection.exec("begin immediate");
        return;
      } catch (error) {
        const failure = asStoreError(error);
        if (!(failure instanceof StoreError) || failure.code !== "busy") throw failure;
        await delay(wait);
      }
    }
    this.#connection.exec("begin immediate");
  }

  #commit(jobs: readonly Job[]): void {
    const written: Job[] = [];
    const open = [...jobs];
    try {
      for (let job = open.shift(); job; job = open.shift()) if (this.#attempt(job)) written.push(job);
      this.#connection.exec("commit");
    } catch (error) {
      this.#rollback();
      const failure = asStoreError(error);
      for (const job of [...written, ...open]) job.fail(failure);
      return;
    }
    for (const job of written) job.done();
  }

  /** A job that fails takes nothing else with it, unless its failure ended the transaction, as a full disk does. */
  #attempt(job: Job): boolean {
    this.#connection.exec("savepoint job");
    try {
      job.work(this.#connection);
      this.#connection.exec("release job");
      return true;
    } catch (error) {
      job.fail(asStoreError(error));
      if (!this.#connection.inTransaction) throw error;
      this.#connection.exec("rollback to job");
      this.#connection.exec("release job");
      return false;
    }
  }

  #rollback(): void {
    if (this.#connection.inTransaction) this.#connection.exec("rollback");
  }
}
