import type { Alert } from "../domain/alert/alert.ts";
import { isJsonObject, type Json, type JsonObject, type Unmapped } from "../domain/json.ts";
import { compareTexts } from "../domain/text-order.ts";
import { parseTimestamp, type Timestamp } from "../domain/time.ts";
import type { EnumTable } from "./enum-table.ts";

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
  readonly #kept: [string, Json][] = [];

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

  /** The names of its members, in their order. */
  names(): readonly string[] {
    return Object.keys(this.#object);
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
    if (text === undefined || text === "") return undefined;
    if (table.mustKeep(text)) this.keep(key, text);
    return table.toDomain(text);
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

  /** Keeps a known member as it came, because the domain's value would not be written like it. */
  keep(key: string, value: Json): void {
    this.bound(key, value);
    this.#kept.push([key, value]);
  }

  /**
   * What `unmapped` gets: the members kept so far, then those that a table does not name in their order; undefined when
   * there is neither. `dropNull` names members whose null means that they have no value.
   */
  others(known: ReadonlySet<string>, dropNull?: ReadonlySet<string>): JsonObject | undefined {
    for (const key of Object.keys(this.#object)) {
      if (known.has(key)) continue;
      const value = this.value(key);
      if (value === undefined || (value === null && dropNull?.has(key))) continue;
      this.keep(key, value);
    }
    return this.#kept.length === 0 ? undefined : Object.fromEntries(this.#kept);
  }

  /** A deeper value would exhaust the stack of whoever walks it later, `JSON.stringify` first of all. */
  bound(key: string, value: Json, depth: number = DEPTH_MAX): void {
    if (typeof value !== "object" || value === null) return;
    if (depth === 0) this.fail(shown(key), `must not be nested more than ${DEPTH_MAX} levels deep`);
    for (const inner of Object.values(value)) this.bound(key, inner, depth - 1);
  }
}

const DEPTH_MAX = 200;
const NAME_LENGTH_MAX = 40;

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
export function unmappedFrom(
  members: JsonObject | undefined,
  dialect: keyof Unmapped = "defender",
): { unmapped?: Unmapped } {
  return members === undefined ? {} : { unmapped: { [dialect]: members } };
}

/** A name that the document chose, for a message: quoted when a path could be confused by it, and cut. */
function shown(key: string): string {
  return /^[\w@.-]{1,40}$/.test(key) ? key : JSON.stringify(key.slice(0, NAME_LENGTH_MAX));
}

/** The text of a member: what came, as long as the domain's value is still the one that was read from it. */
export function enumText(
  table: EnumTable,
  member: string,
  kept: JsonObject | undefined,
  key: string,
): string {
  const original = kept && Object.hasOwn(kept, key) ? kept[key] : undefined;
  return typeof original === "string" && table.toDomain(original) === member
    ? original
    : table.toWire(member);
}

/** The kept members that a table does not name: they stand last. */
export function othersOf(
  kept: JsonObject | undefined,
  known: ReadonlySet<string>,
): readonly [string, Json][] {
  return kept === undefined ? [] : Object.entries(kept).filter(([key]) => !known.has(key));
}

/**
 * The alerts of an incident in order of creation.
 *
 * @throws {DocumentError} for one that stands there twice
 */
export function inOrder(incident: DocumentReader, key: string, alerts: readonly Alert[]): readonly Alert[] {
  const seen = new Set<string>();
  const twice = alerts.findIndex(({ alertId }) => seen.size === seen.add(alertId).size);
  if (twice >= 0) incident.fail(`alerts[${twice}].${key}`, "stands on an earlier alert too");
  return alerts.toSorted(
    (a, b) => compareTexts(a.createdDateTime, b.createdDateTime) || compareTexts(a.alertId, b.alertId),
  );
}
