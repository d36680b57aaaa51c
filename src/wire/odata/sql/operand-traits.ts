import { evaluate } from "../predicate/evaluate.ts";
import type { Operand } from "../query.ts";

/** Whether an operand is the same for every row. */
export function isConstant(operand: Operand): boolean {
  switch (operand.kind) {
    case "constant":
      return true;
    case "property":
    case "lambda":
      return false;
    case "fold":
    case "not":
    case "in":
      return isConstant(operand.operand);
    case "comparison":
      return isConstant(operand.left) && isConstant(operand.right);
    case "match":
      return isConstant(operand.whole) && isConstant(operand.part);
    case "and":
    case "or":
      return operand.operands.every(isConstant);
  }
}

/** Whether a column or path holds text, which compares by its bytes. */
export function isText(operand: Operand): boolean {
  if (operand.kind !== "property") return operand.kind === "fold";
  const { type } = operand.property;
  return type === "string" || type === "timestamp" || type === "guid";
}

export function mayBeNull(operand: Operand): boolean {
  switch (operand.kind) {
    case "constant":
      return operand.value === null;
    case "property":
      return operand.property.nullable || operand.place.kind !== "column";
    case "fold":
    case "not":
      return mayBeNull(operand.operand);
    case "match":
      return mayBeNull(operand.whole) || mayBeNull(operand.part);
    case "and":
    case "or":
      return operand.operands.some(mayBeNull);
    case "comparison":
    case "in":
    case "lambda":
      return false;
  }
}

/**
 * The same operand with its value worked out where no row is needed for it, so that the database never evaluates what
 * the client wrote as constant.
 */
export function reduced(operand: Operand): Operand {
  if (operand.kind === "constant" || !isConstant(operand)) return operand;
  const value = evaluate(operand, []);
  if (value === null) return { kind: "constant", type: "null", value };
  return { kind: "constant", type: operand.kind === "fold" ? "string" : "boolean", value };
}
