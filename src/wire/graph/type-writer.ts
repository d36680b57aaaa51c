import { isTimestamp, trimTimestamp } from "../../domain/time.ts";
import { ENUM_TYPES } from "./enum-types.ts";
import { lateMemberText } from "./ready-text.ts";
import { EVIDENCE_TYPES, isEvidence, PART_TYPES, type Property, type StructuredType } from "./types.ts";

/** Ready text of a value, `null` for one that is not there. */
type Write = (value: unknown) => string;

/** Writes the members of an object by its type: all that are declared, in their order (contract/graph.md § 2). */
export interface TypeWriter {
  /** `"a":1,"b":null`. `instead` holds ready text for members that the object does not have. */
  members(object: object, instead?: Readonly<Record<string, string>>): string;
}

/** Evidence is written by who knows its base and its kind. */
export type WriteEvidence = (evidence: object, named: boolean) => string;

export function typeWriter(properties: readonly Property[], evidence: WriteEvidence): TypeWriter {
  const members = properties.map((property) => ({
    name: property.name,
    head: `${JSON.stringify(property.name)}:`,
    write: propertyWriter(property, evidence),
  }));
  return {
    members(object, instead = {}) {
      let text = "";
      for (const { name, head, write } of members) {
        const value = instead[name] ?? write(Reflect.get(object, name));
        text += text === "" ? head + value : `,${head}${value}`;
      }
      return text;
    },
  };
}

/** A type of its own, by its name, with its writer made when it is first used: types contain each other. */
export function namedWriter(
  types: ReadonlyMap<string, StructuredType>,
  evidence: WriteEvidence,
): (name: string) => TypeWriter | undefined {
  const made = new Map<string, TypeWriter>();
  return (name) => {
    const known = made.get(name);
    const type = types.get(name);
    if (known || !type) return known;
    const writer = typeWriter(type.properties, evidence);
    made.set(name, writer);
    return writer;
  };
}

function propertyWriter(property: Property, evidence: WriteEvidence): Write {
  const write = valueWriter(property, evidence);
  if (property.collection)
    return (value) => (Array.isArray(value) ? `[${value.map(write).join(",")}]` : "[]");
  const none = noneOf(property);
  return (value) => (value === undefined || value === null ? none : write(value));
}

function valueWriter({ type }: Property, evidence: WriteEvidence): Write {
  const enumeration = ENUM_TYPES.get(type);
  if (enumeration) {
    const known = new Map([...enumeration.early].map((member) => [member, `"${member}"`]));
    return (member) => known.get(String(member)) ?? lateMemberText(String(member));
  }
  if (isEvidence(type)) {
    const named = !EVIDENCE_TYPES.has(type);
    return (value) => (typeof value === "object" && value !== null ? evidence(value, named) : "null");
  }
  if (PART_TYPES.has(type)) return partWriter(type, evidence);
  if (type === "DateTimeOffset") {
    return (value) =>
      typeof value === "string" && isTimestamp(value) ? `"${trimTimestamp(value)}"` : JSON.stringify(value);
  }
  return (value) => JSON.stringify(value);
}

function partWriter(type: string, evidence: WriteEvidence): Write {
  const writerOf = namedWriter(PART_TYPES, evidence);
  return (value) => {
    const writer = writerOf(type);
    return writer && typeof value === "object" && value !== null ? `{${writer.members(value)}}` : "null";
  };
}

/** What is written for a value that is not there: some may not be null (§ 6.4). */
function noneOf({ type, nullable }: Property): string {
  if (type === "dictionary") return "{}";
  if (nullable) return "null";
  if (type === "Boolean") return "false";
  if (type === "Int32") return "0";
  return ENUM_TYPES.has(type) ? '"unknown"' : "null";
}
