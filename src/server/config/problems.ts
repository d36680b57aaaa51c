import { type Document, isNode, LineCounter, parseDocument } from "yaml";

/** Where in the file a value stands: keys and indexes from the top. */
export type ConfigPath = readonly (string | number)[];

export interface ConfigProblem {
  readonly path: ConfigPath;
  readonly message: string;
}

/** The configuration cannot be put in force; the message lists every problem, one a line, with line and column. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

export interface ParsedFile {
  readonly value: unknown;
  /** `config.yaml:12:5: tenants[0].name: …`, pointing at the value or at what it stands in. */
  describe(problem: ConfigProblem): string;
}

const ALIASES_MAX = 100;

/**
 * Reads YAML 1.2, of which JSON is a part, and remembers where everything stands.
 *
 * @throws {ConfigError} for text that is not YAML, duplicate keys and documents that unfold without bound
 */
export function parseFile(text: string, fileName: string): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true });
  if (document.errors.length > 0) {
    throw new ConfigError(
      document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        return `${fileName}:${line}:${col}: ${error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "")}`;
      }),
    );
  }
  return {
    value: unfolded(document, fileName),
    describe: (problem) => described(document, lines, fileName, problem),
  };
}

function unfolded(document: Document, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch {
    throw new ConfigError([`${fileName}:1:1: the aliases in the file unfold to too much`]);
  }
}

function described(
  document: Document,
  lines: LineCounter,
  fileName: string,
  { path, message }: ConfigProblem,
): string {
  const { line, col } = lines.linePos(offsetOf(document, path));
  const name = path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
  return `${fileName}:${line}:${col}: ${name === "" ? "" : `${name}: `}${message}`;
}

/** The offset of the innermost thing on the path that is in the file. */
function offsetOf(document: Document, path: ConfigPath): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
