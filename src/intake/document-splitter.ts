import { ByteWindow } from "./byte-window.ts";
import { foreignEncoding, SIGNATURE_LENGTH } from "./foreign-encoding.ts";
import {
  BACKSLASH,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isBlank,
  NEWLINE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  shownByte,
  significantBefore,
} from "./json-bytes.ts";
import { beginsAsPage, isPageList } from "./list-page.ts";
import { NESTING_MAX, StructureScanner } from "./structure-scanner.ts";

/** Where something stands in a file: bytes from 0, lines from 1, columns from 1 in bytes. */
export interface DocumentPosition {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A document, as the very bytes that stood in the file. */
export interface FoundDocument extends DocumentPosition {
  readonly bytes: Uint8Array;
}

/** What could not be read, and where. */
export interface DocumentFault extends DocumentPosition {
  readonly problem: string;
}

export type SplitItem = FoundDocument | DocumentFault;

interface List extends DocumentPosition {
  readonly kind: "array" | "page";
}

interface LineStart {
  readonly offset: number;
  readonly line: number;
  readonly lineStart: number;
}

/** The value being passed: a document, the rest of a page behind its list, or an array where a document should be. */
interface Unit extends DocumentPosition {
  readonly role: "document" | "pageRest" | "stray";
  /** It must end in the line it began in, because it is read for the second time. */
  readonly inOneLine: boolean;
  failed: boolean;
  /** The first line in it that may as well be the beginning of the next document. */
  candidate: LineStart | undefined;
}

/** How many lists may stand in each other: an array of pages. */
const LISTS_MAX = 2;

const SCALAR_ENDS = [COMMA, CLOSE_ARRAY, OPEN_OBJECT];

/** How far back the byte before a line is looked for. */
const LOOK_BACK_MAX = 4_096;

const BOM = [0xef, 0xbb, 0xbf] as const;

/**
 * Cuts a stream of bytes into documents, whatever way they were put together: one, an array, list pages, one a line,
 * or simply one after the other. Knows brackets, strings and lines; everything else about JSON is left to
 * `JSON.parse`.
 *
 * Where brackets do not match, a document is taken to end at the next line that is indented like the one it began in
 * and that begins with `{`. Such a line may also belong to the broken document; then it is remembered, and
 * when the document turns out to be broken, the lines from there on are read again, each for itself. So each byte is
 * read at most twice, and a damaged line never takes a whole one with it.
 */
export class DocumentSplitter {
  readonly #documentBytesMax: number;
  readonly #window = new ByteWindow();
  readonly #scanner = new StructureScanner();
  readonly #lists: List[] = [];
  #items: SplitItem[] = [];
  #at = 0;
  #state: "start" | "between" | "inside" | "scalar" | "seek" | "refused" = "start";

  /** Of a list: what must come next. */
  #expects: "value" | "separator" = "value";
  #afterComma = false;
  /** A document that counts as soon as what follows in its line is known to be no part of it. */
  #pending: (FoundDocument & { readonly inOneLine: boolean }) | undefined;
  #pendingComma = false;
  /** What the last thing in this line was. */
  #last: "nothing" | "document" | "failure" = "nothing";
  #unit: Unit | undefined;

  /** True until the first byte of a line that is not blank. */
  #lineIsFresh = true;
  /** Where the line that the unit began in is indented to, and how many lists were open there. */
  #anchorColumn = 1;
  #anchorLists = 0;

  #readAgainUntil = 0;
  /** A list was left without its end, so that its separators and its end may still come. */
  #orphaned = false;
  #commaWasReported = false;
  #bomBytes = 0;
  #scalarInString = false;
  #scalarEscaped = false;
  #seek: { readonly from: DocumentPosition; readonly column: number; lines: number } | undefined;

  constructor(documentBytesMax: number) {
    this.#documentBytesMax = documentBytesMax;
  }

  /** Takes the next bytes of the stream; the chunk may be used again afterwards. */
  push(chunk: Uint8Array): readonly SplitItem[] {
    if (this.#state === "refused") return [];
    const keepFrom = this.#keepFrom();
    this.#window.append(chunk, keepFrom);
    this.#at -= keepFrom;
    if (this.#state === "start" && this.#window.end < SIGNATURE_LENGTH) return [];
    this.#run();
    return this.#taken();
  }

  /** The stream is over. */
  end(): readonly SplitItem[] {
    this.#run();
    while (this.#state === "inside" && this.#endInside()) this.#run();
    if (this.#state !== "refused") this.#endBetween();
    return this.#taken();
  }

  #taken(): readonly SplitItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  #run(): void {
    if (this.#state === "start") this.#begin();
    while (this.#at < this.#window.end) {
      if (this.#state === "inside") this.#passInside();
      else if (this.#state === "between") this.#passBetween();
      else if (this.#state === "scalar") this.#passScalar();
      else if (this.#state === "seek") this.#passSeek();
      else return;
    }
  }

  #begin(): void {
    const problem = foreignEncoding(
      this.#window.bytes.subarray(0, Math.min(this.#window.end, SIGNATURE_LENGTH)),
    );
    this.#state = problem === undefined ? "between" : "refused";
    if (problem !== undefined) this.#items.push({ problem, offset: 0, line: 1, column: 1 });
  }

  // Between documents.

  #passBetween(): void {
    const byte = this.#window.bytes[this.#at] ?? 0;
    if (isBlank(byte)) {
      this.#at++;
      return;
    }
    if (byte === NEWLINE) {
      this.#endLine();
      return;
    }
    if (this.#lists.length === 0 && this.#passBom(byte)) return;
    const leaves = this.#leavesList(byte);
    if (this.#lineIsFresh) this.#anchor();
    if (this.#lists.length === 0) this.#passTop(byte);
    else if (this.#expects === "value" || leaves) this.#passListValue(byte);
    else this.#passListSeparator(byte);
  }

  #endLine(): void {
    this.#deliver();
    this.#at++;
    this.#scanner.newline(this.#here());
    this.#lineIsFresh = true;
    this.#last = "nothing";
  }

  #anchor(): void {
    this.#anchorColumn = this.#position().column;
    this.#anchorLists = this.#lists.length;
    this.#lineIsFresh = false;
  }

  /** Files that were written with a byte order mark and then joined have it between documents too. */
  #passBom(byte: number): boolean {
    if (byte !== BOM[this.#bomBytes]) {
      this.#bomBytes = 0;
      return false;
    }
    this.#at++;
    this.#bomBytes = (this.#bomBytes + 1) % BOM.length;
    if (this.#bomBytes === 0 && this.#lineIsFresh) this.#scanner.lineStart = this.#here();
    return true;
  }

  /**
   * A document begins a line where a list should have gone on: the list was cut off when it began in one earlier line
   * like this one, and misses a comma otherwise.
   */
  #leavesList(byte: number): boolean {
    if (this.#lists.length === 0 || !this.#lineIsFresh) return false;
    if (byte !== OPEN_OBJECT && byte !== OPEN_ARRAY) return false;
    if (byte === OPEN_OBJECT && this.#expects === "value") return false;
    const level = this.#position().column <= this.#anchorColumn ? this.#anchorLists : this.#lists.length;
    if (byte === OPEN_ARRAY && level > 0) return false;
    this.#deliver();
    if (level < this.#lists.length) {
      const list = this.#lists[level];
      this.#report(
        `the list that begins in line ${list?.line} is not closed before this line; is the file cut off?`,
      );
      this.#dropLists(level);
    } else if (this.#last !== "failure") {
      this.#report("a comma is missing before this document");
    }
    return true;
  }

  #dropLists(level: number): void {
    if (level < this.#lists.length && level === 0) this.#orphaned = true;
    this.#lists.length = Math.min(this.#lists.length, level);
  }

  #passTop(byte: number): void {
    if (byte === OPEN_OBJECT) {
      this.#deliver();
      this.#enter("document", CLOSE_OBJECT);
    } else if (byte === OPEN_ARRAY) {
      this.#deliver();
      this.#openList("array");
    } else if (byte === COMMA && this.#last === "document" && !this.#pendingComma) {
      this.#pendingComma = true;
      if (!this.#pending) this.#reportComma();
      this.#at++;
    } else if (this.#orphaned && (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT)) {
      this.#deliver();
      this.#orphaned = false;
      this.#last = "failure";
      this.#startSeek(Number.POSITIVE_INFINITY);
    } else {
      this.#junk(byte);
      this.#startSeek(this.#anchorColumn);
    }
  }

  #passListValue(byte: number): void {
    if (byte === OPEN_OBJECT) {
      this.#enter("document", CLOSE_OBJECT);
    } else if (byte === CLOSE_ARRAY) {
      if (this.#afterComma) this.#report("a comma stands before the end of the list");
      this.#closeList();
    } else if (byte === COMMA) {
      this.#report("a comma stands where a document should");
      this.#at++;
    } else if (byte === CLOSE_OBJECT) {
      this.#junk(byte);
      this.#startSeek(this.#anchorColumn);
    } else {
      this.#report(`an element of a list must be an object; this one begins with ${shownByte(byte)}`);
      if (byte === OPEN_ARRAY) this.#enter("stray", CLOSE_ARRAY);
      else this.#enterScalar();
    }
  }

  #passListSeparator(byte: number): void {
    if (byte === COMMA) {
      this.#deliver();
      this.#at++;
      this.#expects = "value";
      this.#afterComma = true;
    } else if (byte === CLOSE_ARRAY) {
      this.#deliver();
      this.#closeList();
    } else if (byte === OPEN_OBJECT) {
      this.#deliver();
      if (this.#last !== "failure") this.#report("a comma is missing before this document");
      this.#enter("document", CLOSE_OBJECT);
    } else {
      this.#junk(byte);
      this.#startSeek(this.#anchorColumn);
    }
  }

  #openList(kind: List["kind"]): void {
    this.#lists.push({ kind, ...this.#position() });
    this.#at++;
    this.#state = "between";
    this.#expects = "value";
    this.#afterComma = false;
    this.#last = "nothing";
  }

  #closeList(): void {
    const list = this.#lists.pop();
    this.#expects = "separator";
    this.#last = "document";
    if (list?.kind === "page") this.#enter("pageRest", CLOSE_OBJECT);
    else this.#at++;
  }

  /** What stands here belongs to no document; if it stands behind one, that one was not whole. */
  #junk(byte: number): void {
    const cut = this.#pending;
    this.#pending = undefined;
    this.#pendingComma = false;
    if (cut) {
      if (cut.inOneLine) return;
      const where = `line ${cut.line}, column ${cut.column}`;
      this.#report(
        `unexpected ${shownByte(byte)} behind the document that begins in ${where}; it is left out`,
      );
    } else if (this.#last !== "failure") {
      this.#report(`unexpected ${shownByte(byte)} where a document should begin`);
    }
  }

  #deliver(): void {
    const pending = this.#pending;
    const comma = this.#pendingComma;
    this.#pending = undefined;
    this.#pendingComma = false;
    if (!pending) return;
    const { inOneLine, ...document } = pending;
    if (comma && inOneLine) return;
    this.#items.push(document);
    if (comma) this.#reportComma();
  }

  #reportComma(): void {
    if (this.#commaWasReported || this.#orphaned) return;
    this.#commaWasReported = true;
    this.#report("documents that are separated by commas must stand in an array; they are read all the same");
  }

  // Inside a document.

  #enter(role: Unit["role"], closer: number): void {
    const position = this.#position();
    this.#unit = {
      ...position,
      role,
      inOneLine: position.offset < this.#readAgainUntil,
      failed: role === "stray",
      candidate: undefined,
    };
    this.#at++;
    this.#scanner.begin(closer);
    this.#state = "inside";
  }

  #passInside(): void {
    const { bytes, end, base } = this.#window;
    const unit = this.#unit;
    if (!unit) return;
    const stop = this.#scanner.scan(bytes, this.#at, end, base, this.#anchorColumn, unit.inOneLine);
    this.#at = this.#scanner.at;
    switch (stop) {
      case "more":
        this.#checkSize(unit);
        break;
      case "end":
        this.#leave(unit);
        break;
      case "object":
        this.#meetObject(unit);
        break;
      case "list":
        this.#meetList(unit);
        break;
      case "line":
        this.#breakOff(unit);
        break;
      case "openString":
        this.#fail(unit, "a string is not closed in its line");
        break;
      case "tooDeep":
        this.#fail(unit, `more than ${NESTING_MAX} arrays and objects stand in each other`);
        break;
      case "mismatch":
        this.#fail(unit, `unexpected ${shownByte(bytes[this.#at - 1] ?? 0)}`, -1);
        if (this.#scanner.isClosed) this.#leave(unit);
    }
  }

  /** The brackets of the unit are even. */
  #leave(unit: Unit): void {
    const end = this.#here();
    this.#checkSize(unit);
    if (unit.failed && this.#readAgain(unit, end)) return;
    this.#state = "between";
    this.#expects = "separator";
    this.#last = unit.failed ? "failure" : "document";
    if (unit.failed || unit.role !== "document") return;
    const { offset, line, column, inOneLine } = unit;
    const { bytes, base } = this.#window;
    this.#pending = { bytes: bytes.slice(offset - base, end - base), offset, line, column, inOneLine };
    this.#afterComma = false;
  }

  #checkSize(unit: Unit): void {
    if (unit.failed || !this.#isTooLarge(unit)) return;
    unit.failed = true;
    this.#items.push({
      problem: `the document that begins here is larger than ${this.#documentBytesMax} bytes`,
      ...positionOf(unit),
    });
  }

  #isTooLarge(unit: Unit, offset = this.#here()): boolean {
    return offset - unit.offset > this.#documentBytesMax;
  }

  #fail(unit: Unit, problem: string, shift = 0): void {
    this.#checkSize(unit);
    if (unit.failed) return;
    unit.failed = true;
    this.#items.push({ problem: `${problem}, in ${nameOf(unit)}`, ...this.#position(shift) });
  }

  /** An object opens in the unit: is it a part of it, or is a bracket lost and this is the next document? */
  #meetObject(unit: Unit): void {
    const index = this.#at - 1;
    const start = unit.offset - this.#window.base;
    this.#checkSize(unit);
    const before = this.#byteBefore(index, start);
    const stray = before === COMMA && !this.#scanner.isInArray;
    if (this.#isFirstInLine(index, unit)) {
      const mayBelong = before === OPEN_ARRAY || before === COLON || (before === COMMA && !stray);
      if (unit.failed || !mayBelong) this.#resumeAt(unit, index);
      else if (!this.#isTooLarge(unit)) unit.candidate ??= this.#lineStartAt(index);
    } else if (stray && this.#scanner.isMember) {
      this.#fail(unit, "unexpected '{' behind a comma", -1);
      if (this.#lists.length > 0) this.#resumeInLine(index);
    }
  }

  #byteBefore(index: number, start: number): number | undefined {
    const found = significantBefore(this.#window.bytes, index, Math.max(start, index - LOOK_BACK_MAX, 0));
    return found === -1 ? undefined : this.#window.bytes[found];
  }

  #isFirstInLine(index: number, unit: Unit): boolean {
    const { lineStart } = this.#scanner;
    const from = lineStart - this.#window.base;
    if (lineStart <= unit.offset || index - from >= Math.min(this.#anchorColumn, LOOK_BACK_MAX)) return false;
    for (let i = from; i < index; i++) if (!isBlank(this.#window.bytes[i])) return false;
    return true;
  }

  #lineStartAt(index: number): LineStart {
    const { line, lineStart } = this.#scanner;
    return { offset: this.#window.base + index, line, lineStart };
  }

  /** The unit is broken, and a document begins in the line that was reached. */
  #resumeAt(unit: Unit, index: number): void {
    const here = this.#lineStartAt(index);
    if (!unit.failed) {
      unit.failed = true;
      const problem = `${nameOf(unit)} is not closed before the one in line ${here.line} begins`;
      this.#items.push({ problem, ...positionOf(unit) });
    }
    if (!this.#readAgain(unit, here.offset)) this.#goTo(here);
  }

  /** A bracket of the unit is lost, and the next element of its list begins here. */
  #resumeInLine(index: number): void {
    this.#at = index;
    this.#state = "between";
    this.#expects = "value";
    this.#afterComma = true;
    this.#last = "failure";
  }

  /** Goes back to a line in the broken unit that may be a document of its own, if there is one. */
  #readAgain(unit: Unit, until: number): boolean {
    if (!unit.candidate || this.#isTooLarge(unit, until)) return false;
    this.#readAgainUntil = until;
    this.#goTo(unit.candidate);
    return true;
  }

  #goTo(start: LineStart): void {
    this.#at = start.offset - this.#window.base;
    this.#scanner.line = start.line;
    this.#scanner.lineStart = start.lineStart;
    this.#resume();
  }

  /** The first byte of a line, where a document begins. */
  #resume(): void {
    this.#dropLists(this.#anchorLists);
    this.#lineIsFresh = true;
    this.#state = "between";
    this.#expects = "value";
    this.#afterComma = false;
    this.#last = "nothing";
  }

  /** A line that is read again ended within the unit. */
  #breakOff(unit: Unit): void {
    if (!unit.failed) this.#items.push({ problem: `${nameOf(unit)} is not whole`, ...positionOf(unit) });
    this.#startSeek(this.#anchorColumn);
    this.#lineIsFresh = true;
  }

  #meetList(unit: Unit): void {
    this.#checkSize(unit);
    if (unit.failed || unit.role === "stray" || this.#lists.length >= LISTS_MAX) return;
    const index = this.#at - 1;
    const start = unit.offset - this.#window.base;
    const { bytes } = this.#window;
    if (!isPageList(bytes, start, index)) return;
    if (unit.role === "document" && this.#lists.length > 0 && !beginsAsPage(bytes, start)) return;
    this.#at = index;
    this.#openList("page");
  }

  // What is no document.

  /** A number, a string or a word in a list, to the comma or bracket that ends it. */
  #passScalar(): void {
    const byte = this.#window.bytes[this.#at] ?? 0;
    if (byte === NEWLINE || (!this.#scalarInString && SCALAR_ENDS.includes(byte))) {
      this.#endScalar();
      return;
    }
    if (this.#scalarEscaped) this.#scalarEscaped = false;
    else if (this.#scalarInString && byte === BACKSLASH) this.#scalarEscaped = true;
    else if (byte === QUOTE) this.#scalarInString = !this.#scalarInString;
    this.#at++;
  }

  #enterScalar(): void {
    this.#state = "scalar";
    this.#scalarInString = false;
    this.#scalarEscaped = false;
  }

  #endScalar(): void {
    this.#state = "between";
    this.#expects = "separator";
    this.#last = "failure";
  }

  #startSeek(column: number): void {
    this.#seek = { from: this.#position(), column, lines: 0 };
    this.#state = "seek";
    this.#lineIsFresh = false;
  }

  /** Skips to the next line that begins with a document and is not indented further than the anchor. */
  #passSeek(): void {
    const { bytes, end, base } = this.#window;
    const seek = this.#seek;
    if (!seek) return;
    if (!this.#lineIsFresh) {
      const newline = bytes.subarray(0, end).indexOf(NEWLINE, this.#at);
      this.#at = newline === -1 ? end : newline + 1;
      if (newline === -1) return;
      this.#scanner.newline(base + this.#at);
      this.#lineIsFresh = true;
    }
    while (this.#at < end && isBlank(bytes[this.#at])) this.#at++;
    if (this.#at === end) return;
    const byte = bytes[this.#at];
    const isNear = this.#position().column <= seek.column;
    const opens = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    const closes = byte === CLOSE_ARRAY && Math.min(this.#anchorLists, this.#lists.length) > 0;
    if (isNear && (opens || closes)) {
      this.#resume();
      if (closes) this.#expects = "separator";
    } else {
      if (byte !== NEWLINE) seek.lines++;
      this.#lineIsFresh = false;
    }
  }

  // The end of the stream.

  /** True when there is something to read again. */
  #endInside(): boolean {
    const unit = this.#unit;
    if (!unit) return false;
    if (!unit.failed) {
      unit.failed = true;
      this.#items.push({ problem: `${nameOf(unit)} is not whole: the file is cut off`, ...positionOf(unit) });
    } else if (this.#lists.length > 0 && !unit.candidate) {
      this.#reportSkipped(unit);
    }
    if (this.#readAgain(unit, this.#here())) return true;
    this.#lists.length = 0;
    this.#state = "between";
    return false;
  }

  #endBetween(): void {
    this.#deliver();
    const seek = this.#state === "seek" ? this.#seek : undefined;
    const list = this.#lists[0];
    if (seek && (list || seek.lines > 0)) {
      this.#reportSkipped(seek.from);
    } else if (list) {
      const problem = "the list that begins here is not closed: the file is cut off, or a bracket is missing";
      this.#items.push({ problem, ...positionOf(list) });
    }
  }

  #reportSkipped(from: DocumentPosition): void {
    const problem =
      "the rest of the file, from here on, was skipped: no place was found where a document begins";
    this.#items.push({ problem, ...positionOf(from) });
  }

  // Places.

  #here(): number {
    return this.#window.base + this.#at;
  }

  #position(shift = 0): DocumentPosition {
    const offset = this.#here() + shift;
    return { offset, line: this.#scanner.line, column: offset - this.#scanner.lineStart + 1 };
  }

  #report(problem: string): void {
    this.#items.push({ problem, ...this.#position() });
  }

  /** The first index of the window that is still needed. */
  #keepFrom(): number {
    if (this.#state === "start") return 0;
    const unit = this.#unit;
    if (this.#state !== "inside" || !unit) return this.#at;
    const start = Math.max(unit.offset - this.#window.base, 0);
    return this.#isTooLarge(unit) ? Math.max(start, this.#at - 2 * LOOK_BACK_MAX) : start;
  }
}

function positionOf({ offset, line, column }: DocumentPosition): DocumentPosition {
  return { offset, line, column };
}

function nameOf(unit: Unit): string {
  if (unit.role === "pageRest")
    return `the list page whose list ends in line ${unit.line}, column ${unit.column},`;
  return `the document that begins in line ${unit.line}, column ${unit.column}`;
}
