import { excerpt } from "../odata-error.ts";
import type { Enumeration } from "../property-table.ts";
import type { Condition, Constant } from "../query.ts";
import { type Context, refusal } from "./context.ts";
import type { Typed } from "./operand.ts";
import { incompatible } from "./operator.ts";

/**
 * An enum property against the members that literals name: `'Active'`, `Ns.Status'Active'` or null. It becomes a
 * membership in the stored values, since one wire name may stand for several.
 */
export function enumMembership(
  context: Context,
  side: Typed,
  literals: readonly Typed[],
  position: number,
): Condition {
  const { enumeration, operand } = side;
  if (!enumeration) throw new TypeError("a membership of no enum");
  const stored = literals.flatMap((literal) => storedValues(context, enumeration, literal, position));
  const values = [...new Set(stored)].filter((value) => value !== null);
  return {
    kind: "in",
    operand,
    values: values.map((value): Constant => ({ kind: "constant", type: "string", value })),
    orNull: stored.includes(null),
  };
}

function storedValues(
  context: Context,
  enumeration: Enumeration,
  literal: Typed,
  position: number,
): readonly (string | null)[] {
  if (literal.family === "null") return [null];
  const { operand, edmType, family } = literal;
  const named = family === "string" || (family === "enum" && edmType === enumeration.typeName);
  if (!named || operand.kind !== "constant" || typeof operand.value !== "string") {
    throw incompatible(context, enumeration.typeName, excerpt(edmType), "Equal", position);
  }
  const stored = enumeration.find(operand.value);
  if (stored) return stored;
  const detail = `The string '${excerpt(operand.value)}' is not a valid enumeration type constant.`;
  throw refusal(context, "unknown-enum-member", position, detail);
}
