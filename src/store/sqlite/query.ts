import type { SQLInputValue } from "node:sqlite";
import {
  type Compilable,
  DummyDriver,
  type InferResult,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Schema } from "../schema.ts";
import type { Connection } from "./connection.ts";

/** Writes SQL from typed queries and runs none of it: `node:sqlite` runs it, at once and inside our own transactions. */
export const sql = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** The rows of a query one by one, each with the type that the query gives it. */
export function* rowsOf<Q extends Compilable>(
  connection: Connection,
  query: Q,
): Generator<InferResult<Q>[number]> {
  const { sql: text, parameters } = query.compile();
  yield* connection.prepare(text).iterate(...parameters.map(bindable));
}

function bindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint")
    return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`a ${typeof value} cannot be bound to a query`);
}
