import type { CopyProgress } from "../store/copy/copy-store.ts";
import type { PageProgress } from "../store/sqlite/page-copy.ts";
import type { Output } from "./context.ts";
import { ProgressLine } from "./progress.ts";

/** A line on the terminal for work on a whole store, begun anew for each part of it. */
export class StoreProgress {
  readonly #output: Output;
  #part = "";
  #line: ProgressLine | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  rows({ phase, rows, bytes }: CopyProgress): void {
    this.#of(phase === "copying" ? "rows" : "rows compared", undefined).update({ bytes, documents: rows });
  }

  pages({ pages, bytes, bytesTotal }: PageProgress): void {
    this.#of("pages", bytesTotal).update({ bytes, documents: pages });
  }

  /** A line of its own, above the progress. */
  print(text: string): void {
    if (this.#line) this.#line.print(text);
    else this.#output.write(`${text}\n`);
  }

  done(): void {
    this.#line?.done();
  }

  #of(part: string, bytesTotal: number | undefined): ProgressLine {
    if (this.#line && this.#part === part) return this.#line;
    this.#line?.done();
    this.#part = part;
    this.#line = new ProgressLine(this.#output, bytesTotal, () => performance.now(), part);
    return this.#line;
  }
}
