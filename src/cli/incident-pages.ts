import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { CommandFailure } from "./context.ts";
import { Exit } from "./exit.ts";
import type { ApiAnswer, ApiClient } from "./http-client.ts";
import { elementsOf } from "./json-elements.ts";
import { shortened, terminalText } from "./terminal-text.ts";

/** The vendor's page size, and the most that `$top` may ask for (contract § 4.1). */
const TOP_MAX = 100;
const LINK_SHOWN_MAX = 200;

export interface ListQuery {
  /** Of the API's `$filter`, not encoded. */
  readonly filter?: string;
  /** How many incidents at most, in all. */
  readonly top?: number;
}

export interface ListedIncident {
  /** The incident as the server wrote it. */
  readonly text: string;
  readonly document: JsonObject;
}

/**
 * The incidents of a list, page by page. `@odata.nextLink` is followed as it was given until there is none. `$top` is
 * sent only when one page can hold all that is wanted, because a server gives no link with it (contract § 4.1).
 * Incidents that come twice, because the list shifted while it was read, are given once.
 *
 * @throws {CommandFailure} for an answer that is no page, a link that leads back or elsewhere, and more than `pagesMax` pages
 */
export async function* incidentPages(
  client: ApiClient,
  query: ListQuery,
  pagesMax: number,
): AsyncGenerator<readonly ListedIncident[]> {
  const seenIds = new Set<number>();
  const seenLinks = new Set<string>();
  let left = query.top ?? Number.POSITIVE_INFINITY;
  let url: URL | undefined = firstPage(client, query);
  while (url) {
    if (seenLinks.size === pagesMax) throw refused(`the list has more than ${pagesMax} pages`);
    seenLinks.add(url.href);
    const answer = await client.read(url);
    const page = incidentsOf(answer).filter(isNewIn(seenIds)).slice(0, left);
    yield page;
    left -= page.length;
    if (left === 0) return;
    url = nextPage(answer);
    if (url && seenLinks.has(url.href)) throw refused("the server's pages lead in a circle");
  }
}

function firstPage(client: ApiClient, { filter = "", top }: ListQuery): URL {
  const url = client.at("/api/incidents");
  const options = [
    filter === "" ? undefined : `$filter=${encodeURIComponent(filter.toWellFormed())}`,
    top === undefined || top > TOP_MAX ? undefined : `$top=${top}`,
  ];
  url.search = options.filter((part) => part !== undefined).join("&");
  return url;
}

function incidentsOf({ url, text, document }: ApiAnswer): readonly ListedIncident[] {
  const { value } = document;
  if (!Array.isArray(value))
    throw refused(`the answer of ${url.origin} has no list of incidents ("value"): does it speak the API?`);
  const texts = elementsOf(text, "value");
  return value.map((incident: Json, index) => {
    if (!isJsonObject(incident))
      throw refused(`the answer of ${url.origin} lists something that is no object`);
    return { text: texts[index] ?? "", document: incident };
  });
}

/** What has no number of its own cannot be told apart, and is always new. */
function isNewIn(seen: Set<number>): (incident: ListedIncident) => boolean {
  return ({ document: { incidentId } }) => {
    if (typeof incidentId !== "number" || !Number.isSafeInteger(incidentId)) return true;
    if (seen.has(incidentId)) return false;
    seen.add(incidentId);
    return true;
  };
}

function nextPage({ url, document }: ApiAnswer): URL | undefined {
  const link = document["@odata.nextLink"];
  if (link === undefined || link === null) return undefined;
  const next = typeof link === "string" ? URL.parse(link, url.href) : null;
  if (next) return next;
  throw refused(`the link to the next page is none: ${shortened(JSON.stringify(link), LINK_SHOWN_MAX)}`);
}

function refused(message: string): CommandFailure {
  return new CommandFailure(Exit.failed, terminalText(message));
}
