import type { SqlDialect } from "./dialect.ts";

/**
 * SQLite 3.39 or newer. Columns compare by bytes because BINARY is their default collation; booleans are 0 and 1;
 * `instr` and not LIKE, which ignores case and has wildcards.
 */
export const sqlite: SqlDialect = {
  name: "sqlite",
  placeholder: (number) => `?${number}`,
  bind: (value) => (typeof value === "boolean" ? Number(value) : value),
  true: "1",
  false: "0",
  binary: (text) => text,
  json: (source, path) => (path.length === 0 ? source : `json_extract(${source}, ${jsonPath(path)})`),
  elements(source, path, alias) {
    const at = jsonPath(path);
    // A scalar would be walked as an array of itself.
    const array = `case json_type(${source}, ${at}) when 'array' then ${source} end`;
    return `json_each(${array}, ${at}) as ${alias}`;
  },
  contains: (whole, part) => `instr(${whole}, ${part}) > 0`,
  startsWith: (whole, part) => `instr(${whole}, ${part}) = 1`,
  endsWith(whole, part) {
    const bytes = `cast(${whole} as blob)`;
    const end = `cast(${part} as blob)`;
    // `substr` of an empty blob is null.
    return `coalesce(substr(${bytes}, length(${bytes}) - length(${end}) + 1), ${bytes}) = ${end}`;
  },
  nulls: () => "",
};

/** Path names are plain identifiers of the surface, so they need no escape inside the quotes. */
function jsonPath(path: readonly string[]): string {
  return `'$${path.map((name) => `."${name}"`).join("")}'`;
}
