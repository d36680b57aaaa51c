import type { Condition, TextMatch } from "../query.ts";
import type { CallNode, ExpressionNode, FunctionName, LogicalNode, NotNode } from "../tree.ts";
import { checkComparison, checkIn } from "./comparison.ts";
import { type Context, refusal } from "./context.ts";
import { requireFunction } from "./function.ts";
import { checkLambda } from "./lambda.ts";
import { checkOperand, type Typed, textArguments } from "./operand.ts";
import { incompatible } from "./operator.ts";

/** A whole `$filter`. */
export function checkFilter(context: Context, node: ExpressionNode): Condition {
  const single = "The $filter expression must evaluate to a single boolean value.";
  return checkTruth(context, node, () => refusal(context, "type-mismatch", node.position, single));
}

/** An expression that is boolean by its own kind. */
export function checkCondition(context: Context, node: ExpressionNode): Condition {
  switch (node.kind) {
    case "comparison":
      return checkComparison(context, node);
    case "in":
      return checkIn(context, node);
    case "and":
    case "or":
      return logical(context, node);
    case "not":
      return negation(context, node);
    case "lambda":
      return checkLambda(context, node);
    default:
      return checkFilter(context, node);
  }
}

/** An expression that must be boolean; `otherwise` makes the error for one that is not. */
function checkTruth(context: Context, node: ExpressionNode, otherwise: (typed: Typed) => Error): Condition {
  if (node.kind === "call" && isMatch(node.name)) return match(context, node);
  if (node.kind !== "path" && node.kind !== "literal" && node.kind !== "call")
    return checkCondition(context, node);
  const typed = checkOperand(context, node);
  const { operand } = typed;
  if (typed.family !== "boolean" && typed.family !== "null") throw otherwise(typed);
  if (operand.kind === "fold") throw otherwise(typed);
  return operand;
}

const PLACES: Readonly<Partial<Record<FunctionName, TextMatch["where"]>>> = {
  contains: "anywhere",
  startswith: "start",
  endswith: "end",
};

function isMatch(name: FunctionName): boolean {
  return PLACES[name] !== undefined;
}

function match(context: Context, node: CallNode): Condition {
  requireFunction(context, node.name, node.position);
  const [whole, part] = textArguments(context, node);
  const where = PLACES[node.name];
  if (whole === undefined || part === undefined || where === undefined)
    throw new RangeError("a call not parsed");
  return { kind: "match", where, whole: whole.operand, part: part.operand };
}

function logical(context: Context, node: LogicalNode): Condition {
  const kind = node.kind === "and" ? "And" : "Or";
  const otherwise = (typed: Typed) =>
    incompatible(context, typed.edmType, "Edm.Boolean", kind, node.position);
  return {
    kind: node.kind,
    operands: node.operands.map((operand) => checkTruth(context, operand, otherwise)),
  };
}

function negation(context: Context, node: NotNode): Condition {
  const operand = checkTruth(context, node.operand, ({ edmType }) => {
    const found = `Found operand type '${edmType}' for operator kind 'Not'.`;
    const detail = `A unary operator with an incompatible type was detected. ${found}`;
    return refusal(context, "type-mismatch", node.position, detail);
  });
  return { kind: "not", operand };
}
