import { ODataError } from "../odata/odata-error.ts";
import type { Query } from "../odata/query.ts";
import { readQuery } from "../odata/read-query.ts";
import type { Surface } from "../odata/surface.ts";
import { badRequest, odataError } from "./errors.ts";

/**
 * What a client asks of a list, from the raw text after `?`.
 *
 * @throws {DefenderError} `BadRequest` for a `$top` above the limit, which was observed (contract/defender.md § 8.3),
 * `ODataError` for anything else, both in the words of the vendor's stack
 */
export function readListQuery(rawQuery: string, surface: Surface): Query {
  try {
    return readQuery(rawQuery, surface);
  } catch (error) {
    if (!(error instanceof ODataError)) throw error;
    throw error.code === "top-limit" ? badRequest(error.message) : odataError(error.detail);
  }
}
