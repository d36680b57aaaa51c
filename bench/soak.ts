import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { leaveServersCore } from "./cores.ts";
import { fillDatabase, startDatabase } from "./database.ts";
import { buildDataset, plainIncidents } from "./dataset.ts";
import { launchTocsin } from "./launch-tocsin.ts";
import { load } from "./load.ts";
import { startMeasured } from "./measured-server.ts";
import { pacedLoad } from "./paced-load.ts";
import { type Mix, soakConfig, soakMix } from "./soak-mix.ts";
import { printSoak } from "./soak-report.ts";
import { postgresWal, type Sample, sampleOf, sqliteWal, type Wal } from "./soak-samples.ts";
import { print } from "./table.ts";
import { configFile } from "./tenant.ts";

const INCIDENTS = 5_000;
const CONNECTIONS = 32;
const WARM_UP_SECONDS = 8;
const CALIBRATION_SECONDS = 10;
/** Of the rate at which the server is saturated. */
const LOAD = 0.5;
/** Before anything is measured, at the load that is measured: caches fill, and memory of the calibration is given back. */
const SETTLE_SHARE = 0.2;
const SETTLE_MS_MAX = 120_000;
const SAMPLE_MS = 3_000;

/** Where the server's data is, and what is watched there. */
interface Data {
  readonly store: "sqlite" | "postgres";
  readonly where: { readonly folder: string; readonly url?: string };
  readonly wal: Wal;
  close(): Promise<void>;
}

/**
 * `npm run soak [-- --minutes 10 --postgres]`: Tocsin at half of what saturates it, watched every three seconds. Ends with a
 * table and a verdict, and with exit code 1 when something was not flat. Linux alone.
 */
const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, postgres: { type: "boolean", default: false } },
});
const minutes = Number(values.minutes);
if (!(minutes >= 1)) {
  process.stderr.write("--minutes takes a number of at least 1\n");
  process.exit(2);
}

leaveServersCore();
print(
  `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}, server on one core`,
);
const root = mkdtempSync(join(tmpdir(), "tocsin-soak-"));
const data = values.postgres ? await inPostgres(root) : await inSqlite(root);
try {
  const mix = await soakMix(data.where.folder, INCIDENTS);
  process.exitCode = (await soak(data, mix, minutes * 60_000)) ? 0 : 1;
  mix.stop();
} finally {
  await data.close();
  rmSync(root, { recursive: true, force: true });
}

async function inSqlite(at: string): Promise<Data> {
  const { folder } = await buildDataset(at, plainIncidents(INCIDENTS));
  writeFileSync(configFile(folder), soakConfig());
  return { store: "sqlite", where: { folder }, wal: sqliteWal(folder), close: async () => undefined };
}

async function inPostgres(folder: string): Promise<Data> {
  const database = await startDatabase();
  const url = await database.newDatabase();
  await fillDatabase(url, folder, plainIncidents(INCIDENTS), soakConfig());
  return { store: "postgres", where: { folder, url }, wal: postgresWal(url), close: database.stop };
}

/** Whether all stayed flat. */
async function soak({ store, where, wal }: Data, mix: Mix, durationMs: number): Promise<boolean> {
  const server = await startMeasured(launchTocsin(where, { path: "/api/incidents/1", token: mix.token }));
  try {
    const calibrate = (seconds: number) =>
      load({ port: server.port, connections: CONNECTIONS, seconds, next: mix.next });
    await calibrate(WARM_UP_SECONDS);
    const { requestsPerSecond } = await calibrate(CALIBRATION_SECONDS);
    const perSecond = requestsPerSecond * LOAD;
    print(`saturated at ${requestsPerSecond.toFixed(0)} requests/s; ${perSecond.toFixed(0)} from here on`);
    const paced = pacedLoad({ port: server.port, connections: CONNECTIONS, perSecond, next: mix.next });
    await delay(Math.min(SETTLE_MS_MAX, durationMs * SETTLE_SHARE));
    const samples = await watch(durationMs, (hours) => sampleOf(server, wal, paced.take(), hours));
    await paced.stop();
    return printSoak(store, samples, { perSecond, durationMs });
  } finally {
    await server.stop();
  }
}

async function watch(
  durationMs: number,
  sample: (hours: number) => Promise<Sample>,
): Promise<readonly Sample[]> {
  const began = performance.now();
  const samples: Sample[] = [];
  // What came before is not measured.
  await sample(0);
  for (let at = SAMPLE_MS; at <= durationMs; at += SAMPLE_MS) {
    await delay(Math.max(0, began + at - performance.now()));
    samples.push(await sample((performance.now() - began) / 3_600_000));
  }
  return samples;
}
