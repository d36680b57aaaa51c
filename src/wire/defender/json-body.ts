import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { invalidRequestBody } from "./errors.ts";

/**
 * The JSON object that a request carries, from its bytes. A byte order mark is tolerated; bytes that are no UTF-8 are not
 * guessed at. Of a name that stands twice the last value counts.
 *
 * @throws {DefenderError} `InvalidRequestBody`; the message repeats nothing of the body
 */
export function readJsonObject(body: Uint8Array | undefined): JsonObject {
  if (body === undefined || body.length === 0)
    throw invalidRequestBody("It is empty; a JSON object is expected.");
  const value = parse(decode(body));
  if (isJsonObject(value)) return value;
  throw invalidRequestBody("A JSON object is expected.");
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw invalidRequestBody("It is not UTF-8.");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequestBody("It is not valid JSON.");
  }
}
