import type { ScalarType } from "../property-spec.ts";
import type { SqlDialect } from "./dialect.ts";

const TYPES: Readonly<Record<ScalarType, string>> = {
  string: "text",
  timestamp: "text",
  guid: "text",
  int64: "bigint",
  double: "numeric",
  boolean: "boolean",
};

/**
 * PostgreSQL. Text is compared in collation "C", by bytes; indexes serve that when their columns are declared in it.
 * Documents may be `text` or `jsonb`. Parameters carry their type, so that no driver has to guess.
 */
export const postgres: SqlDialect = {
  name: "postgres",
  placeholder: (number, type) => `$${number}::${TYPES[type]}`,
  bind: (value) => (typeof value === "bigint" ? String(value) : value),
  true: "true",
  false: "false",
  binary: (text) => `${text} collate "C"`,
  json(source, path, type) {
    const text = `((${source})::jsonb #>> ${textArray(path)})`;
    return TYPES[type] === "text" ? text : `${text}::${TYPES[type]}`;
  },
  elements(source, path, alias) {
    const array = path.length === 0 ? `(${source})::jsonb` : `((${source})::jsonb #> ${textArray(path)})`;
    const safe = `case when jsonb_typeof(${array}) = 'array' then ${array} end`;
    return `jsonb_array_elements(${safe}) as ${alias}("value")`;
  },
  contains: (whole, part) => `strpos(${whole}, ${part}) > 0`,
  startsWith: (whole, part) => `starts_with(${whole}, ${part})`,
  endsWith: (whole, part) => `right(${whole}, length(${part})) = ${part}`,
  nulls: (descending) => (descending ? " nulls last" : " nulls first"),
};

/** Path names are plain identifiers of the surface, so they need no escape inside the quotes. */
function textArray(path: readonly string[]): string {
  return `'{${path.map((name) => `"${name}"`).join(",")}}'`;
}
