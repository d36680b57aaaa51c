/** Where in the file a value stands: keys and indexes from the top. */
export type ConfigPath = readonly (string | number)[];

/** Something in the file that cannot be put in force. No message holds a value that may be a secret. */
export interface ConfigProblem {
  readonly path: ConfigPath;
  /** Continues the path as a sentence: `must be an integer of at least 1`. */
  readonly message: string;
  /** Point at the key rather than at its value. */
  readonly atKey?: boolean;
}

/** A problem and its place, counted from 1. */
export interface PlacedProblem {
  readonly line: number;
  readonly column: number;
  /** `tenants[0].deviceGroups[1].rank: must be an integer of at least 1` */
  readonly text: string;
}

/** The configuration cannot be put in force. The message lists every problem, one a line, with line and column. */
export class ConfigError extends Error {
  readonly code = "invalid-config";
  /** `config.yaml:12:5: tenants[0].deviceGroups[1].rank: must be an integer of at least 1` */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** The problems of one file, from its top to its end, each told once. */
export function configError(fileName: string, problems: readonly PlacedProblem[]): ConfigError {
  const lines = problems
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map(({ line, column, text }) => `${fileName}:${line}:${column}: ${text}`);
  return new ConfigError([...new Set(lines)]);
}

/** `tenants[0].apps[1].appId` */
export function pathText(path: ConfigPath): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${keyText(part)}`))
    .join("")
    .replace(/^\./, "");
}

/** A key for a message; one that is no word may be a secret that lost the space after its colon. */
export function keyText(key: string): string {
  return /^[A-Za-z_][\w-]{0,31}$/.test(key) ? key : "…";
}

const QUOTED_LENGTH_MAX = 64;

/** A name from the file for a message: cut, and without what would steer a terminal. */
export function quoted(name: string): string {
  const printable = name.toWellFormed().replace(/[\p{Cc}\p{Cf}]/gu, "\ufffd");
  const cut =
    printable.length > QUOTED_LENGTH_MAX
      ? `${printable.slice(0, QUOTED_LENGTH_MAX).toWellFormed()}…`
      : printable;
  return `"${cut}"`;
}
