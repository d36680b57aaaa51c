import { parseTimestamp, type Timestamp } from "../../../domain/time.ts";
import { excerpt } from "../odata-error.ts";
import type { Token } from "../token.ts";
import type { LiteralNode } from "../tree.ts";
import type { TokenReader } from "./token-reader.ts";

/** The literal at the reader, or undefined when something else stands there (and nothing is read). */
export function parseLiteral(reader: TokenReader): LiteralNode | undefined {
  const token = reader.peek();
  const literal = token.kind === "name" ? wordLiteral(reader, token) : typedLiteral(reader, token);
  if (literal === undefined) return undefined;
  reader.next();
  return reader.node(literal);
}

function wordLiteral(reader: TokenReader, token: Token): LiteralNode | undefined {
  const { position } = token;
  if (reader.atWord("null")) return { kind: "literal", type: "null", value: null, position };
  if (reader.atWord("true")) return { kind: "literal", type: "boolean", value: true, position };
  if (reader.atWord("false")) return { kind: "literal", type: "boolean", value: false, position };
  return undefined;
}

function typedLiteral(reader: TokenReader, token: Token): LiteralNode | undefined {
  const { position, text } = token;
  switch (token.kind) {
    case "string":
      return { kind: "literal", type: "string", value: text, position };
    case "enum":
      return { kind: "literal", type: "enum", value: text, enumType: token.type, position };
    case "guid":
      return { kind: "literal", type: "guid", value: text.toLowerCase(), position };
    case "integer":
      return integer(text, position);
    case "decimal":
      return { kind: "literal", type: "decimal", value: decimal(reader, token), position };
    case "timestamp":
    case "date":
      return { kind: "literal", type: token.kind, value: timestamp(reader, token), position };
    default:
      return undefined;
  }
}

/** Beyond 64 bits an integer is a decimal, as in the vendor's stack. */
function integer(text: string, position: number): LiteralNode {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return { kind: "literal", type: "integer", value: value + 0, position };
  const exact = BigInt(text.startsWith("+") ? text.slice(1) : text);
  if (BigInt.asIntN(64, exact) === exact) return { kind: "literal", type: "integer", value: exact, position };
  return { kind: "literal", type: "decimal", value, position };
}

function decimal(reader: TokenReader, token: Token): number {
  const value = Number(token.text);
  if (!Number.isFinite(value)) throw unrecognized(reader, token, "Edm.Double");
  return value + 0;
}

const DATE_LENGTH = "2018-08-01".length;
const FRACTION = /(\.\d{7})\d+/;

/** A date alone is its midnight in UTC; digits of the fraction beyond 100 ns are cut. */
function timestamp(reader: TokenReader, token: Token): Timestamp {
  const text = token.kind === "date" ? token.text.slice(0, DATE_LENGTH) : token.text.replace(FRACTION, "$1");
  const value = parseTimestamp(text);
  if (value === undefined)
    throw unrecognized(reader, token, token.kind === "date" ? "Edm.Date" : "Edm.DateTimeOffset");
  return value;
}

function unrecognized(reader: TokenReader, token: Token, type: string) {
  const { position } = token;
  const where = `at '${position}' in '${excerpt(reader.source.text, position)}'`;
  return reader.error(
    "invalid-literal",
    `Unrecognized '${type}' literal '${excerpt(token.text)}' ${where}.`,
    position,
  );
}
