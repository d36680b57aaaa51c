import { isJsonObject, type JsonObject } from "../domain/json.ts";

const TIMEOUT_MS = 60_000;

/** A server's answer that is not the document asked for; the message says what to do. */
export class ApiFailure extends Error {
  readonly status: number | undefined;
  constructor(status: number | undefined, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ApiFailure";
    this.status = status;
  }
}

export interface ApiAnswer {
  readonly text: string;
  readonly document: JsonObject;
}

/** Reads one document of any server that speaks the API, Defender itself included. The token goes nowhere else. */
export async function readApi(url: URL, token: string): Promise<ApiAnswer> {
  const response = await send(url, token);
  const text = await response.text();
  const document = parsed(text);
  if (response.ok && document) return { text, document };
  throw new ApiFailure(response.status, explained(response, document));
}

async function send(url: URL, token: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new ApiFailure(undefined, `no answer from ${url.origin}: is the server running there?`, {
      cause: error,
    });
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

function explained(response: Response, document: JsonObject | undefined): string {
  const error = document?.error;
  const message =
    isJsonObject(error) && typeof error.message === "string" ? error.message : response.statusText;
  const wait = response.headers.get("Retry-After");
  return `${response.status} ${message}${wait === null ? "" : ` (again in ${wait} s)`}`;
}
