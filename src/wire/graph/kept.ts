import { isJsonObject, type JsonObject } from "../../domain/json.ts";

/** The members that Tocsin merely keeps, as text behind others; without those that stand elsewhere. */
export function keptText(unmapped: unknown, elsewhere: ReadonlySet<string>): string {
  const kept = keptOf(unmapped);
  if (kept === undefined) return "";
  return Object.entries(kept)
    .filter(([key]) => !elsewhere.has(key))
    .map(([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`)
    .join("");
}

export function keptOf(unmapped: unknown): JsonObject | undefined {
  if (!isJsonObject(unmapped)) return undefined;
  return isJsonObject(unmapped.graph) ? unmapped.graph : undefined;
}
