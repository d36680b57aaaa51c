import { createHash } from "node:crypto";
import { StoreError } from "../contract.ts";
import type { Database } from "../migrations/migration.ts";
import { placeholders, query, type Row, type SqlValue, type Steps } from "../sql/steps.ts";
import type { StoredTable } from "./tables.ts";

/** A value of a row, as a parameter of the next query. */
export function sqlValue(value: unknown): SqlValue {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`a value of the type ${typeof value} in a row`);
}

/** One text for one row: two rows are equal when their texts are, on whichever databases they are. */
export function rowText({ columns }: StoredTable, row: Row): string {
  return JSON.stringify(
    columns.map((column) => {
      const value = row[column];
      return value instanceof Uint8Array ? [createHash("sha256").update(value).digest("hex")] : value;
    }),
  );
}

/** How many rows a tenant has in a table, and the SHA-256 (hex) of all of them in the order of their key. */
export interface Digest {
  readonly rows: number;
  readonly sha256: string;
}

/** Takes rows in as they pass. */
export class RowDigest {
  readonly #hash = createHash("sha256");
  #rows = 0;

  add(table: StoredTable, rows: readonly Row[]): void {
    for (const row of rows) this.#hash.update(rowText(table, row)).update("\n");
    this.#rows += rows.length;
  }

  end(): Digest {
    return { rows: this.#rows, sha256: this.#hash.digest("hex") };
  }
}

/**
 * The row as a database can hold it. PostgreSQL cannot hold U+0000, which text of a hostile document may have brought into a
 * column of SQLite: there it becomes U+FFFD, as it does when PostgreSQL is written to.
 *
 * @throws {StoreError} `unknown` for a key with U+0000: another row may have the key that would come of it
 */
export function heldBy(database: Database, table: StoredTable, tenantId: string, row: Row): Row {
  if (database === "sqlite") return row;
  const nul = table.sized.filter((column) => {
    const value = row[column];
    return typeof value === "string" && value.includes("\0");
  });
  if (nul.length === 0) return row;
  const column = nul.find((each) => table.key.includes(each));
  if (column !== undefined) {
    throw new StoreError(
      "unknown",
      `PostgreSQL cannot hold the character U+0000, which stands in ${column} of a row of ${table.name} (tenant ${tenantId}): ${JSON.stringify(row[column])}`,
    );
  }
  return {
    ...row,
    ...Object.fromEntries(nul.map((each) => [each, String(row[each]).replaceAll("\0", "\uFFFD")])),
  };
}

/** So many rows go in one statement: few different statements, so that each is prepared once. */
const ROWS_AT_ONCE = [256, 32, 4, 1] as const;

export function* insertRows(table: StoredTable, tenantId: string, rows: readonly Row[]): Steps<void> {
  const width = table.columns.length + 1;
  let from = 0;
  for (const size of ROWS_AT_ONCE) {
    const sql = `insert into ${table.name} (tenant_id, ${table.columns.join(", ")})
      values ${Array.from({ length: size }, (_, at) => `(${placeholders(width, at * width + 1)})`).join(", ")}`;
    for (; from + size <= rows.length; from += size) {
      const values = rows
        .slice(from, from + size)
        .flatMap((row) => [tenantId, ...table.columns.map((column) => sqlValue(row[column]))]);
      yield* query(sql, ...values);
    }
  }
}
