import { readFileSync, writeFileSync } from "node:fs";
import { operatorScope } from "../src/domain/operator.ts";
import { timestampFromMs } from "../src/domain/time.ts";
import { parseConfig } from "../src/server/config/config.ts";
import { openPostgresStore } from "../src/store/postgres/store.ts";
import { RENDERERS } from "../src/wire/renderers.ts";
import { startPostgres } from "../test/fixtures/postgres.ts";
import { asServer } from "./cores.ts";
import type { DatasetPlan } from "./dataset.ts";
import { treeOf } from "./process-tree.ts";
import { configFile, TENANT } from "./tenant.ts";

/** A PostgreSQL on the servers' core, beside the nodes that use it. */
export interface MeasuredDatabase {
  newDatabase(): Promise<string>;
  /** Its processes; none for a server that TOCSIN_TEST_POSTGRES names. */
  pids(): readonly number[];
  stop(): Promise<void>;
}

const BATCH = 100;

export async function startDatabase(): Promise<MeasuredDatabase> {
  const { newDatabase, stop } = await asServer(startPostgres);
  return { newDatabase, stop, pids: () => treeOf(process.pid).filter(isPostgres) };
}

/** Fills a database as bench/dataset.ts fills a folder; keys and configuration come into `folder`. */
export async function fillDatabase(
  url: string,
  folder: string,
  { count, incidentOf }: DatasetPlan,
  config: string,
): Promise<void> {
  writeFileSync(configFile(folder), config);
  const store = await openPostgresStore({
    url,
    renderers: RENDERERS,
    clock: { now: () => timestampFromMs(Date.now()) },
  });
  const scope = operatorScope(TENANT, "bench");
  const [tenant] = parseConfig(config, "bench").tenants;
  await store.devices.regroup(scope, tenant?.deviceGroups ?? []);
  for (let first = 1; first <= count; first += BATCH) {
    const size = Math.min(BATCH, count - first + 1);
    await store.incidents.put(
      scope,
      Array.from({ length: size }, (_, index) => ({ incident: incidentOf(first + index) })),
    );
  }
  await store.close();
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres";
  } catch {
    return false;
  }
}
