import { isJsonObject, type JsonObject } from "../domain/json.ts";

export type IssuerProblemCode =
  | "unreachable"
  | "timeout"
  | "status"
  | "redirect"
  | "too-large"
  | "not-json"
  | "wrong-issuer"
  | "insecure-url"
  | "stand-in"
  | "no-keys"
  | "closed";

/** What is wrong with an issuer, in words for the operator. */
export class IssuerProblem extends Error {
  readonly code: IssuerProblemCode;
  constructor(code: IssuerProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "IssuerProblem";
    this.code = code;
  }
}

export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

export interface FetchLimits {
  /** For the whole exchange, redirects and body included. */
  readonly timeoutMs: number;
  /** Of the body, decompressed. */
  readonly bytesMax: number;
  readonly redirectsMax: number;
}

/**
 * Gets a JSON object, bounded in time, size and redirects; a redirect to another origin is not followed.
 *
 * @throws {IssuerProblem} and nothing else
 */
export async function fetchJson(
  url: URL,
  fetch: Fetch,
  limits: FetchLimits,
  closing: AbortSignal,
): Promise<JsonObject> {
  const deadline = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await follow(url, fetch, limits.redirectsMax, AbortSignal.any([deadline, closing]));
    return parse(url, await readBody(url, response, limits.bytesMax));
  } catch (error) {
    if (error instanceof IssuerProblem) throw error;
    if (closing.aborted) throw new IssuerProblem("closed", "the server is stopping");
    if (deadline.aborted) throw new IssuerProblem("timeout", `${url} took over ${limits.timeoutMs} ms`);
    throw new IssuerProblem("unreachable", `${url}: ${causeOf(error)}`, { cause: error });
  }
}

async function follow(
  start: URL,
  fetch: Fetch,
  redirectsMax: number,
  signal: AbortSignal,
): Promise<Response> {
  let url = start;
  for (let redirects = 0; redirects <= redirectsMax; redirects++) {
    const response = await fetch(url, {
      signal,
      redirect: "manual",
      credentials: "omit",
      headers: { accept: "application/json" },
    });
    if (response.status === 200) return response;
    await response.body?.cancel();
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) {
      throw new IssuerProblem("status", `${url} answered ${response.status}`);
    }
    const next = URL.parse(location, url.href);
    if (next?.origin !== start.origin) {
      throw new IssuerProblem("redirect", `${url} redirects to another origin`);
    }
    url = next;
  }
  throw new IssuerProblem("redirect", `${start} redirects more than ${redirectsMax} times`);
}

async function readBody(url: URL, response: Response, bytesMax: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new IssuerProblem("too-large", `${url} answered with over ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(url: URL, body: Uint8Array): JsonObject {
  const value = parseJson(body);
  if (!isJsonObject(value)) throw new IssuerProblem("not-json", `${url} answered with no JSON object`);
  return value;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** `fetch` says "fetch failed" and keeps the reason in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return "cannot be reached";
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
