/** Values that a query may be given. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

/** A row as both databases give it: integers are numbers, bytes are `Uint8Array`, times are text. */
export type Row = Readonly<Record<string, unknown>>;

export interface SqlQuery {
  /** With `$1`, `$2` … for its parameters. */
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/**
 * Work on a database that does not know which one: it yields each query and is given its rows. SQLite runs the steps at once,
 * PostgreSQL waits between them (docs/adr/0007). So the rules of a write stand in one place.
 */
export type Steps<T> = Generator<SqlQuery, T, readonly Row[]>;

export function* query(sql: string, ...parameters: readonly SqlValue[]): Steps<readonly Row[]> {
  return yield { sql, parameters };
}

/** The first row, if there is one. */
export function* first(sql: string, ...parameters: readonly SqlValue[]): Steps<Row | undefined> {
  const [row] = yield { sql, parameters };
  return row;
}

/** `$3, $4` for two values from the third parameter on; a list that is empty matches nothing. */
export function placeholders(count: number, from: number): string {
  return count === 0 ? "null" : Array.from({ length: count }, (_, at) => `$${from + at}`).join(", ");
}
