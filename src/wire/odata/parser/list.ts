import { IN_LIST_MAX } from "../bounds.ts";
import type { LiteralNode } from "../tree.ts";
import { parseLiteral } from "./literal.ts";
import type { TokenReader } from "./token-reader.ts";

/** The parenthesised literals behind `in`: one at least. */
export function parseList(reader: TokenReader): readonly LiteralNode[] {
  reader.expect("(");
  const list: LiteralNode[] = [];
  do {
    const literal = parseLiteral(reader);
    if (literal === undefined) throw reader.unexpected();
    list.push(literal);
    if (list.length > IN_LIST_MAX) {
      throw reader.error("too-many-items", `The list of 'in' has more than ${IN_LIST_MAX} values.`);
    }
  } while (reader.skip(","));
  reader.expect(")");
  return list;
}
