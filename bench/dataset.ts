import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Incident } from "../src/domain/incident/incident.ts";
import { operatorScope } from "../src/domain/operator.ts";
import { timestampFromMs } from "../src/domain/time.ts";
import { parseConfig } from "../src/server/config/config.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { defenderRenderer } from "../src/wire/defender/writer.ts";
import { benchIncident } from "./incident-data.ts";
import { print } from "./table.ts";
import { CONFIG, configFile, TENANT } from "./tenant.ts";

/** A data folder with a configuration; the incidents have the ids from 1 to `count`. */
export interface Dataset {
  readonly folder: string;
  readonly count: number;
}

const BATCH = 500;

/** Fills a folder through the store, as an import does it, and tells how fast that was. */
export async function buildDataset(
  root: string,
  count: number,
  incidentOf: (incidentId: number) => Incident = benchIncident,
): Promise<Dataset> {
  const folder = join(root, String(count));
  const store = openSqliteStore({
    folder,
    renderers: [defenderRenderer],
    clock: { now: () => timestampFromMs(Date.now()) },
    role: "tool",
    durability: "normal",
  });
  writeFileSync(configFile(folder), CONFIG);
  const scope = operatorScope(TENANT, "bench");
  const [tenant] = parseConfig(CONFIG, "bench").tenants;
  await store.devices.regroup(scope, tenant?.deviceGroups ?? []);
  const start = performance.now();
  for (let first = 1; first <= count; first += BATCH) {
    const size = Math.min(BATCH, count - first + 1);
    await store.incidents.put(
      scope,
      Array.from({ length: size }, (_, index) => ({ incident: incidentOf(first + index) })),
    );
  }
  await store.close();
  const seconds = (performance.now() - start) / 1000;
  print(
    `${count} incidents written in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} a second in batches of ${BATCH}`,
  );
  return { folder, count };
}

/** Visits every id once in an order without locality: a step that shares no divisor with the count. */
export function spread(index: number, count: number): number {
  return ((index * 7_919) % count) + 1;
}
