import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { shortened, terminalText } from "./terminal-text.ts";

/** What a server answered instead of the document, as it came: none of it is safe for a terminal. */
export interface ApiRefusal {
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string;
  readonly retryAfter: string | null;
}

/** Reads the envelope of contract § 8.1; an answer without one is told by its HTTP status. */
export function refusalOf(response: Response, document: JsonObject | undefined): ApiRefusal {
  const error = isJsonObject(document?.error) ? document.error : {};
  return {
    status: response.status,
    code: typeof error.code === "string" ? error.code : undefined,
    message: typeof error.message === "string" && error.message ? error.message : response.statusText,
    retryAfter: response.headers.get("Retry-After"),
  };
}

/** `404 Incident 1 was not found (ResourceNotFound)`, safe for a terminal. */
export function refusalText(refusal: ApiRefusal, tries: number, lengthMax: number): string {
  const { status, code, message, retryAfter } = refusal;
  const details = [
    code && code !== String(status) ? code : undefined,
    /^\d+$/.test(retryAfter ?? "") ? `again in ${retryAfter} s` : undefined,
    tries > 1 ? `after ${tries} tries` : undefined,
  ].filter((detail) => detail !== undefined);
  const text = [status, message, details.length > 0 ? `(${details.join("; ")})` : ""]
    .filter((part) => part !== "")
    .join(" ");
  return terminalText(shortened(text, lengthMax));
}
