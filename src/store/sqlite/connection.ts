import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { SqlValue, Steps } from "../sql/steps.ts";

/** `full` survives a power cut; `normal` may lose the last writes then, for a stand-in that can be thrown away. */
export type Durability = "full" | "normal";

const BUSY_TIMEOUT_MS = 250;
const CACHE_KIB = 16_384;

/** Filters of clients make statements of their own: the oldest are prepared anew when they come again. */
const STATEMENTS_MAX = 500;

/** One connection with its prepared statements, each prepared once. */
export class Connection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    // SQLite numbers its parameters with `?`.
    const statement = this.#database.prepare(sql.replace(/\$(?=\d)/g, "?"));
    const [oldest] = this.#statements.size < STATEMENTS_MAX ? [] : this.#statements.keys();
    if (oldest !== undefined) this.#statements.delete(oldest);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Takes steps to their end, each query at once. */
  run<T>(steps: Steps<T>): T {
    let step = steps.next();
    while (!step.done) {
      const { sql, parameters } = step.value;
      step = steps.next(this.prepare(sql).all(...parameters.map(bindable)));
    }
    return step.value;
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

/** SQLite has no booleans. */
function bindable(value: SqlValue): SQLInputValue {
  return typeof value === "boolean" ? Number(value) : value;
}

/** The one connection that writes. The pragmas are set in this order: the journal decides what the next ones mean. */
export function openWriter(file: string, durability: Durability, pagesMax?: number): Connection {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  return prepared(database, [
    "journal_mode = WAL",
    `synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`,
    "foreign_keys = ON",
    "trusted_schema = OFF",
    `cache_size = -${CACHE_KIB}`,
    "temp_store = MEMORY",
    "journal_size_limit = 67108864",
    ...(pagesMax === undefined ? [] : [`max_page_count = ${pagesMax}`]),
  ]);
}

/** A connection that cannot write, whatever is asked of it. */
export function openReader(file: string, cacheKib = CACHE_KIB): Connection {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  return prepared(database, [
    "query_only = ON",
    "trusted_schema = OFF",
    `cache_size = -${cacheKib}`,
    "temp_store = MEMORY",
  ]);
}

function prepared(database: DatabaseSync, pragmas: readonly string[]): Connection {
  try {
    for (const pragma of pragmas) database.exec(`pragma ${pragma}`);
    return new Connection(database);
  } catch (error) {
    database.close();
    throw error;
  }
}
