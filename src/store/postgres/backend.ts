import type { Pool, PoolClient } from "pg";
import type { Clock, Renderer } from "../contract.ts";
import type { Backend } from "../sql/backend.ts";
import type { Steps } from "../sql/steps.ts";
import { beginWrite } from "../sql/transaction.ts";
import { run } from "./connection.ts";
import { asStoreError } from "./failures.ts";
import { postgresPages } from "./pages.ts";
import type { Writer } from "./writer.ts";

/** PostgreSQL under the store. Nothing is kept in memory: every read sees what any node has acknowledged. */
export function postgresBackend(
  pool: Pool,
  writer: Writer,
  renderers: readonly Renderer[],
  clock: Clock,
): Backend {
  return {
    pages: postgresPages,
    read: (steps) => ofOneMoment(pool, (client) => run(client, steps)),
    walk: (next) => inPieces(pool, next),
    write: (scope, work) =>
      writer.run(scope.tenantId, (client) =>
        run(
          client,
          (function* () {
            return yield* work(yield* beginWrite(scope, renderers, clock));
          })(),
        ),
      ),
  };
}

const BEGIN = "begin isolation level repeatable read read only";

async function ofOneMoment<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await connect(pool);
  let failure: unknown;
  try {
    await client.query(BEGIN);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    failure = asStoreError(error);
    throw failure;
  } finally {
    await giveBack(client, failure !== undefined);
  }
}

async function* inPieces<T>(pool: Pool, next: () => Steps<readonly T[] | undefined>): AsyncGenerator<T> {
  const client = await connect(pool);
  try {
    await query(client, BEGIN);
    for (let piece = await run(client, next()); piece; piece = await run(client, next())) yield* piece;
  } finally {
    await giveBack(client, true);
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw asStoreError(error);
  }
}

async function query(client: PoolClient, text: string): Promise<void> {
  try {
    await client.query(text);
  } catch (error) {
    throw asStoreError(error);
  }
}

/** A connection whose transaction cannot be ended is not used again. */
async function giveBack(client: PoolClient, open: boolean): Promise<void> {
  const broken = open
    ? await client.query("rollback").then(
        () => false,
        () => true,
      )
    : false;
  client.release(broken);
}
