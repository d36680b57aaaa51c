import type { PropertyRef, Reference, Value } from "../query.ts";

/** The row, and behind it the element of each lambda around this point. */
export type Frames = readonly unknown[];

/** What stands at the end of a reference; undefined when the way there, or a cast on it, leads nowhere. */
export function readPath(frames: Frames, reference: Reference): unknown {
  for (const guard of reference.guards) {
    if (walk(frames[reference.root], guard.path) !== guard.value) return undefined;
  }
  return walk(frames[reference.root], reference.path);
}

/** The single value of a property, null when it has none. */
export function readValue(frames: Frames, reference: PropertyRef): Value {
  const value = readPath(frames, reference);
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return value;
    default:
      return null;
  }
}

function walk(start: unknown, path: readonly string[]): unknown {
  let value = start;
  for (const name of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, name)?.value;
  }
  return value;
}
