import type { Scope } from "../../domain/scope.ts";
import type { Clock, Renderer } from "../contract.ts";
import type { RenditionCache } from "./rendition-cache.ts";
import { beginWrite, lastChangeOf, type Transaction } from "./transaction.ts";
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

  async run<T>(scope: Scope, work: (transaction: Transaction) => T): Promise<T> {
    const written = await this.#writer.run((connection) => {
      const before = lastChangeOf(connection);
      const transaction = beginWrite(connection, scope, this.#renderers, this.#clock);
      const first = transaction.chain.sequence;
      const result = work(transaction);
      return {
        result,
        before,
        after: before + transaction.chain.sequence - first,
        touched: transaction.touched,
      };
    });
    this.#cache.wrote(scope, written);
    return written.result;
  }
}
