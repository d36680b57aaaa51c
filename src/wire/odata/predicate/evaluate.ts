import type {
  CaseFold,
  Comparison,
  Condition,
  Lambda,
  Logical,
  Membership,
  Operand,
  TextMatch,
  Value,
} from "../query.ts";
import { foldCase } from "./fold-case.ts";
import { type Frames, readPath, readValue } from "./read-value.ts";
import { compareValues } from "./value-order.ts";

/** Three-valued: null is unknown. */
export type Truth = boolean | null;

/** The value of an operand, by the rules that `Condition` states. */
export function evaluate(operand: Operand, frames: Frames): Value {
  switch (operand.kind) {
    case "constant":
      return operand.value;
    case "property":
      return readValue(frames, operand);
    case "fold":
      return fold(operand, frames);
    default:
      return truth(operand, frames);
  }
}

/** Whether a condition holds. */
export function truth(condition: Condition, frames: Frames): Truth {
  switch (condition.kind) {
    case "comparison":
      return comparison(condition, frames);
    case "in":
      return membership(condition, frames);
    case "match":
      return match(condition, frames);
    case "and":
      return conjunction(condition, frames, false);
    case "or":
      return conjunction(condition, frames, true);
    case "not": {
      const inner = truth(condition.operand, frames);
      return inner === null ? null : !inner;
    }
    case "lambda":
      return lambda(condition, frames);
    default: {
      const value = evaluate(condition, frames);
      return typeof value === "boolean" ? value : null;
    }
  }
}

function fold({ operand, to }: CaseFold, frames: Frames): Value {
  const text = evaluate(operand, frames);
  return typeof text === "string" ? foldCase(text, to) : null;
}

function comparison({ operator, left, right }: Comparison, frames: Frames): boolean {
  const a = evaluate(left, frames);
  const b = evaluate(right, frames);
  if (a === null || b === null) {
    if (operator === "ne") return a !== b;
    return a === b && operator !== "gt" && operator !== "lt";
  }
  const order = compareValues(a, b);
  switch (operator) {
    case "eq":
      return order === 0;
    case "ne":
      return order !== 0;
    case "gt":
      return order > 0;
    case "ge":
      return order >= 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
  }
}

function membership({ operand, values, orNull }: Membership, frames: Frames): boolean {
  const value = evaluate(operand, frames);
  if (value === null) return orNull;
  return values.some((constant) => constant.value !== null && compareValues(value, constant.value) === 0);
}

function match({ where, whole, part }: TextMatch, frames: Frames): Truth {
  const text = evaluate(whole, frames);
  const piece = evaluate(part, frames);
  if (typeof text !== "string" || typeof piece !== "string") return null;
  switch (where) {
    case "anywhere":
      return text.includes(piece);
    case "start":
      return text.startsWith(piece);
    case "end":
      return text.endsWith(piece);
  }
}

/** `decisive` is the operand that settles the chain: false for `and`, true for `or`. */
function conjunction({ operands }: Logical, frames: Frames, decisive: boolean): Truth {
  let result: Truth = !decisive;
  for (const operand of operands) {
    const value = truth(operand, frames);
    if (value === decisive) return decisive;
    if (value === null) result = null;
  }
  return result;
}

function lambda({ quantifier, collection, body }: Lambda, frames: Frames): boolean {
  const found = readPath(frames, collection);
  const elements: readonly unknown[] = Array.isArray(found) ? found : [];
  const holds = (element: unknown) => !body || truth(body, [...frames, element]) === true;
  return quantifier === "any" ? elements.some(holds) : elements.every(holds);
}
