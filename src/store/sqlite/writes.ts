import type { Scope } from "../../domain/scope.ts";
import type { Clock, Renderer } from "../contract.ts";
import { first, type Steps } from "../sql/steps.ts";
import { beginWrite, type Transaction } from "../sql/transaction.ts";
import type { RenditionCache } from "./rendition-cache.ts";
import type { Writer } from "./writer.ts";

/** Writes of incidents and alerts: each durable, and its incidents out of memory, before it is acknowledged. */
export class Writes {
  readonly #writer: Writer;
  readonly #renderers: readonly Renderer[];
  readonly #cache: RenditionCache;
  readonly #clock: Clock;

  constructor(writer: Writer, renderers: readonly Renderer[], cache: RenditionCache, clock: Clock) {
    this.#writer = writer;
    this.#renderers = renderers;
    this.#cache = cache;
    this.#clock = clock;
  }

  async run<T>(scope: Scope, work: (transaction: Transaction) => Steps<T>): Promise<T> {
    const written = await this.#writer.run((connection) => connection.run(this.#write(scope, work)));
    this.#cache.wrote(scope, written);
    return written.result;
  }

  *#write<T>(scope: Scope, work: (transaction: Transaction) => Steps<T>) {
    const before = yield* lastChange();
    const transaction = yield* beginWrite(scope, this.#renderers, this.#clock);
    const start = transaction.chain.sequence;
    const result = yield* work(transaction);
    const { chain, touched } = transaction;
    return { result, before, after: before + chain.sequence - start, touched };
  }
}

/** How many changes all tenants have had: rows of changes are numbered in the order in which they are committed. */
export function* lastChange(): Steps<number> {
  const row = yield* first("select max(rowid) as last from changes");
  return Number(row?.last ?? 0);
}
