import type { ConfigPath, ConfigProblem } from "./problems.ts";

/**
 * A value of the file with its place. The rules walk by cursors rather than by types, so that they tell of their problems
 * also while something elsewhere in the file has the wrong shape.
 */
export interface Cursor {
  readonly value: unknown;
  readonly path: ConfigPath;
}

/** The value under a key; undefined when there is none. */
export function field({ value, path }: Cursor, key: string): Cursor {
  const inner = Object.getOwnPropertyDescriptor(Object(value), key)?.value;
  return { value: inner, path: [...path, key] };
}

/** The values of a list; none when it is no list. */
export function items({ value, path }: Cursor): readonly Cursor[] {
  return Array.isArray(value) ? value.map((item, index) => ({ value: item, path: [...path, index] })) : [];
}

/** The values of the list under a key. */
export function itemsOf(cursor: Cursor, key: string): readonly Cursor[] {
  return items(field(cursor, key));
}

/** The text here; "" when it is none, which the schema tells of. */
export function textOf({ value }: Cursor): string {
  return typeof value === "string" ? value : "";
}

export function problemAt({ path }: Cursor, message: string): ConfigProblem {
  return { path, message };
}
