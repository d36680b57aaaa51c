import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Incident } from "../src/domain/incident/incident.ts";
import { operatorScope } from "../src/domain/operator.ts";
import { timestampFromMs } from "../src/domain/time.ts";
import { parseConfig } from "../src/server/config/config.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { RENDERERS } from "../src/wire/renderers.ts";
import { benchIncident, tenantIncident } from "./incident-data.ts";
import { print } from "./table.ts";
import { CONFIG, configFile, TENANT } from "./tenant.ts";

/** What a data set is made of: the incidents with the ids from 1 to `count`. */
export interface DatasetPlan {
  readonly name: string;
  readonly count: number;
  readonly incidentOf: (incidentId: number) => Incident;
}

/** A data folder with a configuration. */
export interface Dataset {
  readonly folder: string;
  readonly count: number;
}

const BATCH = 500;

/** Incidents of about 5 kB that have little but their number to tell them apart. */
export function plainIncidents(count: number): DatasetPlan {
  return { name: "plain", count, incidentOf: benchIncident };
}

/** Incidents of about 2 kB as a tenant has them after two years. */
export function tenantIncidents(count: number): DatasetPlan {
  return { name: "tenant", count, incidentOf: (incidentId) => tenantIncident(incidentId, count) };
}

/** Fills a folder below `root`, unless a run before has left it there. */
export async function buildDataset(root: string, plan: DatasetPlan): Promise<Dataset> {
  const { name, count } = plan;
  const folder = join(root, `${name}-${count}`);
  const finished = join(folder, "finished");
  if (!existsSync(finished)) {
    await fill(folder, plan);
    writeFileSync(finished, "");
  }
  return { folder, count };
}

/** Writes through the store, as an import does it, and tells how fast that was. */
async function fill(folder: string, { count, incidentOf }: DatasetPlan): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const store = openSqliteStore({
    folder,
    renderers: RENDERERS,
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
}

/** Visits every id once in an order without locality: a step that shares no divisor with the count. */
export function spread(index: number, count: number): number {
  return ((index * 7_919) % count) + 1;
}
