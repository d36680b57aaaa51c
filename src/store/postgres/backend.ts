import type { Pool } from "pg";
import type { Clock, Renderer } from "../contract.ts";
import type { Backend } from "../sql/backend.ts";
import type { Steps } from "../sql/steps.ts";
import { beginWrite } from "../sql/transaction.ts";
import { run } from "./connection.ts";
import { lookUp, Moment } from "./moment.ts";
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
    read: (steps) => ofOneMoment(pool, steps),
    lookUp: (steps) => lookUp(pool, steps),
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

async function ofOneMoment<T>(pool: Pool, steps: Steps<T>): Promise<T> {
  const moment = new Moment(pool);
  try {
    return await moment.run(steps);
  } finally {
    moment.end();
  }
}

async function* inPieces<T>(pool: Pool, next: () => Steps<readonly T[] | undefined>): AsyncGenerator<T> {
  const moment = new Moment(pool);
  try {
    for (let piece = await moment.run(next()); piece; piece = await moment.run(next())) yield* piece;
  } finally {
    moment.end();
  }
}
