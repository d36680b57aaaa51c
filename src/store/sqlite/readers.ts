import { StoreError } from "../contract.ts";
import { type Connection, openReader } from "./connection.ts";
import { guarded } from "./failures.ts";

const WALKS_MAX = 4;
/** A walk reads on and seldom comes back: what each of its connections keeps adds to the server's memory for good. */
const WALK_CACHE_KIB = 4_096;

/**
 * The connections that only read. A short read runs to its end before anything else happens, so that one connection
 * serves all of them; a walk over a whole tenant borrows one of a few others and has a snapshot of its own.
 */
export class Readers {
  readonly #file: string;
  readonly #short: Connection;
  readonly #idle: Connection[] = [];
  readonly #waiting: ((connection: Connection) => void)[] = [];
  #walks = 0;
  #closed = false;

  constructor(file: string) {
    this.#file = file;
    this.#short = guarded(() => openReader(file));
  }

  read<T>(work: (connection: Connection) => T): T {
    if (this.#closed) throw new StoreError("closed", "the store is closed");
    return guarded(() => work(this.#short));
  }

  /** Several short reads of one moment, whatever another process commits between them. */
  snapshot<T>(work: (connection: Connection) => T): T {
    return this.read((connection) => {
      connection.exec("begin");
      try {
        return work(connection);
      } finally {
        connection.exec("rollback");
      }
    });
  }

  /** The rows of one snapshot; the connection returns when the walk ends or is left. */
  async *walk<T>(rows: (connection: Connection) => Iterable<T>): AsyncGenerator<T> {
    const connection = await this.#borrow();
    try {
      guarded(() => connection.exec("begin"));
      const iterator = guarded(() => rows(connection)[Symbol.iterator]());
      for (;;) {
        const { value, done } = guarded(() => iterator.next());
        if (done) return;
        yield value;
      }
    } finally {
      this.#giveBack(connection);
    }
  }

  close(): void {
    this.#closed = true;
    this.#short.close();
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  #borrow(): Connection | Promise<Connection> {
    if (this.#closed) throw new StoreError("closed", "the store is closed");
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#walks >= WALKS_MAX) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#walks++;
    return guarded(() => openReader(this.#file, WALK_CACHE_KIB));
  }

  #giveBack(connection: Connection): void {
    if (connection.inTransaction) guarded(() => connection.exec("rollback"));
    const next = this.#waiting.shift();
    if (next) next(connection);
    else if (this.#closed) connection.close();
    else this.#idle.push(connection);
  }
}
