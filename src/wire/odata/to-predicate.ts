import { truth } from "./predicate/evaluate.ts";
import type { Condition } from "./query.ts";

/**
 * A filter as a function over the domain's objects. It agrees with `toSql` on every row: text compares by code point
 * and by case, `tolower` and `toupper` change ASCII letters alone, null is as `Condition` says. Reads own properties
 * only; never throws.
 */
export function toPredicate(filter: Condition | undefined): (row: object) => boolean {
  if (!filter) return () => true;
  return (row) => truth(filter, [row]) === true;
}
