import type { Incident } from "../domain/incident/incident.ts";
import type { JsonObject } from "../domain/json.ts";

/**
 * A format that incidents come in. The composition root passes the formats in, for intake knows no dialect. `read`
 * throws an error with a `path` into the document (`alerts[0].title`) for one that it recognises but cannot use.
 */
export interface DocumentFormat {
  readonly name: string;
  recognises(document: JsonObject): boolean;
  read(document: JsonObject): Incident;
}

export type ReadResult =
  | { readonly incident: Incident }
  | { readonly message: string; readonly path?: string };

/** Never throws: a reader that fails in a way it does not declare costs its document, and the message says so. */
export function readDocument(format: DocumentFormat, document: JsonObject): ReadResult {
  try {
    return { incident: format.read(document) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof Error && "path" in error && typeof error.path === "string") {
      return { message, path: error.path };
    }
    return { message: `the ${format.name} reader failed; please report this: ${message}` };
  }
}
