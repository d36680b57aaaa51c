import type { ExpressionNode } from "../tree.ts";

/** A tree in one line, fully parenthesised, so that tests can show how a text was understood. */
export function show(node: ExpressionNode): string {
  switch (node.kind) {
    case "literal":
      return node.type === "enum" ? `enum:${node.enumType}:${node.value}` : `${node.type}:${node.value}`;
    case "path":
      return node.segments.join("/");
    case "call":
      return `${node.name}(${node.args.map(show).join(", ")})`;
    case "comparison":
      return `(${show(node.left)} ${node.operator} ${show(node.right)})`;
    case "in":
      return `(${show(node.operand)} in [${node.list.map(show).join(", ")}])`;
    case "and":
    case "or":
      return `(${node.operands.map(show).join(` ${node.kind} `)})`;
    case "not":
      return `(not ${show(node.operand)})`;
    case "lambda": {
      const body = node.body ? `${node.body.variable}: ${show(node.body.condition)}` : "";
      return `${show(node.collection)}.${node.quantifier}(${body})`;
    }
  }
}
