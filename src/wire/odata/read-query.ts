import { checkQuery } from "./check/check.ts";
import { ODataError } from "./odata-error.ts";
import { parseOptions } from "./parser/options.ts";
import type { Query } from "./query.ts";
import { parseQueryString } from "./query-string.ts";
import type { Surface } from "./surface.ts";

/**
 * From the raw text after `?` to a query that the surface has accepted.
 *
 * @throws ODataError for anything else, its message worded by the surface
 */
export function readQuery(raw: string, surface: Surface): Query {
  try {
    const options = parseQueryString(raw, { dollarOptional: surface.dollarOptional === true });
    return checkQuery(parseOptions(options), surface);
  } catch (error) {
    if (error instanceof ODataError && surface.wording) throw new ODataError(error, surface.wording(error));
    throw error;
  }
}
