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
      const jobs = this.#queue.splice(0, JOBS_PER_COMMIT);
      try {
        await this.#begin();
      } catch (error) {
        for (const job of jobs) job.fail(asStoreError(error));
        continue;
      }
      this.#commit(jobs);
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
    try {
      for (const job of jobs) if (this.#attempt(job)) written.push(job);
      this.#connection.exec("commit");
    } catch (error) {
      this.#rollback();
      for (const job of written) job.fail(asStoreError(error));
      return;
    }
    for (const job of written) job.done();
  }

  #attempt(job: Job): boolean {
    this.#connection.exec("savepoint job");
    try {
      job.work(this.#connection);
      this.#connection.exec("release job");
      return true;
    } catch (error) {
      job.fail(asStoreError(error));
      this.#connection.exec("rollback to job");
      this.#connection.exec("release job");
      return false;
    }
  }

  /** A full disk makes SQLite roll back by itself; then there is nothing left to undo. */
  #rollback(): void {
    try {
      this.#connection.exec("rollback");
    } catch (error) {
      if (!(error instanceof Error) || !/no transaction/.test(error.message)) throw error;
    }
  }
}
