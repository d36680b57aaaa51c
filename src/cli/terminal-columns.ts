import type { Output } from "./context.ts";

const COLUMNS_DEFAULT = 80;

/** How wide a terminal is; a usual width where it does not tell. */
export function terminalColumns(output: Output): number {
  const columns = "columns" in output ? output.columns : undefined;
  return typeof columns === "number" && columns > 0 ? columns : COLUMNS_DEFAULT;
}
