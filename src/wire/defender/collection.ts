import { withOption } from "../odata/next-link.ts";
import type { Query } from "../odata/query.ts";

/** A list as the wire has it: what it is a list of, and where a client goes on. */
export interface Collection {
  readonly apiBase: string;
  /** The entity set, as in `$metadata#Incidents`. */
  readonly set: string;
  /** Where the list is, as in `/api/incidents`. */
  readonly path: string;
  /** The raw query string that was asked. */
  readonly query: string;
}

/**
 * How many rows to read for a page: one more than it shows where the page is the server's own, to know whether another
 * follows. A client that sends `$top` counts for itself (contract/defender.md § 4.1).
 */
export function rowsToRead({ top, take }: Query): number {
  return top === undefined ? take + 1 : take;
}

/**
 * The body of a list from the texts of what `rowsToRead` brought: the context first, the link to the next page last and
 * only where there is one (§ 3). The link carries the whole query.
 */
export function writeCollection(
  { apiBase, set, path, query }: Collection,
  { top, take, skip }: Query,
  texts: readonly string[],
): string {
  const context = JSON.stringify(`${apiBase}/api/$metadata#${set}`);
  if (top !== undefined || texts.length <= take)
    return `{"@odata.context":${context},"value":[${texts.join(",")}]}`;
  const next = `${apiBase}${path}/?${withOption(query, "skip", skip + take)}`;
  const value = texts.slice(0, take).join(",");
  return `{"@odata.context":${context},"value":[${value}],"@odata.nextLink":${JSON.stringify(next)}}`;
}
