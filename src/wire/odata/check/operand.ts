import { noSignature } from "../parser/call.ts";
import type { Enumeration, ScalarProperty } from "../property-table.ts";
import type { Condition, Constant, Operand } from "../query.ts";
import type { CallNode, ExpressionNode, LiteralNode } from "../tree.ts";
import { checkCondition } from "./condition.ts";
import { type Context, refusal } from "./context.ts";
import { requireFunction } from "./function.ts";
import { filterableValue } from "./path.ts";

/** What a side of an operator is, as far as deciding needs it. */
export interface Typed {
  readonly operand: Operand;
  /** The kind of values it compares with: any two of one family do. `null` goes with all. */
  readonly family: "string" | "number" | "boolean" | "timestamp" | "guid" | "enum" | "null";
  /** Its type as errors name it. */
  readonly edmType: string;
  /** The enum, when it is a property of one. */
  readonly enumeration?: Enumeration;
  /** The properties behind it, whose operators count. */
  readonly properties: readonly ScalarProperty[];
}

/** One side of an operator or an argument: a value of a known type. */
export function checkOperand(context: Context, node: ExpressionNode): Typed {
  switch (node.kind) {
    case "literal":
      return literal(node);
    case "path": {
      const operand = filterableValue(context, node);
      return { operand, ...typeOf(operand.property), properties: [operand.property] };
    }
    case "call":
      return node.name === "tolower" || node.name === "toupper"
        ? fold(context, node)
        : truth(checkCondition(context, node));
    default:
      return truth(checkCondition(context, node));
  }
}

function truth(operand: Condition): Typed {
  return { operand, family: "boolean", edmType: "Edm.Boolean", properties: [] };
}

function fold(context: Context, node: CallNode): Typed {
  requireFunction(context, node.name, node.position);
  const [operand] = textArguments(context, node);
  if (operand === undefined) throw new RangeError("a call without its argument");
  return {
    operand: { kind: "fold", to: node.name === "tolower" ? "lower" : "upper", operand: operand.operand },
    family: "string",
    edmType: "Edm.String",
    properties: operand.properties,
  };
}

/** The arguments of a function that takes text only. */
export function textArguments(context: Context, node: CallNode): readonly Typed[] {
  return node.args.map((argument) => {
    const typed = checkOperand(context, argument);
    if (typed.family === "string" || typed.family === "null") return typed;
    throw refusal(context, "type-mismatch", node.position, noSignature(node.name));
  });
}

function typeOf(property: ScalarProperty): Pick<Typed, "family" | "edmType" | "enumeration"> {
  const { enumeration } = property;
  if (enumeration) return { family: "enum", edmType: enumeration.typeName, enumeration };
  switch (property.type) {
    case "string":
      return { family: "string", edmType: "Edm.String" };
    case "int64":
      return { family: "number", edmType: "Edm.Int64" };
    case "double":
      return { family: "number", edmType: "Edm.Double" };
    case "boolean":
      return { family: "boolean", edmType: "Edm.Boolean" };
    case "timestamp":
      return { family: "timestamp", edmType: "Edm.DateTimeOffset" };
    case "guid":
      return { family: "guid", edmType: "Edm.Guid" };
  }
}

function literal(node: LiteralNode): Typed {
  switch (node.type) {
    case "null":
      return constant("null", node, "null", "<null>");
    case "boolean":
      return constant("boolean", node, "boolean", "Edm.Boolean");
    case "string":
      return constant("string", node, "string", "Edm.String");
    case "enum":
      return constant("string", node, "enum", node.enumType);
    case "integer":
      return constant("int64", node, "number", isInt32(node.value) ? "Edm.Int32" : "Edm.Int64");
    case "decimal":
      return constant("double", node, "number", "Edm.Double");
    case "guid":
      return constant("guid", node, "guid", "Edm.Guid");
    case "timestamp":
      return constant("timestamp", node, "timestamp", "Edm.DateTimeOffset");
    case "date":
      return constant("timestamp", node, "timestamp", "Edm.Date");
  }
}

function constant(
  type: Constant["type"],
  node: LiteralNode,
  family: Typed["family"],
  edmType: string,
): Typed {
  return { operand: { kind: "constant", type, value: node.value }, family, edmType, properties: [] };
}

function isInt32(value: number | bigint): boolean {
  return BigInt.asIntN(32, BigInt(value)) === BigInt(value);
}
