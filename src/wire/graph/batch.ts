import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { Answer } from "../endpoint.ts";
import { isJsonType } from "../json-type.ts";
import { badRequest } from "./errors.ts";

/** Requests that one batch may hold (contract/graph.md § 9). */
export const BATCH_REQUESTS_MAX = 20;

/** One request of a batch. */
export interface BatchItem {
  readonly id: string;
  readonly method: string;
  /** Relative to the version's root, with its leading slash, percent-encoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  /** Ids of requests that must have succeeded before. */
  readonly dependsOn: readonly string[];
}

/**
 * The requests of a batch as the SDKs write them: with and without a leading slash, with blanks and quotes unencoded, with
 * `depends_on` for `dependsOn`.
 *
 * @throws {GraphError} 400 when the batch itself is malformed
 */
export function readBatch(bytes: Uint8Array | undefined): readonly BatchItem[] {
  const { requests } = object(bytes);
  if (!Array.isArray(requests)) throw invalid("it must hold an array of requests");
  if (requests.length === 0) throw invalid("it must hold a request");
  if (requests.length > BATCH_REQUESTS_MAX)
    throw invalid(`it may hold ${BATCH_REQUESTS_MAX} requests, and has ${requests.length}`);
  const items = requests.map((request: Json) => readItem(request));
  const ids = items.map(({ id }) => id.toLowerCase());
  if (new Set(ids).size < ids.length) throw invalid("the ids of its requests must differ");
  for (const [index, { dependsOn }] of items.entries()) {
    // What is named must stand before, so that no two wait for each other.
    const before = new Set(ids.slice(0, index));
    if (!dependsOn.every((id) => before.has(id.toLowerCase())))
      throw invalid("a request may depend on requests before it alone");
  }
  return items;
}

function readItem(request: Json): BatchItem {
  if (!isJsonObject(request)) throw invalid("a request must be an object");
  const { id, method, url, headers = {}, body = null } = request;
  if (typeof id !== "string" || id === "" || id.length > ID_LENGTH_MAX)
    throw invalid("a request must have an id");
  if (typeof method !== "string" || typeof url !== "string")
    throw invalid("a request must have a method and a url");
  if (!isJsonObject(headers)) throw invalid("the headers of a request must be an object");
  const named = headersOf(headers);
  return {
    id,
    method: method.toUpperCase(),
    url: encoded(url.startsWith("/") ? url : `/${url}`),
    headers: named,
    body: bodyOf(body, named["content-type"]),
    dependsOn: dependenciesOf(request),
  };
}

const ID_LENGTH_MAX = 256;

function headersOf(headers: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === "string" ? value : "",
    ]),
  );
}

/** § 9: a content type is required with a body; a text is base64. */
function bodyOf(body: Json, type: string | undefined): Uint8Array | undefined {
  if (body === null) return undefined;
  if (!isJsonType(type))
    throw invalid("a request with a body must have the header Content-Type: application/json");
  if (typeof body === "string") return Buffer.from(body, "base64");
  if (isTooDeep(body, BODY_DEPTH_MAX)) throw invalid("the body of a request is nested too deep");
  return Buffer.from(JSON.stringify(body));
}

/** No body of an operation is nested as deep; writing what is much deeper would exhaust the stack. */
const BODY_DEPTH_MAX = 32;

function isTooDeep(value: Json, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner: Json) => isTooDeep(inner, depth - 1));
}

function dependenciesOf({ dependsOn, depends_on }: JsonObject): readonly string[] {
  const list = dependsOn ?? depends_on ?? [];
  if (!Array.isArray(list)) throw invalid("dependsOn must be an array of ids");
  return list.map((id: Json) => (typeof id === "string" ? id : String(JSON.stringify(id))));
}

/** .NET sends URLs decoded: what may not stand in one is encoded, what is encoded stays. */
function encoded(url: string): string {
  return url
    .toWellFormed()
    .replace(/[^\x21-\x7e]|["<>\\^`{|}]/gu, (character) => encodeURIComponent(character));
}

function object(bytes: Uint8Array | undefined): JsonObject {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isJsonObject(value)) return value;
  } catch {
    throw invalid("it is no valid JSON");
  }
  throw invalid("it must be an object");
}

function invalid(problem: string) {
  return badRequest(`Invalid batch payload format: ${problem}.`);
}

/** The answer to a batch; bodies of JSON stand in it as they are. */
export function batchText(responses: readonly (readonly [id: string, response: Answer])[]): string {
  const items = responses.map(([id, { status, headers, body }]) => {
    const isJson = (headers["Content-Type"] ?? "").startsWith("application/json");
    const content = body === "" ? "" : `,"body":${isJson ? body : JSON.stringify(body)}`;
    return `{"id":${JSON.stringify(id)},"status":${status},"headers":${JSON.stringify(headers)}${content}}`;
  });
  return `{"responses":[${items.join(",")}]}`;
}
