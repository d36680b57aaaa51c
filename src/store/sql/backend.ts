import type { Scope } from "../../domain/scope.ts";
import type { PageDialect } from "./page.ts";
import type { Steps } from "./steps.ts";
import type { Transaction } from "./transaction.ts";

/** What a database has to offer for the store to stand on it. */
export interface Backend {
  readonly pages: PageDialect;
  /** Takes the steps to their end, all of them reading the same moment. */
  read<T>(steps: Steps<T>): Promise<T>;
  /** The same for steps that ask a single question: one statement is a moment by itself. */
  lookUp<T>(steps: Steps<T>): Promise<T>;
  /** Reads on, piece by piece, the same moment, until there is no further piece. */
  walk<T>(next: () => Steps<readonly T[] | undefined>): AsyncGenerator<T>;
  /**
   * Takes the steps to their end in one transaction that keeps other writers of the tenant out. Durable when it settles; a
   * failure leaves nothing behind.
   */
  write<T>(scope: Scope, work: (transaction: Transaction) => Steps<T>): Promise<T>;
}
