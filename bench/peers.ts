import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { leaveServersCore } from "./cores.ts";
import { benchPeers } from "./peers/compare.ts";
import { benchScaleOut } from "./scale-out.ts";
import { print } from "./table.ts";

const SCENARIOS: Readonly<Record<string, (root: string) => Promise<void>>> = {
  peers: benchPeers,
  scale: benchScaleOut,
};

/**
 * `npm run bench:peers [-- peers|scale]`: Tocsin beside the tools that people use in its place, or one node beside two. Linux
 * alone: memory and processor time are read from /proc.
 */
const { positionals } = parseArgs({ allowPositionals: true, options: {} });
const names = positionals.length === 0 ? ["peers"] : positionals;
const unknown = names.filter((name) => !Object.hasOwn(SCENARIOS, name));
if (unknown.length > 0) {
  process.stderr.write(
    `no comparison is called ${unknown.join(", ")}; there are ${Object.keys(SCENARIOS).join(", ")}\n`,
  );
  process.exit(2);
}

leaveServersCore();
print(
  `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}, servers on one core`,
);
for (const name of names) {
  print(`\n## ${name}`);
  const root = mkdtempSync(join(tmpdir(), "tocsin-peers-"));
  try {
    await SCENARIOS[name]?.(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
