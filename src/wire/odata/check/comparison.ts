import type { Condition, Constant } from "../query.ts";
import type { ComparisonNode, InNode } from "../tree.ts";
import type { Context } from "./context.ts";
import { enumMembership } from "./enum-member.ts";
import { checkOperand, type Typed } from "./operand.ts";
import { incompatible, OPERATOR_LABELS, requireOperator } from "./operator.ts";

const UNORDERED: readonly Typed["family"][] = ["boolean", "guid", "enum"];

/** `left operator right`. */
export function checkComparison(context: Context, node: ComparisonNode): Condition {
  const left = checkOperand(context, node.left);
  const right = checkOperand(context, node.right);
  const { operator, position } = node;
  requireOperator(context, operator, [left, right], position);
  if (operator === "eq" || operator === "ne") {
    const membership = enumEquality(context, left, right, position);
    if (membership) return operator === "eq" ? membership : { kind: "not", operand: membership };
  }
  const unordered = operator !== "eq" && operator !== "ne" && UNORDERED.includes(left.family);
  if (unordered || !comparable(left, right)) {
    throw incompatible(context, left.edmType, right.edmType, OPERATOR_LABELS[operator], position);
  }
  return { kind: "comparison", operator, left: left.operand, right: right.operand };
}

/** `operand in (…)`. */
export function checkIn(context: Context, node: InNode): Condition {
  const operand = checkOperand(context, node.operand);
  const list = node.list.map((literal) => checkOperand(context, literal));
  requireOperator(context, "in", [operand], node.position);
  if (operand.enumeration) return enumMembership(context, operand, list, node.position);
  for (const value of list) {
    if (!comparable(operand, value)) {
      throw incompatible(context, operand.edmType, value.edmType, OPERATOR_LABELS.in, node.position);
    }
  }
  const constants = list
    .map((value) => value.operand)
    .filter((value): value is Constant => value.kind === "constant");
  const values = constants.filter((value) => value.type !== "null");
  return { kind: "in", operand: operand.operand, values, orNull: values.length < constants.length };
}

function enumEquality(context: Context, left: Typed, right: Typed, position: number): Condition | undefined {
  if (left.enumeration && right.operand.kind === "constant")
    return enumMembership(context, left, [right], position);
  if (right.enumeration && left.operand.kind === "constant")
    return enumMembership(context, right, [left], position);
  return undefined;
}

/** Enums compare with literals only, and those have been dealt with. */
function comparable(left: Typed, right: Typed): boolean {
  if (left.family === "null" || right.family === "null") return true;
  return left.family === right.family && left.family !== "enum";
}
