/** Values that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Fields of an imported document that the domain has no name for, by the dialect they came in. They are kept so that
 * they survive a round trip through that dialect.
 */
export interface Unmapped {
  readonly defender?: JsonObject;
  readonly graph?: JsonObject;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
