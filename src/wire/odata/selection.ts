import type { Condition, Operand, PropertyRef, Query } from "./query.ts";
import { postgres, type SqlDialect, type SqlFragment, sqlite, toSql } from "./to-sql.ts";

/** A query as a store takes it: its condition in the store's own language, its order and page in plain words. */
export interface Selection {
  condition(database: SqlDialect["name"], firstParameter: number): SqlFragment;
  readonly order: readonly { readonly column: string; readonly descending: boolean }[];
  readonly terms: readonly Term[];
  readonly skip: number;
  readonly take: number;
}

/** A part that the whole condition implies, about one column; `values` are undefined for a range. */
export interface Term {
  readonly column: string;
  readonly values: readonly NullableValue[] | undefined;
  condition(database: SqlDialect["name"], firstParameter: number): SqlFragment;
}

type NullableValue = string | number | bigint | boolean | null;

const DIALECTS: Readonly<Record<SqlDialect["name"], SqlDialect>> = { sqlite, postgres };

/**
 * Makes a query that a surface accepted ready for a store. `take` is the query's own when left out.
 *
 * @throws TypeError for an order by something that has no column of its own
 */
export function selectionOf(query: Query, take = query.take): Selection {
  const { filter, orderBy, skip } = query;
  const parts = filter?.kind === "and" ? filter.operands : filter ? [filter] : [];
  return {
    condition: compiled(filter),
    order: orderBy.map(({ operand, descending }) => ({ column: requireColumn(operand), descending })),
    terms: parts.flatMap(termOf),
    skip,
    take,
  };
}

function compiled(condition: Condition | undefined) {
  return (database: SqlDialect["name"], firstParameter: number) =>
    toSql(condition, DIALECTS[database], firstParameter);
}

function termOf(condition: Condition): readonly Term[] {
  const [operand, values] = columnAndValues(condition);
  const column = operand && columnOf(operand);
  return column === undefined ? [] : [{ column, values, condition: compiled(condition) }];
}

function columnAndValues(condition: Condition): [operand?: Operand, values?: readonly NullableValue[]] {
  if (condition.kind === "in") {
    const values = condition.values.map(({ value }) => value);
    return [condition.operand, condition.orNull ? [...values, null] : values];
  }
  if (condition.kind !== "comparison" || condition.operator === "ne") return [];
  const { left, right, operator } = condition;
  const [operand, constant] = left.kind === "constant" ? [right, left] : [left, right];
  if (constant.kind !== "constant") return [];
  return operator === "eq" ? [operand, [constant.value]] : [operand];
}

function columnOf(operand: Operand): string | undefined {
  if (operand.kind !== "property" || operand.place.kind !== "column" || operand.guards.length > 0)
    return undefined;
  return operand.place.column;
}

function requireColumn(operand: PropertyRef): string {
  const column = columnOf(operand);
  if (column === undefined) throw new TypeError(`${operand.property.wire} has no column to order by`);
  return column;
}
