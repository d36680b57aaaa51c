import type { Json, JsonObject } from "../../domain/json.ts";
import type { Lengths } from "../body-limits.ts";
import type { EnumTable } from "../enum-table.ts";
import { excerpt } from "../odata/odata-error.ts";
import { type DefenderError, invalidRequestBody, missingRequiredParameter } from "./errors.ts";

/**
 * Reads the properties of a request body, each with the type that the contract gives it. Their names are known beforehand
 * and case-sensitive (contract/defender.md § 3); null is a value like any other, and of the wrong type.
 *
 * Every refusal is 400 `InvalidRequestBody` and names the property.
 */
export class BodyReader {
  readonly #body: JsonObject;

  /** @throws {DefenderError} for a property that is not among the `names` */
  constructor(body: JsonObject, names: readonly string[]) {
    const unknown = Object.keys(body).find((name) => !names.includes(name));
    if (unknown !== undefined) throw unknownProperty(unknown, names);
    this.#body = body;
  }

  value(name: string): Json | undefined {
    return Object.hasOwn(this.#body, name) ? this.#body[name] : undefined;
  }

  /** An update that names nothing to change would pass for one that changed something. */
  requireAnyOf(names: readonly string[]): void {
    if (names.some((name) => this.value(name) !== undefined)) return;
    throw invalidRequestBody(`At least one of the properties ${listed(names)} is expected.`);
  }

  text(name: string, lengths: Lengths): string | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : textOf(name, value, lengths);
  }

  /** A list whose items have been counted before the first is looked at. */
  texts(
    name: string,
    lengths: Lengths,
    requireCount: (count: number) => void,
  ): readonly string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!isList(value)) throw refused(name, "must be an array of strings");
    requireCount(value.length);
    return value.map((item, index) => textOf(`${name}[${index}]`, item, lengths));
  }

  /** A spelling of one of the `members`; those that the table knows besides are refused in words of their own. */
  member(name: string, table: EnumTable, members: readonly string[]): string | undefined {
    const text = this.#choice(name);
    if (text === undefined) return undefined;
    const member = table.exactly(text);
    if (member !== undefined && members.includes(member)) return member;
    const problem = member === undefined ? "is not valid" : "cannot be set through the API";
    throw notAChoice(name, text, problem, [...new Set(members.map((known) => table.toWire(known)))]);
  }

  oneOf(name: string, choices: readonly string[]): string | undefined {
    const text = this.#choice(name);
    if (text === undefined || choices.includes(text)) return text;
    throw notAChoice(name, text, "is not valid", choices);
  }

  #choice(name: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === "string") return value;
    throw refused(name, "must be a string");
  }
}

/** @throws {DefenderError} `MissingRequiredParameter` for a property that was not sent */
export function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw missingRequiredParameter(name);
  return value;
}

/** A property with a value that will not do. `name` must be one of ours, or printable. */
export function refused(name: string, problem: string): DefenderError {
  return invalidRequestBody(`The property '${name}' ${problem}.`);
}

function textOf(name: string, value: Json, { min, max }: Lengths): string {
  if (typeof value !== "string") throw refused(name, "must be a string");
  if (value.length < min) throw refused(name, "must not be empty");
  if (value.length > max) throw refused(name, `must not be longer than ${max} characters`);
  if (value.includes("\0") || !value.isWellFormed()) {
    throw refused(name, "must not hold the character U+0000 or half a surrogate pair");
  }
  return value;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function unknownProperty(name: string, names: readonly string[]): DefenderError {
  const folded = name.toLowerCase();
  const meant = names.find((known) => known.toLowerCase() === folded);
  const advice =
    meant === undefined
      ? `The properties are ${listed(names)}.`
      : `Names are case-sensitive: did you mean '${meant}'?`;
  return invalidRequestBody(`The property '${excerpt(name)}' is not known. ${advice}`);
}

function notAChoice(name: string, text: string, problem: string, choices: readonly string[]): DefenderError {
  return invalidRequestBody(
    `The value '${excerpt(text)}' of the property '${name}' ${problem}. Its values are ${listed(choices)}.`,
  );
}

function listed(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}
