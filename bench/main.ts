import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchFilters } from "./filters.ts";
import { benchGet } from "./get.ts";
import { benchGraph } from "./graph.ts";
import { benchList } from "./list.ts";
import { print } from "./table.ts";
import { benchUpdates } from "./updates.ts";

const SCENARIOS: Readonly<Record<string, (root: string, large: boolean) => Promise<void>>> = {
  get: benchGet,
  list: benchList,
  updates: benchUpdates,
  filters: benchFilters,
  graph: benchGraph,
};

/**
 * `npm run bench [-- get|list|updates|filters|graph … --large --data <folder>]`: prints the tables that docs/performance.md keeps.
 * Data sets are built in `--data` and left there for the next run; without it they are built anew and deleted.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { large: { type: "boolean", default: false }, data: { type: "string" } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(SCENARIOS, name));
if (unknown.length > 0) {
  const names = Object.keys(SCENARIOS).join(", ");
  process.stderr.write(`no benchmark is called ${unknown.join(", ")}; there are ${names}\n`);
  process.exit(2);
}

print(`${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}, servers on one core`);
for (const [name, run] of Object.entries(SCENARIOS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  print(`\n## ${name}`);
  const temporary = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  process.once("exit", remove);
  // Updates change what they are given.
  await run(name === "updates" ? temporary : (values.data ?? temporary), values.large);
  remove();
  process.off("exit", remove);
}
