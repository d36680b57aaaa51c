import { StoreError } from "../contract.ts";
import type { Database } from "../migrations/migration.ts";
import type { Backend } from "../sql/backend.ts";
import type { PageDialect } from "../sql/page.ts";
import type { Steps } from "../sql/steps.ts";

/** A store that is only read: for a `Snapshot`, always the same moment of it. */
export interface Reading extends Backend {
  readonly database: Database;
}

/** One moment of a store, whatever is written meanwhile, for as long as it is open. Whoever opens it closes it. */
export interface Snapshot extends Reading {
  close(): Promise<void>;
}

/** A store that is being filled: nobody else opens it before `finish`, and nobody else writes. */
export interface Target extends Reading {
  /** Takes the steps to their end in one transaction. */
  fill<T>(steps: Steps<T>): Promise<T>;
  /** Hands the store over to servers; durable when it settles. */
  finish(): Promise<void>;
  /** Without `finish` before, what was written stays an unfinished copy. */
  close(): Promise<void>;
}

/** Everything that only reads, on top of a way to run steps. */
export function reading(
  database: Database,
  pages: PageDialect,
  read: <T>(steps: Steps<T>) => Promise<T>,
): Reading {
  return {
    database,
    pages,
    read,
    lookUp: read,
    async *walk(next) {
      for (let piece = await read(next()); piece; piece = await read(next())) yield* piece;
    },
    write: () => Promise.reject(new StoreError("readonly", "these data are only read here")),
  };
}
