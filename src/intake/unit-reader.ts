import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isBlank,
  OPEN_ARRAY,
  OPEN_OBJECT,
  shownByte,
  significantBefore,
} from "./json-bytes.ts";
import { beginsAsPage, isPageList } from "./list-page.ts";
import type { LineStart, SplitCursor } from "./split-cursor.ts";
import type { DocumentPosition, FoundDocument } from "./split-item.ts";
import { NESTING_MAX } from "./structure-scanner.ts";

/** A document, the rest of a page behind its list, or an array where a document should be. */
export type UnitRole = "document" | "pageRest" | "stray";

/**
 * How the reading of a unit went on. `list`: it is a page, and its list opens here. `broken`: its brackets are even, but
 * it was reported. `nextElement`, `nextLine`: it is broken, and the next document begins here. `brokenOff`: it is
 * broken, and the line behind it begins here.
 */
export type UnitOutcome =
  | { readonly kind: "more" | "list" | "passed" | "broken" | "nextElement" | "nextLine" | "brokenOff" }
  | { readonly kind: "document"; readonly document: UnitDocument };

/** `inOneLine`: the second reading of a broken region found it, so that it only counts if it fills its line. */
export type UnitDocument = FoundDocument & { readonly inOneLine: boolean };

interface Unit extends DocumentPosition {
  readonly role: UnitRole;
  readonly inOneLine: boolean;
  /** How far the line that the unit began in is indented. */
  readonly anchorColumn: number;
  readonly list: SurroundingList | undefined;
  /** It was reported. */
  failed: boolean;
  /** Its brackets or strings do not match. */
  broken: boolean;
  /** The first line in it that may as well be the beginning of the next document. */
  candidate: LineStart | undefined;
}

/** The innermost list that a unit stands in, and how far the line that the list began in is indented. */
export interface SurroundingList {
  readonly kind: "array" | "page";
  readonly margin: number;
}

/** How far back the byte before a line is looked for. */
const LOOK_BACK_MAX = 4_096;

/**
 * Passes over one value. Where its brackets do not match, it is taken to end before the next line that is indented no
 * further than the one it began in and that opens a bracket where none may open. A line where one may open is
 * remembered; when the value turns out to be broken, the lines from there on are read again, each for itself. So every byte is
 * read at most twice, and a damaged line never takes a whole one with it.
 */
export class UnitReader {
  readonly #cursor: SplitCursor;
  readonly #bytesMax: number;
  #unit: Unit | undefined;
  #readAgainUntil = 0;

  constructor(cursor: SplitCursor, bytesMax: number) {
    this.#cursor = cursor;
    this.#bytesMax = bytesMax;
  }

  /** The bracket at the cursor opens a document or a stray array, or it closes the list of a page. */
  begin(role: UnitRole, anchorColumn: number, list: SurroundingList | undefined): void {
    const position = this.#cursor.position();
    this.#unit = {
      ...position,
      role,
      anchorColumn,
      list,
      inOneLine: position.offset < this.#readAgainUntil,
      failed: role === "stray",
      broken: false,
      candidate: undefined,
    };
    this.#cursor.at++;
    this.#cursor.scanner.begin(role === "stray" ? CLOSE_ARRAY : CLOSE_OBJECT);
  }

  /** Reads on, to the end of the window or to whatever happens first. */
  pass(): UnitOutcome {
    for (;;) {
      const outcome = this.#step(this.#current());
      if (outcome) return outcome;
    }
  }

  /** The stream is over within the unit. True when the cursor went back to lines that are to be read again. */
  endOfStream(): boolean {
    const unit = this.#current();
    if (!unit.failed) {
      unit.failed = true;
      this.#cursor.report(`${nameOf(unit)} is not whole: the file is cut off`, unit);
    } else if (unit.list && !unit.candidate) {
      this.#cursor.report("the rest of the file, from here on, was skipped: this document has no end", unit);
    }
    return this.#readAgain(unit);
  }

  /** The first index of the window that is still needed. */
  keepFrom(): number {
    const unit = this.#current();
    const start = Math.max(unit.offset - this.#cursor.window.base, 0);
    return this.#isTooLarge(unit) ? Math.max(start, this.#cursor.at - 2 * LOOK_BACK_MAX) : start;
  }

  #current(): Unit {
    if (!this.#unit) throw new TypeError("no document was begun");
    return this.#unit;
  }

  #step(unit: Unit): UnitOutcome | undefined {
    const { scanner, window, at } = this.#cursor;
    const stop = scanner.scan(window.bytes, at, window.end, window.base, unit.anchorColumn, unit.inOneLine);
    this.#cursor.at = scanner.at;
    this.#checkSize(unit);
    switch (stop) {
      case "more":
        return { kind: "more" };
      case "end":
        return this.#end(unit);
      case "open":
        return this.#meetOpening(unit);
      case "line":
        return this.#breakOff(unit);
      case "openString":
        this.#fail(unit, "a string is not closed in its line");
        return undefined;
      case "tooDeep":
        this.#fail(unit, `more than ${NESTING_MAX} arrays and objects stand in each other`, -1);
        return undefined;
      case "mismatch":
        this.#fail(unit, `unexpected ${shownByte(window.bytes[scanner.at - 1] ?? 0)}`, -1);
        return scanner.isClosed ? this.#end(unit) : undefined;
    }
  }

  /** The brackets are even. */
  #end(unit: Unit): UnitOutcome {
    if (unit.failed) return { kind: this.#readAgain(unit) ? "nextLine" : "broken" };
    if (unit.role !== "document") return { kind: "passed" };
    const { window } = this.#cursor;
    const { offset, line, column, inOneLine } = unit;
    const bytes = window.bytes.slice(offset - window.base, this.#cursor.at);
    return { kind: "document", document: { bytes, offset, line, column, inOneLine } };
  }

  /** A bracket opens: is it a part of the unit, the list of a page, or the next document behind a broken one? */
  #meetOpening(unit: Unit): UnitOutcome | undefined {
    const index = this.#cursor.at - 1;
    const { bytes } = this.#cursor.window;
    const { scanner } = this.#cursor;
    const before = this.#byteBefore(unit, index);
    const mayBelong = before === OPEN_ARRAY || before === COLON || (before === COMMA && scanner.isInArray);
    if (this.#isFirstInLine(unit, index)) {
      if (unit.broken || !mayBelong) return this.#resumeAt(unit, index);
      unit.candidate ??= this.#cursor.lineStartAt(index);
    }
    if (unit.failed || !scanner.isMember) return undefined;
    if (bytes[index] === OPEN_ARRAY) return this.#isPage(unit, index) ? this.#openList(index) : undefined;
    if (before !== COMMA || mayBelong) return undefined;
    this.#fail(unit, `unexpected ${shownByte(OPEN_OBJECT)} behind a comma`, -1);
    if (!unit.list) return undefined;
    this.#cursor.at = index;
    return { kind: "nextElement" };
  }

  #openList(index: number): UnitOutcome {
    this.#cursor.at = index;
    return { kind: "list" };
  }

  /**
   * Within a list an object is a page only when it begins like one, for there an entity is more likely; and a page is no
   * element of a page, but when it begins a line like it, that one was cut off.
   */
  #isPage({ role, list, offset, column }: Unit, index: number): boolean {
    const { bytes, base } = this.#cursor.window;
    const start = offset - base;
    if (!isPageList(bytes, start, index)) return false;
    if (role === "pageRest" || !list) return true;
    return beginsAsPage(bytes, start) && (list.kind === "array" || column <= list.margin);
  }

  #byteBefore(unit: Unit, index: number): number | undefined {
    const { bytes, base } = this.#cursor.window;
    const found = significantBefore(bytes, index, Math.max(unit.offset - base, index - LOOK_BACK_MAX, 0));
    return found === -1 ? undefined : bytes[found];
  }

  #isFirstInLine(unit: Unit, index: number): boolean {
    const { lineStart } = this.#cursor.scanner;
    const { bytes, base } = this.#cursor.window;
    const from = lineStart - base;
    const columnMax = Math.min(unit.anchorColumn, LOOK_BACK_MAX);
    if (lineStart <= unit.offset || index - from >= columnMax) return false;
    for (let i = from; i < index; i++) if (!isBlank(bytes[i])) return false;
    return true;
  }

  /** The unit is broken, and a document begins in the line that was reached. */
  #resumeAt(unit: Unit, index: number): UnitOutcome {
    const here = this.#cursor.lineStartAt(index);
    if (!unit.failed) {
      unit.failed = true;
      this.#cursor.report(`${nameOf(unit)} is not closed before the one in line ${here.line} begins`, unit);
    }
    this.#cursor.at = index;
    if (!this.#readAgain(unit)) this.#cursor.goTo(here);
    return { kind: "nextLine" };
  }

  /** Goes back to a line in the broken unit that may be a document of its own, if there is one. */
  #readAgain(unit: Unit): boolean {
    if (!unit.candidate || this.#isTooLarge(unit)) return false;
    this.#readAgainUntil = this.#cursor.offset;
    this.#cursor.goTo(unit.candidate);
    return true;
  }

  /** A line that is read again ended within the unit. */
  #breakOff(unit: Unit): UnitOutcome {
    if (!unit.failed) this.#cursor.report(`${nameOf(unit)} is not whole`, unit);
    return { kind: "brokenOff" };
  }

  #fail(unit: Unit, problem: string, shift = 0): void {
    unit.broken = true;
    if (unit.failed) return;
    unit.failed = true;
    this.#cursor.report(`${problem}, in ${nameOf(unit)}`, this.#cursor.position(shift));
  }

  #checkSize(unit: Unit): void {
    if (unit.failed || !this.#isTooLarge(unit)) return;
    unit.failed = true;
    this.#cursor.report(`the document that begins here is larger than ${this.#bytesMax} bytes`, unit);
  }

  #isTooLarge(unit: Unit): boolean {
    return this.#cursor.offset - unit.offset > this.#bytesMax;
  }
}

function nameOf({ role, line, column }: Unit): string {
  const place = `line ${line}, column ${column}`;
  return role === "pageRest"
    ? `the list page whose list ends in ${place}`
    : `the document that begins in ${place}`;
}
