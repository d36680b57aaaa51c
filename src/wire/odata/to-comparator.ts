import { readValue } from "./predicate/read-value.ts";
import { compareValues } from "./predicate/value-order.ts";
import type { Ordering, Value } from "./query.ts";

/**
 * An order as a function for `Array.sort` over the domain's objects; it agrees with `orderToSql`. Null comes first when
 * ascending (OData 4.01 part 1 § 11.2.6.2), enums go by their members' order with unknown members behind.
 */
export function toComparator(orderings: readonly Ordering[]): (left: object, right: object) => number {
  return (left, right) => {
    for (const ordering of orderings) {
      const order = compareNullable(rank(ordering, left), rank(ordering, right));
      if (order !== 0) return ordering.descending ? -order : order;
    }
    return 0;
  };
}

function rank({ operand }: Ordering, row: object): Value {
  const value = readValue([row], operand);
  const order = operand.property.enumeration?.order;
  if (!order) return value;
  const place = typeof value === "string" || value === null ? order.indexOf(value) : -1;
  if (place !== -1) return place;
  return value === null ? null : order.length;
}

function compareNullable(left: Value, right: Value): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  return compareValues(left, right);
}
