import { OPTION_LENGTH_MAX, QUERY_LENGTH_MAX, QUERY_PARTS_MAX } from "./bounds.ts";
import { excerpt, ODataError } from "./odata-error.ts";
import { type OptionName, optionNamed } from "./option-name.ts";

/** The system query options of a request, decoded, and the `$` names that OData does not know. */
export interface RawOptions {
  readonly values: ReadonlyMap<OptionName, string>;
  /** As they were written, for the surface to refuse. */
  readonly unknown: readonly string[];
}

export interface QueryStringSettings {
  /** Whether `filter=…` means `$filter=…`, as on Graph's beta (contract/graph.md § 1). */
  readonly dollarOptional?: boolean;
}

/**
 * Reads the raw text after `?` (a leading `?` is skipped). `$x` and `%24x`, `+` and `%20`, raw and encoded characters
 * arrive the same; names are taken in any case; parameters without `$` are ignored, as OData has it for custom options.
 *
 * @throws ODataError `too-long`, `malformed-encoding`, `duplicate-option`
 */
export function parseQueryString(raw: string, settings: QueryStringSettings = {}): RawOptions {
  if (raw.length > QUERY_LENGTH_MAX) throw tooLong("", "query string", QUERY_LENGTH_MAX);
  const values = new Map<OptionName, string>();
  const unknown: string[] = [];
  for (const part of parts(raw)) {
    const name = decode(part.name, part.start);
    const option = optionOf(name, settings.dollarOptional === true);
    if (option === undefined) {
      if (name.startsWith("$")) unknown.push(name);
      continue;
    }
    if (values.has(option)) throw duplicate(option, part.start);
    values.set(option, optionValue(option, part));
  }
  return { values, unknown };
}

/** One `name=value` of a raw query string, undecoded. `start` counts from the start of the string. */
export interface QueryPart {
  readonly name: string;
  readonly value: string;
  readonly start: number;
}

/** The parts of a raw query string in order; empty ones are left out. */
export function parts(raw: string): readonly QueryPart[] {
  const found: QueryPart[] = [];
  let start = raw.startsWith("?") ? 1 : 0;
  while (start <= raw.length) {
    const ampersand = raw.indexOf("&", start);
    const end = ampersand === -1 ? raw.length : ampersand;
    if (end > start) found.push(partAt(raw, start, end));
    if (found.length > QUERY_PARTS_MAX) throw tooManyParts(start);
    start = end + 1;
  }
  return found;
}

function partAt(raw: string, start: number, end: number): QueryPart {
  const text = raw.slice(start, end);
  const equals = text.indexOf("=");
  if (equals === -1) return { name: text, value: "", start };
  return { name: text.slice(0, equals), value: text.slice(equals + 1), start };
}

/** The option that a decoded parameter name stands for, if any. */
export function optionOf(name: string, dollarOptional: boolean): OptionName | undefined {
  if (name.startsWith("$")) return optionNamed(name.slice(1));
  return dollarOptional ? optionNamed(name) : undefined;
}

function optionValue(option: OptionName, part: QueryPart): string {
  const value = decode(part.value, part.start + part.name.length + 1);
  if (value.length > OPTION_LENGTH_MAX)
    throw tooLong(`$${option}`, `query option '$${option}'`, OPTION_LENGTH_MAX);
  return value;
}

/**
 * Text of a query component, decoded as HTML forms have it: `+` is a space, `%XX` are bytes of UTF-8.
 *
 * @throws ODataError `malformed-encoding` for a broken `%XX` or bytes that are not UTF-8
 */
export function decode(text: string, position: number): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.isWellFormed()) throw malformed(text, position);
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw malformed(text, position);
  }
}

function malformed(text: string, position: number): ODataError {
  const detail = `The percent-encoding of '${excerpt(text)}' at position ${position} is malformed.`;
  return new ODataError({ code: "malformed-encoding", option: "", position, detail });
}

function duplicate(option: OptionName, position: number): ODataError {
  const detail = `Query option '$${option}' was specified more than once, but it must be specified at most once.`;
  return new ODataError({ code: "duplicate-option", option: `$${option}`, position, detail });
}

function tooLong(option: string, what: string, limit: number): ODataError {
  const detail = `The ${what} is longer than ${limit} characters.`;
  return new ODataError({ code: "too-long", option, position: limit, detail });
}

function tooManyParts(position: number): ODataError {
  const detail = `The query string has more than ${QUERY_PARTS_MAX} parameters.`;
  return new ODataError({ code: "too-long", option: "", position, detail });
}
