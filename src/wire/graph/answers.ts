import { isJsonObject } from "../../domain/json.ts";
import type { Answer, Question } from "../endpoint.ts";
import { withOption } from "../odata/next-link.ts";
import type { Query } from "../odata/query.ts";
import { answerHeaders, carrying, wantsLateMembers } from "./question.ts";
import { type Filling, filled } from "./ready-text.ts";
import type { Version } from "./version.ts";

/** Where an answer stands: its set as the context names it (contract/graph.md § 5.4), and its path below the version. */
export interface Place {
  readonly version: Version;
  /** As in `security/incidents`, and `security/incidents('29')/alerts`. */
  readonly set: string;
}

/** A good answer whose body is made of ready texts. */
export function answerOf(question: Question, body: string): Answer {
  const filling = fillingOf(question);
  return { status: 200, headers: answerHeaders(filling.lateMembers), body: filled(body, filling) };
}

/** One entity: its members behind the context. `members` are text without braces. */
export function entityAnswer(
  question: Question,
  { version, set }: Place,
  query: Query | undefined,
  members: string,
): Answer {
  const chosen = query?.select ? membersOf(question, `{${members}}`, query) : members;
  const context = contextOf(question, version, `${set}${columnsOf(query)}/$entity`);
  return answerOf(question, `{"@odata.context":${context}${chosen === "" ? "" : `,${chosen}`}}`);
}

/** A page and the link to the next one: `items` are one more than the page when another follows. */
export function collectionAnswer(
  question: Question,
  { version, set }: Place,
  path: string,
  query: Query,
  page: { readonly items: readonly string[]; readonly count: number | undefined },
): Answer {
  const { skip, take } = query;
  const items = page.items
    .slice(0, take)
    .map((item) => (query.select ? `{${membersOf(question, item, query)}}` : item));
  const head = [`"@odata.context":${contextOf(question, version, `${set}${columnsOf(query)}`)}`];
  if (page.count !== undefined) head.push(`"@odata.count":${page.count}`);
  if (page.items.length > take && take > 0) {
    const asked = carrying(question.query, wantsLateMembers(question));
    const next = withOption(asked, "skip", skip + take, { dollarOptional: version === "beta" });
    head.push(`"@odata.nextLink":${JSON.stringify(`${question.apiBase}/${version}/${path}?${next}`)}`);
  }
  return answerOf(question, `{${head.join(",")},"value":[${items.join(",")}]}`);
}

/** A plain number (§ 4 no. 6). */
export function countAnswer(count: number): Answer {
  return {
    status: 200,
    headers: { "Content-Type": "text/plain", "OData-Version": "4.0" },
    body: String(count),
  };
}

/** The `@odata.context` of something, as JSON. */
export function contextOf({ apiBase }: Question, version: Version, fragment: string): string {
  return JSON.stringify(`${apiBase}/${version}/$metadata#${fragment}`);
}

/** § 5.4: the columns that were selected, and what was expanded. */
function columnsOf(query: Query | undefined): string {
  const expanded = query?.expand.map(
    (each) => `${each.property.wire}(${each.query.select?.join(",") ?? ""})`,
  );
  const names = [...(query?.select ?? []), ...(expanded ?? [])];
  return names.length === 0 ? "" : `(${names.join(",")})`;
}

/** The selected members of an entity's text, in their order there, with what was expanded. */
function membersOf(question: Question, text: string, { select = [], expand }: Query): string {
  return selected(question, text, [...select, ...expand.map(({ property }) => property.wire)]);
}

/** An entity of an expanded list with its own selection. */
export function selectedItem(question: Question, text: string, select: readonly string[]): string {
  return `{${selected(question, text, select)}}`;
}

/** Ready text is no JSON before it is filled; names are taken in any case. */
function selected(question: Question, text: string, names: readonly string[]): string {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const entity: unknown = JSON.parse(filled(text, fillingOf(question)));
  if (!isJsonObject(entity)) throw new TypeError("ready text of something that is no object");
  const chosen = Object.entries(entity).filter(([name]) => wanted.has(name.toLowerCase()));
  return JSON.stringify(Object.fromEntries(chosen)).slice(1, -1);
}

function fillingOf(question: Question): Filling {
  return { portalBase: question.portalBase, lateMembers: wantsLateMembers(question) };
}
