import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  NEWLINE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from "./json-bytes.ts";

/** How deep arrays and objects may stand in each other: far more than any incident has, far less than a stack holds. */
export const NESTING_MAX = 200;

/**
 * What a scan stopped at; `at` is then behind the byte.
 * `more`: the bytes ran out. `end`: the value is closed. `open`: an array or object opens right in the value, or near the
 * margin, so that it may be no part of the value. `line`: a line ended (only when that is asked for).
 * `mismatch`, `openString`, `tooDeep`: not JSON; the scan may go on, counting brackets.
 */
export type ScanStop = "more" | "end" | "open" | "line" | "mismatch" | "openString" | "tooDeep";

const BITS = { string: 1, structure: 2 } as const;

/** A byte that ends a run of bytes without interest, in a string (bit 1) or outside of one (bit 2). */
const STOPS = new Uint8Array(256);
for (const byte of [QUOTE, BACKSLASH, NEWLINE]) STOPS[byte] = BITS.string;
for (const byte of [QUOTE, NEWLINE, OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY]) {
  STOPS[byte] = (STOPS[byte] ?? 0) | BITS.structure;
}

/**
 * Finds where a JSON value ends by its brackets and strings alone, over as many chunks as it takes; whether it is
 * JSON is for `JSON.parse` to say. A line break ends a string, for none may stand in one (RFC 8259 § 7): so a lost
 * quote costs a line and not the file. Counts lines on its way.
 */
export class StructureScanner {
  /** The line that was reached, from 1, and the offset in the stream of its first byte. */
  line = 1;
  lineStart = 0;
  at = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  readonly #closers = new Uint8Array(NESTING_MAX + 1);

  /** A value whose first bracket was just passed. */
  begin(closer: number): void {
    this.#depth = 1;
    this.#closers[1] = closer;
    this.#inString = false;
    this.#escaped = false;
  }

  newline(offsetBehind: number): void {
    this.line++;
    this.lineStart = offsetBehind;
  }

  /** True when what was just opened stands right in the value itself. */
  get isMember(): boolean {
    return this.#depth === 2;
  }

  /** True when what was just opened stands in an array. */
  get isInArray(): boolean {
    return this.#closers[this.#depth - 1] === CLOSE_ARRAY;
  }

  /**
   * Scans `bytes` from `from` to `end`. `base` is the offset in the stream of `bytes[0]`. What opens in the
   * first `anchorColumn` columns of a line is reported, for the next document may begin there.
   */
  scan(
    bytes: Uint8Array,
    from: number,
    end: number,
    base: number,
    anchorColumn: number,
    stopAtLines: boolean,
  ): ScanStop {
    let i = from;
    while (i < end) {
      if (this.#inString) {
        i = this.#passString(bytes, i, end);
        if (i === end) break;
        this.#inString = false;
        if (bytes[i] === NEWLINE) return this.#stopped(i, "openString");
        i++;
      }
      while (i < end && ((STOPS[bytes[i] ?? 0] ?? 0) & BITS.structure) === 0) i++;
      if (i === end) break;
      const byte = bytes[i++];
      if (byte === QUOTE) {
        this.#inString = true;
      } else if (byte === NEWLINE) {
        this.newline(base + i);
        if (stopAtLines) return this.#stopped(i, "line");
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        const stop = this.#open(byte, base + i - this.lineStart, anchorColumn);
        if (stop) return this.#stopped(i, stop);
      } else {
        const matches = this.#depth > NESTING_MAX || this.#closers[this.#depth] === byte;
        if (--this.#depth === 0) return this.#stopped(i, matches ? "end" : "mismatch");
        if (!matches) return this.#stopped(i, "mismatch");
      }
    }
    return this.#stopped(end, "more");
  }

  /** True once the brackets are even: after `end`, and after a `mismatch` that closed the value. */
  get isClosed(): boolean {
    return this.#depth === 0;
  }

  #stopped(at: number, stop: ScanStop): ScanStop {
    this.at = at;
    return stop;
  }

  #open(byte: number, column: number, anchorColumn: number): ScanStop | undefined {
    const depth = ++this.#depth;
    if (depth > NESTING_MAX) return depth === NESTING_MAX + 1 ? "tooDeep" : undefined;
    this.#closers[depth] = byte === OPEN_ARRAY ? CLOSE_ARRAY : CLOSE_OBJECT;
    return depth === 2 || column <= anchorColumn ? "open" : undefined;
  }

  /** The index of the closing quote, or of the line break that ends the string; `end` when it goes on. */
  #passString(bytes: Uint8Array, from: number, end: number): number {
    let i = from;
    if (this.#escaped) {
      this.#escaped = false;
      if (bytes[i] !== NEWLINE) i++;
    }
    while (i < end) {
      while (i < end && ((STOPS[bytes[i] ?? 0] ?? 0) & BITS.string) === 0) i++;
      if (i === end || bytes[i] !== BACKSLASH) return i;
      if (i + 1 === end) {
        this.#escaped = true;
        return end;
      }
      i += bytes[i + 1] === NEWLINE ? 1 : 2;
    }
    return end;
  }
}
