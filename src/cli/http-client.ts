import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { refusalOf, refusalText } from "./api-refusal.ts";
import type { ClientLimits } from "./client-limits.ts";
import { CommandFailure } from "./context.ts";
import { Exit } from "./exit.ts";
import { secondsToWait } from "./retry-wait.ts";
import { terminalText } from "./terminal-text.ts";

export interface ApiConnection {
  readonly base: URL;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly limits: ClientLimits;
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
  /** The server asked to wait; the wait begins after this call. */
  onWait(seconds: number): void;
}

export interface ApiAnswer {
  readonly url: URL;
  readonly text: string;
  readonly document: JsonObject;
}

/**
 * Reads from any server that speaks the API, Defender itself included. The token goes to the scheme, host and port of
 * `base` and nowhere else, whatever a document or a redirect points to.
 */
export class ApiClient {
  readonly #connection: ApiConnection;

  constructor(connection: ApiConnection) {
    this.#connection = connection;
  }

  /** `/api/incidents`, say, as an address of this server. */
  at(path: string): URL {
    return new URL(path, this.#connection.base);
  }

  /**
   * Reads one document, and waits where the server asks to (contract § 9).
   *
   * @throws {CommandFailure} for every other answer, with a sentence that is safe for a terminal
   */
  async read(url: URL): Promise<ApiAnswer> {
    const { limits, signal } = this.#connection;
    this.#refuseElsewhere(url);
    let waited = 0;
    for (let tries = 1; ; tries++) {
      const { response, text } = await this.#exchange(url);
      const document = text === undefined ? undefined : parsed(text);
      if (response.ok && document && text !== undefined) return { url, text, document };
      if (response.ok) throw noDocument(url);
      const refusal = refusalOf(response, document);
      const seconds = secondsToWait(refusal, tries, waited, limits);
      if (seconds === undefined)
        throw new CommandFailure(Exit.failed, refusalText(refusal, tries, limits.messageLengthMax));
      this.#connection.onWait(seconds);
      await this.#connection.sleep(seconds * 1000, signal);
      waited += seconds;
    }
  }

  #refuseElsewhere(url: URL): void {
    const { origin } = this.#connection.base;
    if (url.origin === origin && url.username === "" && url.password === "") return;
    throw new CommandFailure(
      Exit.failed,
      `the server points to ${placeOf(url)}, and the token is for ${origin} alone: nothing was sent there`,
    );
  }

  async #exchange(url: URL): Promise<{ readonly response: Response; readonly text: string | undefined }> {
    const { signal, limits } = this.#connection;
    const timeout = AbortSignal.timeout(limits.requestTimeoutMs);
    try {
      const response = await this.#send(url, AbortSignal.any([signal, timeout]));
      return { response, text: await readText(response, limits.bodyBytesMax) };
    } catch (error) {
      if (error instanceof CommandFailure || signal.aborted) throw error;
      if (timeout.aborted)
        throw network(`${url.origin} did not answer within ${limits.requestTimeoutMs / 1000} s`);
      throw network(`no answer from ${url.origin}${reasonOf(error)}: is the server running there?`);
    }
  }

  async #send(url: URL, signal: AbortSignal): Promise<Response> {
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${this.#connection.token}`, Accept: "application/json" },
      redirect: "manual",
      signal,
    });
    const target = URL.parse(response.headers.get("Location") ?? "", url.href);
    if (response.status < 300 || response.status > 399 || !target) return response;
    await response.body?.cancel();
    throw new CommandFailure(
      Exit.failed,
      `${url.origin} redirects to ${placeOf(target)}: if that is the right server, name it with --url`,
    );
  }
}

/** Undefined when the bytes are no UTF-8, and so no JSON. */
async function readText(response: Response, bytesMax: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bytesMax)
      throw new CommandFailure(Exit.failed, `the server's answer is larger than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return decoded(Buffer.concat(chunks));
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function noDocument(url: URL): CommandFailure {
  return new CommandFailure(
    Exit.failed,
    `the answer of ${url.origin} is no JSON object: does that server speak the API?`,
  );
}

function network(message: string): CommandFailure {
  return new CommandFailure(Exit.network, message);
}

/** ` (ECONNREFUSED)`: the code that Node gives for a refused connection, an unknown host or a certificate. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? ` (${terminalText(code)})` : "";
}

/** An address for a message: where, without a query or a password. */
function placeOf(url: URL): string {
  return terminalText(url.host === "" ? `${url.protocol}…` : `${url.protocol}//${url.host}`);
}
