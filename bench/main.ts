import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { benchFilters } from "./filters.ts";
import { benchGet } from "./get.ts";
import { benchList } from "./list.ts";
import { print } from "./table.ts";
import { benchUpdates } from "./updates.ts";

const SCENARIOS: Readonly<Record<string, (root: string, large: boolean) => Promise<void>>> = {
  get: benchGet,
  list: benchList,
  updates: benchUpdates,
  filters: benchFilters,
};

/** `npm run bench [-- get|list|updates|filters … --large]`: prints the tables that docs/performance.md keeps. */
const asked = process.argv.slice(2).filter((argument) => argument !== "--large");
const large = process.argv.includes("--large");
const unknown = asked.filter((name) => !Object.hasOwn(SCENARIOS, name));
if (unknown.length > 0) {
  process.stderr.write(
    `no benchmark is called ${unknown.join(", ")}; there are ${Object.keys(SCENARIOS).join(", ")}\n`,
  );
  process.exit(2);
}
print(`${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}, servers on one core`);
for (const [name, run] of Object.entries(SCENARIOS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  print(`\n## ${name}`);
  const root = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  try {
    await run(root, large);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
