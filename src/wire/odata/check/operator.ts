import type { Operator } from "../property-spec.ts";
import { type Context, refusal } from "./context.ts";
import type { Typed } from "./operand.ts";

/** The vendor's words for operators, in errors. */
export const OPERATOR_LABELS: Readonly<Record<Operator, string>> = {
  eq: "Equal",
  ne: "NotEqual",
  gt: "GreaterThan",
  ge: "GreaterThanOrEqual",
  lt: "LessThan",
  le: "LessThanOrEqual",
  in: "In",
};

/** @throws ODataError `operator-not-allowed` when a property behind one of the sides does not allow it */
export function requireOperator(
  context: Context,
  operator: Operator,
  sides: readonly Typed[],
  position: number,
) {
  for (const side of sides) {
    if (side.properties.every((property) => property.operators.includes(operator))) continue;
    const what = `Logical operator '${OPERATOR_LABELS[operator]}' is not allowed.`;
    const advice =
      "To allow it, set the 'AllowedLogicalOperators' property on EnableQueryAttribute or QueryValidationSettings.";
    throw refusal(context, "operator-not-allowed", position, `${what} ${advice}`);
  }
}

/** `A binary operator with incompatible types was detected. …` */
export function incompatible(
  context: Context,
  left: string,
  right: string,
  operator: string,
  position: number,
) {
  const found = `Found operand types '${left}' and '${right}' for operator kind '${operator}'.`;
  const detail = `A binary operator with incompatible types was detected. ${found}`;
  return refusal(context, "type-mismatch", position, detail);
}
