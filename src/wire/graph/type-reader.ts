import { isJsonObject, type Json } from "../../domain/json.ts";
import { DocumentReader } from "../document.ts";
import { enumNamed } from "./enum-reader.ts";
import { isEvidence, PART_TYPES, type Property } from "./types.ts";

/** Reads evidence of a type that stands inside other evidence. */
export type ReadInner = (inner: DocumentReader, type: string) => object;

/**
 * The properties of a type that have a value, read as the table says; lists and dictionaries that are empty have none.
 *
 * @throws {DocumentError} for a value of another JSON type
 */
export function readProperties(
  reader: DocumentReader,
  properties: readonly Property[],
  inner: ReadInner,
): Readonly<Record<string, unknown>> {
  const read: Record<string, unknown> = {};
  for (const property of properties) {
    const value = property.collection
      ? readCollection(reader, property, inner)
      : readOne(reader, property, inner);
    if (value !== undefined) read[property.name] = value;
  }
  return read;
}

function readCollection(reader: DocumentReader, { name, type }: Property, inner: ReadInner): unknown {
  const list = reader.list(name);
  if (list.length === 0) return undefined;
  if (isEvidence(type)) return reader.objects(name).map((item) => inner(item, type));
  const part = PART_TYPES.get(type);
  if (part) return reader.objects(name).map((item) => readProperties(item, part.properties, inner));
  const enumeration = enumNamed(type);
  return reader.texts(name).map((text) => enumeration?.toDomain(text) ?? text);
}

function readOne(reader: DocumentReader, { name, type }: Property, inner: ReadInner): unknown {
  const value = reader.value(name) ?? null;
  if (value === null) return undefined;
  const enumeration = enumNamed(type);
  if (enumeration) return reader.enum(name, enumeration);
  if (isEvidence(type)) return inner(new DocumentReader(value, reader.at(name)), type);
  const part = PART_TYPES.get(type);
  if (part) return readPart(value, reader.at(name), part.properties, inner);
  switch (type) {
    case "DateTimeOffset":
      return reader.time(name);
    case "Int32":
    case "Int64":
      return reader.integer(name);
    case "Double":
      return typeof value === "number" ? value : reader.fail(name, "must be a number");
    case "Boolean":
      return typeof value === "boolean" ? value : reader.fail(name, "must be true or false");
    case "dictionary":
      return readDictionary(reader, name, value);
    default:
      return reader.text(name);
  }
}

function readPart(value: Json, path: string, properties: readonly Property[], inner: ReadInner): unknown {
  const part = readProperties(new DocumentReader(value, path), properties, inner);
  return Object.keys(part).length === 0 ? undefined : part;
}

function readDictionary(reader: DocumentReader, name: string, value: Json): unknown {
  if (!isJsonObject(value)) return reader.fail(name, "must be an object");
  reader.bound(name, value);
  return Object.keys(value).length === 0 ? undefined : value;
}
