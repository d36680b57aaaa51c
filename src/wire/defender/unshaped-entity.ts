import type { Json } from "../../domain/json.ts";
import { isTimestamp, parseTimestamp, trimTimestamp } from "../../domain/time.ts";
import type { DocumentReader } from "../document.ts";
import { EVIDENCE_TYPES, type Property } from "../graph/types.ts";

/**
 * The plain properties of an entity whose kind has no legacy shape: Graph's names are the only ones that there are for them
 * (docs/differences.md), and `writeEntity` writes them so. What does not fit is left to be kept as it came.
 */
export function plainProperties(entity: DocumentReader, kind: string): Readonly<Record<string, unknown>> {
  const { properties = [] } = EVIDENCE_TYPES.get(kind) ?? {};
  const byName = new Map(properties.map((property) => [property.name, property]));
  const read: Record<string, unknown> = {};
  // In the order in which they came, which is the one in which they are written.
  for (const name of entity.names()) {
    const property = byName.get(name);
    const value = property && plainValue(property, entity.value(name));
    if (value !== undefined) read[name] = value;
  }
  return read;
}

function plainValue({ type, collection }: Property, value: Json | undefined): unknown {
  if (collection) return type === "String" && isTexts(value) && value.length > 0 ? value : undefined;
  switch (type) {
    case "String":
    case "Guid":
      return typeof value === "string" && !isTimestamp(value) ? value : undefined;
    case "Int32":
    case "Int64":
      return Number.isSafeInteger(value) ? value : undefined;
    case "Boolean":
      return typeof value === "boolean" ? value : undefined;
    case "DateTimeOffset":
      return typeof value === "string" ? timeOf(value) : undefined;
    default:
      return undefined;
  }
}

/** A time that would be written otherwise stays as it came. */
function timeOf(text: string): string | undefined {
  const time = parseTimestamp(text);
  return time !== undefined && trimTimestamp(time) === text ? time : undefined;
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item: Json) => typeof item === "string");
}
