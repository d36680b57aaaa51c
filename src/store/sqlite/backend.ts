import type { Clock, Renderer } from "../contract.ts";
import type { Backend } from "../sql/backend.ts";
import { first, type Steps } from "../sql/steps.ts";
import { beginWrite, type Transaction } from "../sql/transaction.ts";
import type { Connection } from "./connection.ts";
import { sqlitePages } from "./page-plan.ts";
import type { Readers } from "./readers.ts";
import type { RenditionCache } from "./rendition-cache.ts";
import type { Writer } from "./writer.ts";

/** SQLite under the store: reads run at once on one connection, writes wait for the one writer. */
export function sqliteBackend(
  readers: Readers,
  writer: Writer,
  renderers: readonly Renderer[],
  cache: RenditionCache,
  clock: Clock,
): Backend {
  return {
    pages: sqlitePages,

    async read(steps) {
      return readers.snapshot((connection) => connection.run(steps));
    },

    async lookUp(steps) {
      return readers.read((connection) => connection.run(steps));
    },

    walk: (next) => readers.walk((connection) => inPieces(connection, next)),

    async write(scope, work) {
      const write = function* () {
        const before = yield* lastChange();
        const transaction: Transaction = yield* beginWrite(scope, renderers, clock);
        const start = transaction.chain.sequence;
        const result = yield* work(transaction);
        const { chain, touched } = transaction;
        return { result, before, after: before + chain.sequence - start, touched };
      };
      const written = await writer.run((connection) => connection.run(write()));
      cache.wrote(scope, written);
      return written.result;
    },
  };
}

function* inPieces<T>(connection: Connection, next: () => Steps<readonly T[] | undefined>): Generator<T> {
  for (let piece = connection.run(next()); piece; piece = connection.run(next())) yield* piece;
}

/** How many changes all tenants have had: rows of changes are numbered in the order in which they are committed. */
export function* lastChange(): Steps<number> {
  const row = yield* first("select max(rowid) as last from changes");
  return Number(row?.last ?? 0);
}
