import { SELECT_MAX } from "../bounds.ts";
import type { PathNode } from "../tree.ts";
import { parsePath } from "./path.ts";
import { TokenReader } from "./token-reader.ts";

/** The paths of a decoded `$select`. */
export function parseSelect(text: string): readonly (PathNode | "*")[] {
  const reader = new TokenReader({ option: "$select", text });
  const items: (PathNode | "*")[] = [];
  do {
    if (items.length === SELECT_MAX) {
      throw reader.error("too-many-items", `The $select query option has more than ${SELECT_MAX} items.`);
    }
    items.push(reader.skip("*") ? "*" : parsePath(reader));
  } while (reader.skip(","));
  reader.expect("end");
  return items;
}
