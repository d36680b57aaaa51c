import type { Json } from "../../domain/json.ts";
import { isTimestamp, parseTimestamp, trimTimestamp } from "../../domain/time.ts";
import type { DocumentReader } from "../document.ts";
import { EVIDENCE_TYPES, type Property } from "../graph/types.ts";
import { COMMON, OWN } from "./entity-keys.ts";

/**
 * The plain properties of an entity whose kind has no legacy shape: Graph's names are the only ones that there are for them
 * (docs/differences.md), and `writeEntity` writes them so. What does not fit is left to be kept as it came.
 */
export function plainProperties(entity: DocumentReader, kind: string): Readonly<Record<string, unknown>> {
  const { properties = [] } = EVIDENCE_TYPES.get(kind) ?? {};
  const byName = new Map(properties.map((property) => [property.name, property]));
  const valueOfName = (name: string) => {
    const property = byName.get(name);
    return property && plainValue(property, entity.value(name));
  };
  // They are written as one run behind what other types have: read are those that came so, the rest is kept in its place.
  const names = entity.names().filter((name) => !COMMON.has(name));
  const first = names.findIndex((name) => valueOfName(name) !== undefined);
  const before = first < 0 ? names : names.slice(0, first);
  if (!before.every((name) => OWN.has(name))) return {};
  const run = names.slice(before.length);
  const end = run.findIndex((name) => valueOfName(name) === undefined);
  const plain = end < 0 ? run : run.slice(0, end);
  if (run.slice(plain.length).some((name) => OWN.has(name))) return {};
  return Object.fromEntries(plain.map((name) => [name, valueOfName(name)]));
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
