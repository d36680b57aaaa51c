import { excerpt, ODataError } from "../odata-error.ts";
import { OPTION_LABELS } from "../option-name.ts";
import type { Query } from "../query.ts";
import type { Surface } from "../surface.ts";
import type { QueryTree } from "../tree.ts";
import { checkFilter } from "./condition.ts";
import { checkExpand } from "./expand.ts";
import { checkOrderBy } from "./order-by.ts";
import { checkSelect } from "./select.ts";

/**
 * Checks a tree against what a surface allows and resolves it: names to properties, literals to typed values.
 *
 * @throws ODataError for the first thing that is not allowed, as the vendor's stack words it
 */
export function checkQuery(tree: QueryTree, surface: Surface): Query {
  requireOptions(tree, surface);
  const { limits } = surface;
  const top = withinLimit("Top", tree.top, limits.topMax);
  const skip = withinLimit("Skip", tree.skip, limits.skipMax) ?? 0;
  return {
    filter: tree.filter && checkFilter({ surface, option: "$filter", variables: [] }, tree.filter),
    orderBy: checkOrderBy(surface, tree.orderBy),
    top,
    skip,
    take: Math.min(top ?? limits.pageSize, limits.pageSize),
    count: tree.count ?? false,
    select: checkSelect(surface, tree.select),
    expand: checkExpand(surface, tree.expand),
    search: tree.search,
    format: tree.format,
    skipToken: tree.skipToken,
  };
}

function requireOptions(tree: QueryTree, surface: Surface): void {
  const [unknown] = tree.unknown;
  if (unknown !== undefined) {
    const detail = `The query parameter '${excerpt(unknown)}' is not supported.`;
    throw new ODataError({ code: "unknown-option", option: excerpt(unknown), position: 0, detail });
  }
  const refused = tree.sent.find((name) => !surface.options.includes(name));
  if (refused === undefined) return;
  const what = `Query option '${OPTION_LABELS[refused]}' is not allowed.`;
  const advice =
    "To allow it, set the 'AllowedQueryOptions' property on EnableQueryAttribute or QueryValidationSettings.";
  const detail = `${what} ${advice}`;
  throw new ODataError({ code: "option-not-allowed", option: `$${refused}`, position: 0, detail });
}

function withinLimit(
  label: "Top" | "Skip",
  value: number | undefined,
  limit = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (value === undefined || value <= limit) return value;
  const exceeded = `The limit of '${limit}' for ${label} query has been exceeded.`;
  const detail = `${exceeded} The value from the incoming request is '${value}'.`;
  const code = label === "Top" ? "top-limit" : "skip-limit";
  throw new ODataError({ code, option: `$${label.toLowerCase()}`, position: 0, detail });
}
