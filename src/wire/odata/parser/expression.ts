import type { ComparisonOperator, ExpressionNode, LogicalNode } from "../tree.ts";
import { parseList } from "./list.ts";
import { parseLiteral } from "./literal.ts";
import { parsePathOrCall } from "./path.ts";
import type { TokenReader } from "./token-reader.ts";

const EQUALITY: readonly ComparisonOperator[] = ["eq", "ne"];
const RELATIONAL: readonly ComparisonOperator[] = ["gt", "ge", "lt", "le"];

/**
 * A common expression of the OData 4.01 ABNF. From loosest to tightest: `or`, `and`, `eq ne`, `gt ge lt le`, `not`,
 * `in`, parentheses and functions (URL conventions § 5.1.1.16). Arithmetic is a syntax error: no surface has a use for it.
 */
export function parseExpression(reader: TokenReader): ExpressionNode {
  return parseChain(reader, "or", () => parseChain(reader, "and", () => parseEquality(reader)));
}

function parseChain(
  reader: TokenReader,
  word: LogicalNode["kind"],
  parseOperand: () => ExpressionNode,
): ExpressionNode {
  const first = parseOperand();
  if (!reader.atWord(word)) return first;
  const { position } = reader.peek();
  const operands = [first];
  while (reader.skipWord(word)) operands.push(reader.node(parseOperand()));
  return { kind: word, operands, position };
}

function parseEquality(reader: TokenReader): ExpressionNode {
  return parseComparisons(reader, EQUALITY, () =>
    parseComparisons(reader, RELATIONAL, () => parseUnary(reader)),
  );
}

function parseComparisons(
  reader: TokenReader,
  operators: readonly ComparisonOperator[],
  parseOperand: () => ExpressionNode,
): ExpressionNode {
  let left = parseOperand();
  for (;;) {
    const { position } = reader.peek();
    const operator = operators.find((word) => reader.skipWord(word));
    if (operator === undefined) return left;
    left = reader.node({ kind: "comparison", operator, left, right: parseOperand(), position });
  }
}

function parseUnary(reader: TokenReader): ExpressionNode {
  const { position } = reader.peek();
  if (!reader.skipWord("not")) return parseMembership(reader);
  const operand = reader.nested(() => parseUnary(reader));
  return reader.node({ kind: "not", operand, position });
}

function parseMembership(reader: TokenReader): ExpressionNode {
  const operand = parsePrimary(reader);
  const { position } = reader.peek();
  if (!reader.skipWord("in")) return operand;
  return reader.node({ kind: "in", operand, list: parseList(reader), position });
}

function parsePrimary(reader: TokenReader): ExpressionNode {
  if (reader.skip("(")) {
    const inner = reader.nested(() => parseExpression(reader));
    reader.expect(")");
    return inner;
  }
  return parseLiteral(reader) ?? parsePathOrCall(reader);
}
