import { ORDER_BY_MAX } from "../bounds.ts";
import type { OrderByNode } from "../tree.ts";
import { parseExpression } from "./expression.ts";
import { TokenReader } from "./token-reader.ts";

/** The keys of a decoded `$orderby`, first one first; without a word behind it a key ascends. */
export function parseOrderBy(text: string): readonly OrderByNode[] {
  const reader = new TokenReader({ option: "$orderby", text });
  const items: OrderByNode[] = [];
  do {
    if (items.length === ORDER_BY_MAX) {
      const detail = `The number of clauses in $orderby query option exceeded the maximum number allowed. The maximum number of $orderby clauses allowed is ${ORDER_BY_MAX}.`;
      throw reader.error("too-many-items", detail);
    }
    const expression = parseExpression(reader);
    items.push({ expression, descending: parseDirection(reader) });
  } while (reader.skip(","));
  reader.expect("end");
  return items;
}

function parseDirection(reader: TokenReader): boolean {
  if (reader.skipWord("desc")) return true;
  reader.skipWord("asc");
  return false;
}
