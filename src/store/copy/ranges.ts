import { query, type Row, type SqlQuery, type SqlValue, type Steps } from "../sql/steps.ts";
import { sqlValue } from "./rows.ts";
import type { StoredTable } from "./tables.ts";

/** What is held at once: so many rows, and so many bytes unless a single row has more. */
export interface Bounds {
  readonly rows: number;
  readonly bytes: number;
}

export const BATCH: Bounds = { rows: 1_000, bytes: 8 * 1024 * 1024 };

/** Values of a table's key columns. */
export type Key = readonly SqlValue[];

/** Rows of a tenant that stand together: those after a key, up to and with another. Without a key, there is no end there. */
export interface Range {
  readonly tenantId: string;
  readonly after?: Key | undefined;
  readonly upTo?: Key | undefined;
}

/** A range that is not empty, and how much it holds. */
export interface Piece extends Range {
  readonly upTo: Key;
  readonly rows: number;
  readonly bytes: number;
}

/** The tenants that have rows in a table: hops along the key instead of reading every row. */
export function* tenantsIn({ name }: StoredTable): Steps<readonly string[]> {
  const rows = yield* query(`
    with recursive tenants (tenant_id) as (
      select min(tenant_id) from ${name}
      union all
      select (select min(tenant_id) from ${name} where tenant_id > tenants.tenant_id)
      from tenants where tenant_id is not null
    )
    select tenant_id from tenants where tenant_id is not null`);
  return rows.map((row) => String(row.tenant_id));
}

/** The next rows of a tenant that fit the bounds, unread; undefined when there are none. */
export function* nextPiece(
  table: StoredTable,
  { tenantId, after }: Range,
  bounds = BATCH,
): Steps<Piece | undefined> {
  const { key, name } = table;
  // The one row of a table whose key is the tenant.
  if (key.length === 0 && after) return undefined;
  const { sql, parameters } = within(table, { tenantId, after });
  const rows = yield* query(
    `select ${[...key, `${lengthOf(table)} as bytes`].join(", ")} from ${name}
     where ${sql}${orderOf(table)} limit ${bounds.rows}`,
    ...parameters,
  );
  let bytes = 0;
  let count = 0;
  for (const row of rows) {
    if (count > 0 && bytes + Number(row.bytes) > bounds.bytes) break;
    bytes += Number(row.bytes);
    count++;
  }
  const last = rows[count - 1];
  return last && { tenantId, after, upTo: key.map((column) => sqlValue(last[column])), rows: count, bytes };
}

/** The rows of a range, whole, in the order of their key. */
export function* rowsIn(table: StoredTable, range: Range): Steps<readonly Row[]> {
  const { sql, parameters } = within(table, range);
  return yield* query(
    `select ${table.columns.join(", ")} from ${table.name} where ${sql}${orderOf(table)}`,
    ...parameters,
  );
}

/** How much a range holds now. */
export function* sizeOf(
  table: StoredTable,
  range: Range,
): Steps<{ readonly rows: number; readonly bytes: number }> {
  const { sql, parameters } = within(table, range);
  const [row] = yield* query(
    `select count(*) as count, sum(${lengthOf(table)}) as bytes from ${table.name} where ${sql}`,
    ...parameters,
  );
  return { rows: Number(row?.count), bytes: Number(row?.bytes ?? 0) };
}

/** What selects the rows of a range, its parameters from `$1` on; `alias` stands for the table. */
export function within({ key }: StoredTable, { tenantId, after, upTo }: Range, alias?: string): SqlQuery {
  const at = alias === undefined ? "" : `${alias}.`;
  const parameters: SqlValue[] = [tenantId];
  const parts = [`${at}tenant_id = $1`];
  const bound = (comparison: string, values: Key | undefined) => {
    if (!values || values.length === 0) return;
    const places = values.map((value) => `$${parameters.push(value)}`);
    parts.push(`(${key.map((column) => at + column).join(", ")}) ${comparison} (${places.join(", ")})`);
  };
  bound(">", after);
  bound("<=", upTo);
  return { sql: parts.join(" and "), parameters };
}

function orderOf({ key }: StoredTable): string {
  return key.length === 0 ? "" : ` order by ${key.join(", ")}`;
}

/** Both databases know the length of a long value without reading it. */
function lengthOf({ sized }: StoredTable): string {
  return sized.map((column) => `coalesce(octet_length(${column}), 0)`).join(" + ") || "0";
}
