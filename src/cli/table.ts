import { displayWidth } from "./display-width.ts";
import { terminalText } from "./terminal-text.ts";

/** Columns side by side, as wide as they need to be; what could steer the terminal is made visible. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(terminalText));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ""))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - displayWidth(cell)))
      .join("  ")
      .trimEnd();
  return `${cells.map(line).join("\n")}\n`;
}
