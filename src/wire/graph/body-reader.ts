import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { Lengths } from "../body-limits.ts";
import { COMMENT_LENGTHS } from "../body-limits.ts";
import type { EnumTable } from "../enum-table.ts";
import { excerpt } from "../odata/odata-error.ts";
import { badRequest, emptyPayload } from "./errors.ts";
import { NAMESPACE } from "./types.ts";

/**
 * Reads the members of a request body. Names and enum members are taken in any case (contract/graph.md § 14 no. 11),
 * annotations are passed over. Every refusal is 400 `BadRequest` and names the member.
 */
export class GraphBody {
  readonly #members: ReadonlyMap<string, Json>;

  private constructor(object: JsonObject, known: readonly string[], unknown: (name: string) => never) {
    const wanted = new Map(known.map((name) => [name.toLowerCase(), name]));
    const members = Object.entries(object).filter(([name]) => !name.includes("@"));
    this.#members = new Map(
      members.map(([name, value]) => [wanted.get(name.toLowerCase()) ?? unknown(name), value]),
    );
  }

  /** An entity of which a part is sent. */
  static entity(bytes: Uint8Array | undefined, type: string, known: readonly string[]): GraphBody {
    const value = parsed(bytes);
    if (!isJsonObject(value) || Object.keys(value).length === 0) throw emptyPayload();
    return new GraphBody(value, known, unknownProperty(type));
  }

  /** The same, or a list of one of them. */
  static listOrEntity(bytes: Uint8Array | undefined, type: string, known: readonly string[]): GraphBody {
    const value = parsed(bytes);
    const [entity = value] = Array.isArray(value) && value.length === 1 ? value : [];
    if (!isJsonObject(entity) || Object.keys(entity).length === 0) throw emptyPayload();
    return new GraphBody(entity, known, unknownProperty(type));
  }

  /** The parameters of an action. */
  static parameters(bytes: Uint8Array | undefined, known: readonly string[]): GraphBody {
    const value = parsed(bytes);
    if (!isJsonObject(value)) throw emptyPayload();
    return new GraphBody(value, known, (name) => {
      throw badRequest(
        `The parameter '${excerpt(name)}' in the request payload is not a valid parameter for the operation.`,
      );
    });
  }

  value(name: string): Json | undefined {
    return this.#members.get(name);
  }

  requireAnyOf(names: readonly string[]): void {
    if (names.some((name) => this.#members.has(name))) return;
    throw badRequest(`None of the properties that can be updated was sent: ${names.join(", ")}.`);
  }

  text(name: string, lengths: Lengths): string | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : textOf(name, value, lengths);
  }

  textOrNull(name: string, lengths: Lengths): string | null | undefined {
    return this.value(name) === null ? null : this.text(name, lengths);
  }

  /** A remark; an empty one is none. */
  comment(name: string): string | undefined {
    const text = this.textOrNull(name, { ...COMMENT_LENGTHS, min: 0 });
    return text === null || text === "" ? undefined : text;
  }

  texts(name: string, lengths: Lengths, countMax: number): readonly string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return refused(name, "must be an array of strings");
    if (value.length > countMax) return refused(name, `must not have more than ${countMax} items`);
    return value.map((item: Json) => textOf(name, item, lengths));
  }

  member(name: string, table: EnumTable, settable: readonly string[]): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const member = typeof value === "string" ? table.exactly(value) : undefined;
    if (member !== undefined && settable.includes(member)) return member;
    return refused(name, `must be one of ${settable.join(", ")}`);
  }

  /** Any member; null takes it back to `none`. */
  memberOrNull(name: string, table: EnumTable, none: string): string | undefined {
    if (this.value(name) === null) return none;
    return this.member(name, table, Object.keys(table.names));
  }
}

/** A member with a value that will not do. @throws {GraphError} 400 */
export function refused(name: string, problem: string): never {
  throw badRequest(`Invalid value specified for property '${name}': it ${problem}.`);
}

function unknownProperty(type: string): (name: string) => never {
  return (name) => {
    throw badRequest(
      `The property '${excerpt(name)}' does not exist on type '${NAMESPACE}.${type}'. Make sure to only use property names that are defined by the type.`,
    );
  };
}

function textOf(name: string, value: Json, { min, max }: Lengths): string {
  if (typeof value !== "string") return refused(name, "must be a string");
  if (value.length < min) return refused(name, "must not be empty");
  if (value.length > max) return refused(name, `must not be longer than ${max} characters`);
  if (value.includes("\0") || !value.isWellFormed())
    return refused(name, "must not hold the character U+0000 or half a surrogate pair");
  return value;
}

function parsed(bytes: Uint8Array | undefined): unknown {
  if (bytes === undefined || bytes.length === 0) throw emptyPayload();
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw badRequest(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
}
