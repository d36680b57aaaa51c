import { BACKSLASH } from "./json-bytes.ts";
import { NESTING_MAX } from "./structure-scanner.ts";

/** Where a text stops being JSON: the index of the first character that cannot stand there, and what should. */
export interface JsonFault {
  readonly index: number;
  readonly expected: string;
}

const BLANKS = /[ \t\r\n]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Finds the first fault of a text that `JSON.parse` refused, for its own messages name a place only at times and quote
 * the text. `undefined` when there is none. The grammar is RFC 8259's.
 */
export function jsonFault(text: string): JsonFault | undefined {
  const reader = new FaultReader(text);
  try {
    reader.value(0);
    reader.end();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return { index: error.index, expected: error.expected };
    throw error;
  }
}

class Fault extends Error {
  readonly index: number;
  readonly expected: string;
  constructor(index: number, expected: string) {
    super(expected);
    this.index = index;
    this.expected = expected;
  }
}

class FaultReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): void {
    this.#match(BLANKS);
    const first = this.#text[this.#at];
    if ((first === "{" || first === "[") && depth >= NESTING_MAX) this.#fail("less nesting");
    if (first === "{") this.#members(depth);
    else if (first === "[") this.#elements(depth);
    else if (first === '"') this.#string();
    else if (!this.#match(SCALAR)) this.#fail("a value");
  }

  end(): void {
    this.#match(BLANKS);
    if (this.#at < this.#text.length) this.#fail("the end of the document");
  }

  #members(depth: number): void {
    this.#at++;
    if (this.#takes("}")) return;
    do {
      this.#match(BLANKS);
      if (this.#text[this.#at] !== '"') this.#fail("a key in double quotes");
      this.#string();
      if (!this.#takes(":")) this.#fail("':' behind the key");
      this.value(depth + 1);
    } while (this.#takes(","));
    if (!this.#takes("}")) this.#fail("',' or '}'");
  }

  #elements(depth: number): void {
    this.#at++;
    if (this.#takes("]")) return;
    do this.value(depth + 1);
    while (this.#takes(","));
    if (!this.#takes("]")) this.#fail("',' or ']'");
  }

  #string(): void {
    for (this.#at++; this.#text[this.#at] !== '"'; ) {
      const code = this.#text.charCodeAt(this.#at);
      if (!(code >= 0x20)) this.#fail("the end of the string, without control characters in it");
      if (code !== BACKSLASH) this.#at++;
      else if (!this.#match(ESCAPE)) this.#fail("a valid escape");
    }
    this.#at++;
  }

  #takes(character: string): boolean {
    this.#match(BLANKS);
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #fail(expected: string): never {
    throw new Fault(this.#at, expected);
  }
}
