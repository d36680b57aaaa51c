import type { Ordering } from "../query.ts";
import { isText, mayBeNull } from "./operand-traits.ts";
import type { SqlWriter } from "./writer.ts";

/** One key of an `order by`. */
export function writeOrdering(writer: SqlWriter, { operand, descending }: Ordering): string {
  const order = operand.property.enumeration?.order;
  const value = writer.property(operand);
  const key = order
    ? writeRank(writer, value, order)
    : isText(operand)
      ? writer.dialect.binary(value)
      : value;
  const nulls = mayBeNull(operand) ? writer.dialect.nulls(descending) : "";
  return `${key}${descending ? " desc" : ""}${nulls}`;
}

/** An enum's place among its members: unknown members stand behind them, null before unless it is one. */
function writeRank(writer: SqlWriter, value: string, order: readonly (string | null)[]): string {
  const places = order.map((member, place) => {
    if (member === null) return "";
    const parameter = writer.parameter({ kind: "constant", type: "string", value: member });
    return ` when ${value} = ${parameter} then ${place}`;
  });
  const nullPlace = order.indexOf(null);
  const whenNull = `when ${value} is null then ${nullPlace === -1 ? "null" : nullPlace}`;
  return `case ${whenNull}${places.join("")} else ${order.length} end`;
}
