import { EXPAND_DEPTH_MAX, EXPAND_MAX } from "../bounds.ts";
import { type Source, syntaxError } from "../lexer.ts";
import { excerpt, ODataError, type ODataErrorCode } from "../odata-error.ts";
import { type OptionName, optionNamed } from "../option-name.ts";
import type { ExpandNode, PathNode } from "../tree.ts";
import { parseOptions } from "./options.ts";
import { parsePath } from "./path.ts";
import { splitOutside } from "./split-outside.ts";
import { TokenReader } from "./token-reader.ts";

const OPTION = "$expand";

/**
 * The items of a decoded `$expand`, each with the options in its parentheses (`alerts($select=id;$top=5)`).
 *
 * @throws ODataError as the parsers of those options, and `too-deep`, `too-many-items`
 */
export function parseExpand(text: string, depth: number): readonly ExpandNode[] {
  const source = { option: OPTION, text };
  if (depth > EXPAND_DEPTH_MAX) throw expandError("too-deep", "Recursion depth exceeded allowed limit.");
  const items = splitOutside(source, ",");
  if (items.length > EXPAND_MAX) {
    throw expandError("too-many-items", `The $expand query option has more than ${EXPAND_MAX} items.`);
  }
  return items.map((item) => parseItem(source, item, depth));
}

function parseItem(source: Source, item: string, depth: number): ExpandNode {
  const open = item.indexOf("(");
  if (open === -1)
    return { path: pathOf(item), options: parseOptions({ values: new Map(), unknown: [] }, depth) };
  const inner = item.trimEnd();
  if (!inner.endsWith(")")) throw syntaxError(source, source.text.length);
  return { path: pathOf(item.slice(0, open)), options: nestedOptions(inner.slice(open + 1, -1), depth) };
}

function nestedOptions(text: string, depth: number) {
  const values = new Map<OptionName, string>();
  const unknown: string[] = [];
  const source = { option: OPTION, text };
  for (const part of splitOutside(source, ";")) {
    const equals = part.indexOf("=");
    const written = part.slice(0, Math.max(equals, 0)).trim();
    if (!written.startsWith("$")) throw syntaxError(source, 0);
    const name = optionNamed(written.slice(1));
    if (name === undefined) unknown.push(written);
    else if (values.has(name)) throw duplicate(written);
    else values.set(name, part.slice(equals + 1));
  }
  return parseOptions({ values, unknown }, depth);
}

function pathOf(text: string): PathNode {
  const reader = new TokenReader({ option: OPTION, text });
  const path = parsePath(reader);
  reader.expect("end");
  return path;
}

function duplicate(written: string): ODataError {
  const detail = `Query option '${excerpt(written)}' was specified more than once, but it must be specified at most once.`;
  return expandError("duplicate-option", detail);
}

function expandError(code: ODataErrorCode, detail: string): ODataError {
  return new ODataError({ code, option: OPTION, position: 0, detail });
}
