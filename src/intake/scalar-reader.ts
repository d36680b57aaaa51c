import { BACKSLASH, CLOSE_ARRAY, COMMA, NEWLINE, OPEN_OBJECT, QUOTE } from "./json-bytes.ts";

const ENDS: readonly number[] = [COMMA, CLOSE_ARRAY, OPEN_OBJECT];

/** Passes over a number, a word or a string that stands where a document should. */
export class ScalarReader {
  #inString = false;
  #escaped = false;

  begin(): void {
    this.#inString = false;
    this.#escaped = false;
  }

  /** True while the byte is a part of it. */
  pass(byte: number): boolean {
    if (byte === NEWLINE || (!this.#inString && ENDS.includes(byte))) return false;
    if (this.#escaped) this.#escaped = false;
    else if (this.#inString && byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = !this.#inString;
    return true;
  }
}
