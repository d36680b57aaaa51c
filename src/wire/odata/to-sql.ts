import type { Condition, Ordering } from "./query.ts";
import { writeCondition } from "./sql/condition.ts";
import type { SqlDialect } from "./sql/dialect.ts";
import { writeOrdering } from "./sql/ordering.ts";
import { type SqlFragment, SqlWriter } from "./sql/writer.ts";

export type { SqlDialect } from "./sql/dialect.ts";
export { postgres } from "./sql/postgres.ts";
export { sqlite } from "./sql/sqlite.ts";
export type { SqlFragment } from "./sql/writer.ts";

/**
 * A filter as the condition of a `where`. Every value of the client is a parameter, numbered from `firstParameter`;
 * every name stands in the surface's table. It agrees with `toPredicate` on every row.
 */
export function toSql(filter: Condition | undefined, dialect: SqlDialect, firstParameter = 1): SqlFragment {
  const writer = new SqlWriter(dialect, firstParameter);
  const sql = filter ? writeCondition(writer, filter, "filter") : dialect.true;
  return { sql, parameters: writer.parameters };
}

/** An order as the keys of an `order by`, without the words; it agrees with `toComparator`. */
export function orderToSql(
  orderings: readonly Ordering[],
  dialect: SqlDialect,
  firstParameter = 1,
): SqlFragment {
  const writer = new SqlWriter(dialect, firstParameter);
  const sql = orderings.map((ordering) => writeOrdering(writer, ordering)).join(", ");
  return { sql, parameters: writer.parameters };
}
