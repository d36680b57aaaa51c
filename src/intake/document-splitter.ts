import { foreignEncoding, SIGNATURE_LENGTH } from "./foreign-encoding.ts";
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  isBlank,
  NEWLINE,
  OPEN_ARRAY,
  OPEN_OBJECT,
  shownByte,
} from "./json-bytes.ts";
import { ScalarReader } from "./scalar-reader.ts";
import { SplitCursor } from "./split-cursor.ts";
import type { DocumentPosition, SplitItem } from "./split-item.ts";
import { type SurroundingList, type UnitDocument, UnitReader, type UnitRole } from "./unit-reader.ts";

/** There are two at most: an array of pages. */
interface List extends DocumentPosition, SurroundingList {}

interface Seek {
  readonly from: DocumentPosition;
  readonly columnMax: number;
  lines: number;
}

const BOM = [0xef, 0xbb, 0xbf] as const;

/**
 * Cuts a stream of bytes into documents, whatever way they were put together: one, an array, list pages, one a line,
 * or simply one after the other. It knows brackets, strings and lines; everything else about JSON is left to
 * `JSON.parse`. This part knows what stands between documents; UnitReader passes over each.
 */
export class DocumentSplitter {
  readonly #cursor = new SplitCursor();
  readonly #unit: UnitReader;
  readonly #scalar = new ScalarReader();
  readonly #lists: List[] = [];
  #state: "start" | "between" | "unit" | "scalar" | "seek" | "refused" = "start";

  /** What must come next in a list. */
  #expects: "value" | "separator" = "value";
  #afterComma = false;
  /** A document that counts as soon as what follows in its line is known to be no part of it. */
  #pending: UnitDocument | undefined;
  #pendingComma = false;
  /** What the last thing in this line was. */
  #last: "nothing" | "document" | "failure" = "nothing";

  /** True until the first byte of a line that is not blank; then the line's indentation and open lists are known. */
  #lineIsFresh = true;
  #anchorColumn = 1;
  #anchorLists = 0;

  /** A list was left before its end, so that its commas and its end may still come. */
  #orphaned = false;
  #commaWasReported = false;
  #bomBytes = 0;
  #seek: Seek | undefined;

  constructor(documentBytesMax: number) {
    this.#unit = new UnitReader(this.#cursor, documentBytesMax);
  }

  /** Takes the next bytes of the stream; the chunk may be used again afterwards. */
  push(chunk: Uint8Array): readonly SplitItem[] {
    if (this.#state === "refused") return [];
    this.#cursor.append(chunk, this.#state === "unit" ? this.#unit.keepFrom() : this.#cursor.at);
    if (this.#state === "start" && this.#cursor.window.end < SIGNATURE_LENGTH) return [];
    this.#run();
    return this.#cursor.taken();
  }

  /** The stream is over. */
  end(): readonly SplitItem[] {
    this.#run();
    let cutOff = false;
    while (this.#state === "unit") {
      cutOff = true;
      if (this.#unit.endOfStream()) this.#resume();
      else this.#state = "between";
      this.#run();
    }
    if (this.#state !== "refused") this.#endBetween(cutOff);
    return this.#cursor.taken();
  }

  #run(): void {
    if (this.#state === "start") this.#begin();
    while (!this.#cursor.isAtEnd) {
      if (this.#state === "unit") this.#passUnit();
      else if (this.#state === "between") this.#passBetween();
      else if (this.#state === "scalar") this.#passScalar();
      else if (this.#state === "seek") this.#passSeek();
      else return;
    }
  }

  #begin(): void {
    const { bytes, end } = this.#cursor.window;
    const problem = foreignEncoding(bytes.subarray(0, Math.min(end, SIGNATURE_LENGTH)));
    this.#state = problem === undefined ? "between" : "refused";
    if (problem !== undefined) this.#cursor.report(problem);
  }

  #passBetween(): void {
    const { byte } = this.#cursor;
    if (byte === NEWLINE) {
      this.#endLine();
    } else if (isBlank(byte)) {
      this.#cursor.at++;
    } else if (this.#lists.length > 0 || !this.#passBom(byte)) {
      this.#passSignificant(byte);
    }
  }

  #passSignificant(byte: number): void {
    if (this.#lineIsFresh) {
      this.#checkList(byte);
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY || byte === COMMA) this.#anchor();
      this.#lineIsFresh = false;
    }
    if (this.#lists.length === 0) this.#passTop(byte);
    else if (this.#expects === "value") this.#passListValue(byte);
    else this.#passListSeparator(byte);
  }

  #anchor(): void {
    this.#anchorColumn = this.#cursor.position().column;
    this.#anchorLists = this.#lists.length;
  }

  #endLine(): void {
    this.#deliver();
    this.#cursor.passNewline();
    this.#lineIsFresh = true;
    this.#last = "nothing";
  }

  /** Files that were written with a byte order mark and then joined have it between documents too. */
  #passBom(byte: number): boolean {
    if (byte !== BOM[this.#bomBytes]) {
      this.#bomBytes = 0;
      return false;
    }
    this.#cursor.at++;
    this.#bomBytes = (this.#bomBytes + 1) % BOM.length;
    if (this.#bomBytes === 0 && this.#lineIsFresh) this.#cursor.scanner.lineStart = this.#cursor.offset;
    return true;
  }

  /**
   * A document that begins at the margin where a list began is no part of it, unless a comma or the lines before say so;
   * and an array never is, for no list has arrays as elements.
   */
  #checkList(byte: number): void {
    const { column } = this.#cursor.position();
    const level = byte === OPEN_ARRAY ? this.#levelAt(column) : this.#anchorLists;
    const list = this.#lists[level];
    if (!list || column > list.margin) return;
    if (byte !== OPEN_ARRAY && !(byte === OPEN_OBJECT && this.#expects === "separator")) return;
    this.#deliver();
    this.#reportUnclosed(list);
    this.#dropLists(level);
  }

  #levelAt(column: number): number {
    const level = this.#lists.findIndex(({ margin }) => column <= margin);
    return level === -1 ? this.#lists.length : level;
  }

  #reportUnclosed({ line }: List): void {
    this.#cursor.report(
      `the list that begins in line ${line} is not closed before this one; is the file cut off?`,
    );
  }

  #dropLists(level: number): void {
    if (this.#lists.length <= level) return;
    this.#lists.length = level;
    if (level === 0) this.#orphaned = true;
  }

  #passTop(byte: number): void {
    if (byte === OPEN_OBJECT) {
      this.#deliver();
      this.#enter("document");
    } else if (byte === OPEN_ARRAY) {
      this.#deliver();
      this.#openList("array");
    } else if (byte === COMMA && this.#last === "document" && !this.#pendingComma) {
      this.#pendingComma = true;
      if (!this.#pending) this.#reportComma();
      this.#cursor.at++;
    } else if (this.#orphaned && (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT)) {
      this.#deliver();
      this.#orphaned = false;
      this.#startSeek(Number.POSITIVE_INFINITY);
    } else {
      this.#refuse(byte);
    }
  }

  #passListValue(byte: number): void {
    if (byte === OPEN_OBJECT) {
      this.#enter("document");
    } else if (byte === CLOSE_ARRAY) {
      if (this.#afterComma) this.#cursor.report("a comma stands before the end of the list");
      this.#closeList();
    } else if (byte === COMMA) {
      this.#cursor.report("a comma stands where a document should");
      this.#cursor.at++;
    } else if (byte === CLOSE_OBJECT) {
      this.#refuse(byte);
    } else {
      const problem = `an element of a list must be an object; this one begins with ${shownByte(byte)}`;
      this.#cursor.report(problem);
      if (byte === OPEN_ARRAY) this.#enter("stray");
      else this.#enterScalar();
    }
  }

  #passListSeparator(byte: number): void {
    if (byte === COMMA) {
      this.#deliver();
      this.#cursor.at++;
      this.#expects = "value";
      this.#afterComma = true;
    } else if (byte === CLOSE_ARRAY) {
      this.#deliver();
      this.#closeList();
    } else if (byte === OPEN_OBJECT) {
      this.#deliver();
      if (this.#last !== "failure") this.#cursor.report("a comma is missing before this document");
      this.#enter("document");
    } else if (byte === CLOSE_OBJECT && this.#last === "failure") {
      this.#cursor.at++;
    } else {
      this.#refuse(byte);
    }
  }

  #openList(kind: List["kind"]): void {
    this.#lists.push({ kind, margin: this.#anchorColumn, ...this.#cursor.position() });
    this.#cursor.at++;
    this.#state = "between";
    this.#expects = "value";
    this.#afterComma = false;
    this.#last = "nothing";
  }

  #openPage(): void {
    const around = this.#lists.at(-1);
    if (around?.kind === "page") {
      this.#reportUnclosed(around);
      this.#lists.pop();
      this.#anchorLists = this.#lists.length;
    }
    this.#openList("page");
  }

  #closeList(): void {
    const list = this.#lists.pop();
    this.#expects = "separator";
    this.#last = "document";
    if (list?.kind === "page") this.#enter("pageRest");
    else this.#cursor.at++;
  }

  /** What stands here belongs to no document; if it stands behind one in its line, that one was not whole. */
  #refuse(byte: number): void {
    const cut = this.#pending;
    this.#pending = undefined;
    this.#pendingComma = false;
    if (cut && !cut.inOneLine) {
      const where = `line ${cut.line}, column ${cut.column}`;
      this.#cursor.report(
        `unexpected ${shownByte(byte)} behind the document that begins in ${where}; it is left out`,
      );
    } else if (!cut && this.#last !== "failure") {
      this.#cursor.report(`unexpected ${shownByte(byte)} where a document should begin`);
    }
    this.#startSeek(this.#anchorColumn);
  }

  #deliver(): void {
    const pending = this.#pending;
    const comma = this.#pendingComma;
    this.#pending = undefined;
    this.#pendingComma = false;
    if (!pending) return;
    const { inOneLine, ...document } = pending;
    if (comma && inOneLine) return;
    this.#cursor.deliver(document);
    if (comma) this.#reportComma();
  }

  #reportComma(): void {
    if (this.#commaWasReported || this.#orphaned) return;
    this.#commaWasReported = true;
    this.#cursor.report(
      "documents with commas between them must stand in an array; they are read all the same",
    );
  }

  #enter(role: UnitRole): void {
    this.#unit.begin(role, this.#anchorColumn, this.#lists.at(-1));
    this.#state = "unit";
  }

  #passUnit(): void {
    const outcome = this.#unit.pass();
    switch (outcome.kind) {
      case "more":
        return;
      case "document":
        this.#leave("document");
        this.#pending = outcome.document;
        return;
      case "passed":
        this.#leave("document");
        return;
      case "broken":
        this.#leave("failure");
        return;
      case "list":
        this.#openPage();
        return;
      case "nextElement":
        this.#state = "between";
        this.#expects = "value";
        this.#last = "failure";
        return;
      case "nextLine":
        this.#resume();
        return;
      case "brokenOff":
        this.#startSeek(this.#anchorColumn);
        this.#lineIsFresh = true;
    }
  }

  #leave(last: "document" | "failure"): void {
    this.#state = "between";
    this.#expects = "separator";
    this.#last = last;
  }

  /** The cursor is at the first byte of a line, where a document begins. */
  #resume(): void {
    this.#dropLists(this.#anchorLists);
    this.#state = "between";
    this.#expects = "value";
    this.#afterComma = false;
    this.#last = "nothing";
    this.#lineIsFresh = true;
  }

  #enterScalar(): void {
    this.#scalar.begin();
    this.#state = "scalar";
  }

  #passScalar(): void {
    if (this.#scalar.pass(this.#cursor.byte)) this.#cursor.at++;
    else this.#leave("failure");
  }

  #startSeek(columnMax: number): void {
    this.#seek = { from: this.#cursor.position(), columnMax, lines: 0 };
    this.#state = "seek";
    this.#lineIsFresh = false;
  }

  /** Skips to the next line in which a document begins and which is not indented further than the last one's. */
  #passSeek(): void {
    if (!this.#lineIsFresh && !this.#skipLine()) return;
    this.#lineIsFresh = true;
    const { window } = this.#cursor;
    while (!this.#cursor.isAtEnd && isBlank(window.bytes[this.#cursor.at])) this.#cursor.at++;
    if (this.#cursor.isAtEnd || !this.#seek) return;
    const { byte } = this.#cursor;
    const isNear = this.#cursor.position().column <= this.#seek.columnMax;
    const closes = byte === CLOSE_ARRAY && Math.min(this.#anchorLists, this.#lists.length) > 0;
    if (isNear && (byte === OPEN_OBJECT || byte === OPEN_ARRAY || closes)) {
      this.#resume();
      if (closes) this.#expects = "separator";
    } else {
      if (byte !== NEWLINE) this.#seek.lines++;
      this.#lineIsFresh = false;
    }
  }

  #skipLine(): boolean {
    const { bytes, end } = this.#cursor.window;
    const newline = bytes.subarray(0, end).indexOf(NEWLINE, this.#cursor.at);
    this.#cursor.at = newline === -1 ? end : newline;
    if (newline === -1) return false;
    this.#cursor.passNewline();
    return true;
  }

  #endBetween(cutOff: boolean): void {
    this.#deliver();
    const seek = this.#state === "seek" ? this.#seek : undefined;
    const list = this.#lists[0];
    if (seek && (list || seek.lines > 0)) {
      const problem =
        "the rest of the file, from here on, was skipped: no place was found where a document begins";
      this.#cursor.report(problem, seek.from);
    } else if (list && !cutOff) {
      this.#cursor.report(
        "the list that begins here has no end: the file is cut off, or a bracket is missing",
        list,
      );
    }
  }
}
