import { setTimeout as delay } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import type { Row, SqlQuery, Steps } from "../sql/steps.ts";
import { rowsOf, run } from "./connection.ts";
import { asStoreError, isConnectionGone, isRetriable } from "./failures.ts";
import { connect } from "./pool.ts";

const BEGIN = "begin isolation level repeatable read read only";

/** Pooled connections may all have died unnoticed; the event loop has seen the end of them by then. */
const RETRY_WAIT_MS = [0, 50] as const;

/** One moment of the database. It begins with the first query, and is seen through one connection until it is ended. */
export class Moment {
  readonly #pool: Pool;
  #client: PoolClient | undefined;
  #gone = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Takes steps to their end. Throws StoreError. */
  async run<T>(steps: Steps<T>): Promise<T> {
    const first = steps.next();
    if (first.done) return first.value;
    try {
      if (this.#client) return await run(this.#client, steps, first);
      const { client, rows } = await begin(this.#pool, first.value);
      this.#client = client;
      return await run(client, steps, steps.next(rows));
    } catch (error) {
      this.#gone = isConnectionGone(error);
      throw error;
    }
  }

  /** Whatever was read is good, so nobody waits for this. */
  end(): void {
    if (this.#client) giveBack(this.#client, this.#gone);
    this.#client = undefined;
  }
}

/** Takes steps with one question to their end, without a transaction around it. Throws StoreError. */
export async function lookUp<T>(pool: Pool, steps: Steps<T>): Promise<T> {
  const question = steps.next();
  if (question.done) return question.value;
  const answer = steps.next(await againIfLost(() => ask(pool, question.value)));
  if (answer.done) return answer.value;
  throw new TypeError("a look-up that asks a second question");
}

async function ask(pool: Pool, query: SqlQuery): Promise<readonly Row[]> {
  const client = await connect(pool);
  try {
    const rows = await rowsOf(client, query);
    client.release();
    return rows;
  } catch (error) {
    client.release(isConnectionGone(error));
    throw error;
  }
}

function begin(
  pool: Pool,
  query: SqlQuery,
): Promise<{ readonly client: PoolClient; readonly rows: readonly Row[] }> {
  return againIfLost(() => attempt(pool, query));
}

/** As long as nothing was read, a connection that turns out to be lost is replaced by another. */
async function againIfLost<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const wait = RETRY_WAIT_MS[tries];
      if (wait === undefined || !isRetriable(error)) throw error;
      await delay(wait);
    }
  }
}

async function attempt(pool: Pool, query: SqlQuery) {
  const client = await connect(pool);
  try {
    await client.query(BEGIN);
    return { client, rows: await rowsOf(client, query) };
  } catch (error) {
    giveBack(client, isConnectionGone(error));
    throw asStoreError(error);
  }
}

/** A connection whose transaction cannot be ended is not used again. */
function giveBack(client: PoolClient, gone: boolean): void {
  if (gone) client.release(true);
  else
    client.query("rollback").then(
      () => client.release(),
      () => client.release(true),
    );
}
