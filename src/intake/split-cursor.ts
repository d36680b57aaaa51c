import { ByteWindow } from "./byte-window.ts";
import type { DocumentPosition, FoundDocument, SplitItem } from "./split-item.ts";
import { StructureScanner } from "./structure-scanner.ts";

/** The first byte of a line that is not blank, to come back to. */
export interface LineStart {
  readonly offset: number;
  readonly line: number;
  readonly lineStart: number;
}

/** How far the splitting of a stream has come, and what it has found. */
export class SplitCursor {
  readonly window = new ByteWindow();
  readonly scanner = new StructureScanner();
  /** The index in the window of the next byte. */
  at = 0;
  #items: SplitItem[] = [];

  get byte(): number {
    return this.window.bytes[this.at] ?? 0;
  }

  get isAtEnd(): boolean {
    return this.at >= this.window.end;
  }

  /** The offset in the stream of the next byte. */
  get offset(): number {
    return this.window.base + this.at;
  }

  /** The place of the next byte, or of one `shift` bytes away in the same line. */
  position(shift = 0): DocumentPosition {
    const offset = this.offset + shift;
    return { offset, line: this.scanner.line, column: offset - this.scanner.lineStart + 1 };
  }

  append(chunk: Uint8Array, keepFrom: number): void {
    this.window.append(chunk, keepFrom);
    this.at -= keepFrom;
  }

  passNewline(): void {
    this.at++;
    this.scanner.newline(this.offset);
  }

  lineStartAt(index: number): LineStart {
    const { line, lineStart } = this.scanner;
    return { offset: this.window.base + index, line, lineStart };
  }

  goTo(start: LineStart): void {
    this.at = start.offset - this.window.base;
    this.scanner.line = start.line;
    this.scanner.lineStart = start.lineStart;
  }

  report(problem: string, { offset, line, column }: DocumentPosition = this.position()): void {
    this.#items.push({ problem, offset, line, column });
  }

  deliver(document: FoundDocument): void {
    this.#items.push(document);
  }

  /** What was found since the last call. */
  taken(): readonly SplitItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }
}
