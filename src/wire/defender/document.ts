import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import { parseTimestamp, type Timestamp } from "../../domain/time.ts";
import type { EnumTable } from "./enums.ts";

/** A document that cannot be read; `path` is where, as in `alerts[0].devices[1].firstSeen`. */
export class DocumentError extends Error {
  readonly code = "invalid-document";
  readonly path: string;
  constructor(path: string, problem: string) {
    super(path === "" ? problem : `${path}: ${problem}`);
    this.name = "DocumentError";
    this.path = path;
  }
}

/** Reads the members of one object of a document, each with the type that the contract gives it. */
export class DocumentReader {
  readonly #object: JsonObject;
  readonly #path: string;

  constructor(value: Json | undefined, path: string) {
    if (!isJsonObject(value)) throw new DocumentError(path, "must be an object");
    this.#object = value;
    this.#path = path;
  }

  get path(): string {
    return this.#path;
  }

  /** Where a member is. */
  at(key: string): string {
    return this.#path === "" ? key : `${this.#path}.${key}`;
  }

  fail(key: string, problem: string): never {
    throw new DocumentError(this.at(key), problem);
  }

  value(key: string): Json | undefined {
    return Object.hasOwn(this.#object, key) ? this.#object[key] : undefined;
  }

  text(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined || value === null) return undefined;
    return typeof value === "string" ? value : this.fail(key, "must be a string");
  }

  requiredText(key: string): string {
    return this.text(key) || this.fail(key, "must be there and not empty");
  }

  enum(key: string, table: EnumTable): string | undefined {
    const text = this.text(key);
    return text === undefined || text === "" ? undefined : table.toDomain(text);
  }

  integer(key: string): number | undefined {
    const value = this.value(key);
    if (value === undefined || value === null) return undefined;
    return typeof value === "number" && Number.isSafeInteger(value)
      ? value
      : this.fail(key, "must be an integer");
  }

  positiveInteger(key: string): number | undefined {
    const value = this.integer(key);
    return value === undefined || value > 0 ? value : this.fail(key, "must be a positive integer");
  }

  time(key: string): Timestamp | undefined {
    const text = this.text(key);
    if (text === undefined || text === "") return undefined;
    return parseTimestamp(text) ?? this.fail(key, "must be a time in ISO 8601");
  }

  requiredTime(key: string): Timestamp {
    return this.time(key) ?? this.fail(key, "must be there");
  }

  texts(key: string): readonly string[] {
    return this.list(key).map((value, index) =>
      typeof value === "string" ? value : this.fail(`${key}[${index}]`, "must be a string"),
    );
  }

  objects(key: string): readonly DocumentReader[] {
    return this.list(key).map((value, index) => new DocumentReader(value, this.at(`${key}[${index}]`)));
  }

  list(key: string): readonly Json[] {
    const value = this.value(key);
    if (value === undefined || value === null) return [];
    return Array.isArray(value) ? value : this.fail(key, "must be an array");
  }

  /** The members that a table does not name, in their order, for `unmapped`; undefined when there is none. */
  others(known: ReadonlySet<string>): JsonObject | undefined {
    const entries = Object.entries(this.#object).filter(([key]) => !known.has(key));
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
}

/** A property that is left out when it has no value. */
export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  const part: { [P in K]?: V } = {};
  if (value !== undefined) part[key] = value;
  return part;
}

/** Those of the named properties that have a value. */
export function pick<T, K extends keyof T>(from: T, keys: readonly K[]): { [P in K]?: T[P] } {
  const part: { [P in K]?: T[P] } = {};
  for (const key of keys) if (from[key] !== undefined) part[key] = from[key];
  return part;
}

/** What the domain keeps of members that it has no name for. */
export function unmappedFrom(members: JsonObject | undefined): { unmapped?: { defender: JsonObject } } {
  return members === undefined ? {} : { unmapped: { defender: members } };
}
