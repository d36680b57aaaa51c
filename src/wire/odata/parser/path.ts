import { PATH_SEGMENTS_MAX } from "../bounds.ts";
import type { ExpressionNode, LambdaNode, PathNode, Quantifier } from "../tree.ts";
import { parseCall } from "./call.ts";
import { parseExpression } from "./expression.ts";
import type { TokenReader } from "./token-reader.ts";

/** What begins with a name: a path, a function call, or a lambda at the end of a path. */
export function parsePathOrCall(reader: TokenReader): ExpressionNode {
  const first = reader.expect("name");
  if (reader.at("(")) return parseCall(reader, first);
  const { position } = first;
  const segments = [first.text];
  while (reader.skip("/")) {
    const quantifier = quantifierAhead(reader);
    if (quantifier !== undefined)
      return parseLambda(reader, quantifier, { kind: "path", segments, position });
    addSegment(reader, segments);
  }
  return reader.node({ kind: "path", segments, position });
}

/** A path and nothing more, as `$select` and `$expand` have it. */
export function parsePath(reader: TokenReader): PathNode {
  const first = reader.expect("name");
  const segments = [first.text];
  while (reader.skip("/")) addSegment(reader, segments);
  return { kind: "path", segments, position: first.position };
}

function addSegment(reader: TokenReader, segments: string[]): void {
  const segment = reader.expect("name");
  if (segments.length === PATH_SEGMENTS_MAX) {
    const detail = `A path has more than ${PATH_SEGMENTS_MAX} segments.`;
    throw reader.error("too-many-items", detail, segment.position);
  }
  segments.push(segment.text);
}

function quantifierAhead(reader: TokenReader): Quantifier | undefined {
  if (reader.peek(1).kind !== "(") return undefined;
  if (reader.atWord("any")) return "any";
  return reader.atWord("all") ? "all" : undefined;
}

function parseLambda(reader: TokenReader, quantifier: Quantifier, collection: PathNode): LambdaNode {
  const { position } = reader.next();
  reader.expect("(");
  if (quantifier === "any" && reader.skip(")")) {
    return reader.node({ kind: "lambda", quantifier, collection, body: undefined, position });
  }
  const variable = reader.expect("name");
  if (variable.text.includes(".")) throw reader.unexpected(variable);
  reader.expect(":");
  const condition = reader.nested(() => parseExpression(reader));
  reader.expect(")");
  return reader.node({
    kind: "lambda",
    quantifier,
    collection,
    body: { variable: variable.text, condition },
    position,
  });
}
