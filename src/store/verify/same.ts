import type { Row } from "../sql/steps.ts";

/**
 * A value as a database gives it back: half a surrogate pair becomes U+FFFD in both, U+0000 in PostgreSQL. So values of a
 * document can be compared with columns.
 */
export function held(value: string | number | null): string | number | null {
  return typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\uFFFD") : value;
}

/** The columns that do not hold what the document says. */
export function otherColumns(
  row: Row,
  expected: Readonly<Record<string, string | number | null>>,
): readonly string[] {
  return Object.entries(expected)
    .filter(([column, value]) => held(columnOf(row, column)) !== held(value))
    .map(([column]) => column);
}

function columnOf(row: Row, column: string): string | number | null {
  const value = row[column];
  return typeof value === "string" || typeof value === "number" ? value : null;
}

/** One text for what a few columns hold, to compare sets of rows by. */
export function factOf(...values: readonly unknown[]): string {
  return JSON.stringify(
    values.map((value) => held(typeof value === "number" || value === null ? value : String(value))),
  );
}

/** Whether two collections hold the same, in whatever order. */
export function sameFacts(expected: Iterable<string>, found: Iterable<string>): boolean {
  const [a, b] = [new Set(expected), new Set(found)];
  return a.size === b.size && a.isSubsetOf(b);
}
