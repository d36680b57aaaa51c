import {
  type Document,
  type ErrorCode,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import { type ConfigPath, type ConfigProblem, keyText, type PlacedProblem, pathText } from "./problems.ts";

/** A file as read: its value, what is wrong with it as YAML, and where everything stands. */
export interface YamlFile {
  readonly value: unknown;
  readonly problems: readonly PlacedProblem[];
  place(problem: ConfigProblem): PlacedProblem;
}

const TOO_DEEP = "nested too deeply";

/** Words of our own: the parser's messages quote the text, and a secret may stand in it. */
const WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_DQ_ESCAPE: "unknown escape in a text in double quotes",
  BAD_INDENT: "wrong indentation, or a bracket that is not closed",
  BAD_SCALAR_START: "a text that starts with this character must stand in quotes",
  BLOCK_AS_IMPLICIT_KEY: "a second key in one line, or wrong indentation",
  MISSING_CHAR: "a quote or another character is missing",
  MULTILINE_IMPLICIT_KEY: "a key without its colon",
  MULTIPLE_DOCS: "more than one document in the file",
  NON_STRING_KEY: "a key that is not text",
  RESOURCE_EXHAUSTION: TOO_DEEP,
  TAB_AS_INDENT: "a tab as indentation",
  TAG_RESOLVE_FAILED: "a tag that is not understood",
};

/**
 * Reads YAML 1.2, of which JSON is a part. Aliases are refused, so that no file unfolds to more than it holds, and so are
 * keys that stand twice. Nothing is thrown: what is wrong stands in `problems`, and `value` is undefined then.
 */
export function readYaml(text: string): YamlFile {
  const lines = new LineCounter();
  // Keys that stand twice are looked for below: the parser compares each key with each other one.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, stringKeys: true } as const;
  const document = parseDocument(text, options);
  const at: At = (offset, words) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line, column: col, text: words };
  };
  const failures = [...document.errors, ...document.warnings].map(({ code, pos }) =>
    at(pos[0], WORDS[code] ?? "this is not YAML"),
  );
  const { value, problems } = failures.length > 0 ? { problems: failures } : unfolded(document, at);
  return {
    value,
    problems,
    place: ({ path, message, atKey = false }) => {
      const offset = atKey ? keyOffset(document, path) : offsetOf(document, path);
      return at(offset, path.length === 0 ? message : `${pathText(path)}: ${message}`);
    },
  };
}

type At = (offset: number, words: string) => PlacedProblem;

function unfolded(document: Document, at: At): Pick<YamlFile, "value" | "problems"> {
  try {
    const problems = forbiddenIn(document, at);
    return { value: problems.length > 0 ? undefined : (document.toJS() ?? {}), problems };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { value: undefined, problems: [at(0, TOO_DEEP)] };
  }
}

function forbiddenIn(document: Document, at: At): readonly PlacedProblem[] {
  const found: PlacedProblem[] = [];
  const add = (node: Node, words: string) => found.push(at(node.range?.[0] ?? 0, words));
  visit(document, {
    Alias: (_, alias) => void add(alias, "aliases are not used in this file: write the value out"),
    Map: (_, map) => {
      for (const [key, name] of keysThereTwice(map)) add(key, `the key ${keyText(name)} is there twice`);
    },
  });
  return found;
}

function keysThereTwice(map: YAMLMap): readonly (readonly [Node, string])[] {
  const seen = new Set<string>();
  return map.items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const name = String(key.value);
    const twice = seen.has(name);
    seen.add(name);
    return twice ? [[key, name] as const] : [];
  });
}

/** The offset of what the path leads to, or of the innermost thing on it that is in the file. */
function offsetOf(document: Document, path: ConfigPath): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      return isEmpty(node) ? keyOffset(document, path.slice(0, length)) : node.range[0];
    }
  }
  return document.contents?.range?.[0] ?? 0;
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1];
}

function keyOffset(document: Document, path: ConfigPath): number {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined;
  return isNode(pair?.key) ? (pair.key.range?.[0] ?? 0) : 0;
}
