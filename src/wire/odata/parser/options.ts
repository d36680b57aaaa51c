import type { RawOptions } from "../query-string.ts";
import type { QueryTree } from "../tree.ts";
import { parseExpand } from "./expand.ts";
import { parseFilter } from "./filter.ts";
import { parseAmount, parseCount } from "./number-options.ts";
import { parseOrderBy } from "./order-by.ts";
import { parseSelect } from "./select.ts";

/**
 * The tree of all options of a request. It knows no surface: `check` says what of it is allowed.
 *
 * @param depth how many `$expand` this stands in
 * @throws ODataError as the parser of each option
 */
export function parseOptions(raw: RawOptions, depth = 0): QueryTree {
  const { values } = raw;
  return {
    filter: when(values.get("filter"), parseFilter),
    orderBy: when(values.get("orderby"), parseOrderBy),
    top: when(values.get("top"), (text) => parseAmount("$top", text)),
    skip: when(values.get("skip"), (text) => parseAmount("$skip", text)),
    select: when(values.get("select"), parseSelect),
    expand: when(values.get("expand"), (text) => parseExpand(text, depth + 1)),
    count: when(values.get("count"), parseCount),
    search: values.get("search"),
    format: values.get("format"),
    skipToken: values.get("skiptoken"),
    sent: [...values.keys()],
    unknown: raw.unknown,
  };
}

function when<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined ? undefined : parse(text);
}
