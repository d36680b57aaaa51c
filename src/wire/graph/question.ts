import type { Question } from "../endpoint.ts";
import { ODataError } from "../odata/odata-error.ts";
import type { Query } from "../odata/query.ts";
import { parts } from "../odata/query-string.ts";
import { readQuery } from "../odata/read-query.ts";
import type { Surface } from "../odata/surface.ts";
import { badRequest, type GraphError, topLimitExceeded } from "./errors.ts";

/**
 * What a client asks of a collection, from the raw text after `?`.
 *
 * @throws {GraphError} in the words of contract/graph.md § 7
 */
export function readGraphQuery(rawQuery: string, surface: Surface): Query {
  try {
    const query = readQuery(rawQuery, surface);
    if (query.format !== undefined && !/^(?:json|application\/json.*)$/i.test(query.format))
      throw badRequest("The value of $format must be json.");
    return query;
  } catch (error) {
    throw error instanceof ODataError ? inWords(error) : error;
  }
}

function inWords(error: ODataError): GraphError {
  if (error.code === "top-limit") return topLimitExceeded(error.message);
  if (error.option === "$filter") return badRequest(`Invalid filter clause: ${error.detail}`);
  if (error.option === "$orderby") return badRequest(`Invalid $orderby clause: ${error.detail}`);
  return badRequest(error.message);
}

/** What is asked of one entity: which members, and whether its alerts come with it. */
export function readEntityQuery(rawQuery: string, surface: Surface): Query {
  return readGraphQuery(rawQuery, { ...surface, options: ["select", "expand", "format"] });
}

const PREFERENCE = "include-unknown-enum-members";
/** Page iterators do not send the header again for later pages, so that the link to them carries it (§ 5.3). */
const CARRIED = "prefer";

/** § 5.5: whether members behind the sentinel are told. */
export function wantsLateMembers({ prefer = "", query }: Question): boolean {
  if (prefer.toLowerCase().includes(PREFERENCE)) return true;
  return query.includes(PREFERENCE) && parts(query).some(isCarried);
}

/** A query string with the preference in it. */
export function carrying(query: string, lateMembers: boolean): string {
  if (!lateMembers || parts(query).some(isCarried)) return query;
  return `${query}${query === "" ? "" : "&"}${CARRIED}=${PREFERENCE}`;
}

function isCarried({ name, value }: { readonly name: string; readonly value: string }): boolean {
  return name === CARRIED && value === PREFERENCE;
}

/** The headers of a good answer (§ 2). */
export function answerHeaders(lateMembers: boolean): Readonly<Record<string, string>> {
  return lateMembers ? WITH_PREFERENCE : HEADERS;
}

const HEADERS = {
  "Content-Type":
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
  "OData-Version": "4.0",
  "Cache-Control": "no-cache",
};
const WITH_PREFERENCE = { ...HEADERS, "Preference-Applied": PREFERENCE };
