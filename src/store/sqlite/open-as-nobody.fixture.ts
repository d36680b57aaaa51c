import { parseTimestamp } from "../../domain/time.ts";
import { StoreError } from "../contract.ts";
import { openSqliteStore } from "./store.ts";

/** Opens a data folder without the rights of root, which no permission stops, and prints how it is refused. */
const NOBODY = 65_534;
const [folder = ""] = process.argv.slice(2);
const now = parseTimestamp("2026-11-20T12:00:00Z");
if (process.getuid?.() === 0) {
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
try {
  openSqliteStore({ folder, renderers: [], clock: { now: () => now ?? fail() }, role: "tool" });
  process.stdout.write("opened");
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  process.stdout.write(`${error.code} ${error.message}`);
}

function fail(): never {
  throw new Error("the time of this fixture is no time");
}
