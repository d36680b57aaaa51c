import type { Output } from "./context.ts";
import { shortened } from "./terminal-text.ts";

export interface Progress {
  readonly bytes: number;
  readonly documents: number;
}

const REDRAW_MS = 100;
const COLUMNS_DEFAULT = 80;
const TO_LINE_START_AND_CLEAR = "\r\u001b[K";

/**
 * One line on a terminal that is drawn again and again. Where the output is no terminal it draws nothing, and lines are
 * just printed.
 */
export class ProgressLine {
  readonly #output: Output;
  readonly #bytesTotal: number | undefined;
  readonly #nowMs: () => number;
  readonly #things: string;
  readonly #startedMs: number;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #drawn = "";

  /** `bytesTotal` is undefined when nobody knows how much is to come: then there is no percentage and no end in sight. */
  constructor(output: Output, bytesTotal: number | undefined, nowMs: () => number, things = "documents") {
    this.#output = output;
    this.#bytesTotal = bytesTotal;
    this.#nowMs = nowMs;
    this.#things = things;
    this.#startedMs = nowMs();
  }

  update(progress: Progress): void {
    const now = this.#nowMs();
    if (this.#output.isTTY !== true || now - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = now;
    const text = progressText(progress, this.#bytesTotal, now - this.#startedMs, this.#things);
    this.#drawn = shortened(text, columnsOf(this.#output) - 1);
    this.#output.write(`${TO_LINE_START_AND_CLEAR}${this.#drawn}`);
  }

  /** A line of its own, above the progress. The text must be safe for a terminal. */
  print(text: string): void {
    const clear = this.#drawn === "" ? "" : TO_LINE_START_AND_CLEAR;
    this.#output.write(`${clear}${text}\n${this.#drawn}`);
  }

  /** Leaves the terminal as it was. */
  done(): void {
    if (this.#drawn !== "") this.#output.write(TO_LINE_START_AND_CLEAR);
    this.#drawn = "";
  }
}

/** `512.0 MB of 2.0 GB  25 %  18,400 documents/s  1 min 12 s left` */
export function progressText(
  { bytes, documents }: Progress,
  bytesTotal: number | undefined,
  elapsedMs: number,
  things = "documents",
): string {
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const rate = `${countText(Math.round(documents / seconds))} ${things}/s`;
  if (bytesTotal === undefined) return `${bytesText(bytes)}  ${countText(documents)} ${things}  ${rate}`;
  const share = bytesTotal === 0 ? 1 : Math.min(bytes / bytesTotal, 1);
  const left = share > 0 ? `  ${durationText((seconds / share) * (1 - share))} left` : "";
  return `${bytesText(bytes)} of ${bytesText(bytesTotal)}  ${Math.floor(share * 100)} %  ${rate}${left}`;
}

const UNITS = ["kB", "MB", "GB", "TB"] as const;

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length);
  return `${(bytes / 1000 ** power).toFixed(1)} ${UNITS[power - 1]}`;
}

export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function columnsOf(output: Output): number {
  const columns = "columns" in output ? output.columns : undefined;
  return typeof columns === "number" && columns > 1 ? columns : COLUMNS_DEFAULT;
}
