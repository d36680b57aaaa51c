import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { timestampFromMs } from "../src/domain/time.ts";
import { loadOrCreateStandInKeys } from "../src/identity/issuer/keys.ts";
import { mintToken } from "../src/identity/issuer/mint.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { defenderRenderer } from "../src/wire/defender/writer.ts";
import { benchIncident } from "./incident-data.ts";
import { type LoadResult, load } from "./load.ts";
import { type Running, start } from "./processes.ts";

const TENANT = "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11";
const CONNECTIONS = 32;
const SECONDS = 4;
const ROUNDS = 5;
/** V8 needs some ten thousand requests before it has compiled all that a request runs through. */
const WARM_UP_SECONDS = 6;
const BATCH = 500;

interface Dataset {
  readonly folder: string;
  readonly count: number;
  readonly token: string;
}

/** GET of one incident against a bare `node:http` server with the same bytes, in one run, round by round in turn. */
export async function runIncidentScenarios({ large }: { readonly large: boolean }): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  try {
    const main = await dataset(root, 100_000);
    print(
      `${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}, ${CONNECTIONS} connections, server on one core`,
    );
    await againstReference(main);
    const sizes = large ? [1_000, 1_000_000] : [1_000, 100_000];
    await bySize(root, sizes, main);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function againstReference(data: Dataset): Promise<void> {
  const server = await serve(data);
  const ready = await untilReady(server.port);
  const idle = await memoryMb(server.port);
  const sample = await fetch(`http://127.0.0.1:${server.port}/api/incidents/77`, {
    headers: { Authorization: `Bearer ${data.token}` },
  });
  const body = await sample.text();
  const headers = Object.fromEntries(
    [...sample.headers].filter(([name]) => /^(content-type|odata-version)$/.test(name)),
  );
  const reference = await start(
    [process.execPath, join(import.meta.dirname, "reference-server.ts")],
    JSON.stringify({ body, headers }),
  );
  print(`body of ${Buffer.byteLength(body)} bytes, ${data.count} incidents`);

  const warm = await rounds(reference.port, server.port, () => requestFor(data, 77));
  let next = 0;
  const cold = await rounds(reference.port, server.port, () => requestFor(data, spread(next++, data.count)));
  const loaded = await memoryMb(server.port);
  table([
    ["scenario", "Tocsin req/s", "reference req/s", "ratio", "p99 ms", "reference p99 ms"],
    row("one warm incident", warm),
    row("every request another one", cold),
  ]);
  print(
    `memory: idle ${idle} MB, under load ${loaded} MB; start to ready with ${data.count} incidents: ${Math.round(server.startMs + ready)} ms`,
  );
  await reference.stop();
  await server.stop();
}

async function bySize(root: string, sizes: readonly number[], main: Dataset): Promise<void> {
  const servers: { readonly data: Dataset; readonly server: Running; readonly results: LoadResult[] }[] = [];
  for (const count of sizes) {
    const data = count === main.count ? main : await dataset(root, count);
    servers.push({ data, server: await serve(data), results: [] });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { data, server, results } of servers) {
      let next = round * 1_000_003;
      const options = { port: server.port, connections: CONNECTIONS, seconds: SECONDS };
      results.push(await load({ ...options, next: () => requestFor(data, spread(next++, data.count)) }));
    }
  }
  table([
    ["incidents", "req/s", "p50 ms", "p99 ms"],
    ...servers.map(({ data, results }) => [
      String(data.count),
      Math.round(median(results.map((result) => result.requestsPerSecond))).toString(),
      median(results.map((result) => result.p50Ms)).toFixed(3),
      median(results.map((result) => result.p99Ms)).toFixed(3),
    ]),
  ]);
  for (const { server } of servers) await server.stop();
}

interface Pair {
  readonly reference: readonly LoadResult[];
  readonly tocsin: readonly LoadResult[];
}

async function rounds(referencePort: number, port: number, next: () => string): Promise<Pair> {
  const pair: { reference: LoadResult[]; tocsin: LoadResult[] } = { reference: [], tocsin: [] };
  const options = { connections: CONNECTIONS, next };
  await load({ ...options, port, seconds: WARM_UP_SECONDS });
  await load({ ...options, port: referencePort, seconds: WARM_UP_SECONDS });
  for (let round = 0; round < ROUNDS; round++) {
    pair.reference.push(await load({ ...options, port: referencePort, seconds: SECONDS }));
    pair.tocsin.push(await load({ ...options, port, seconds: SECONDS }));
  }
  const failures = pair.tocsin.reduce((sum, result) => sum + result.failures, 0);
  if (failures > 0) throw new Error(`${failures} requests were not answered 200`);
  return pair;
}

function row(name: string, { reference, tocsin }: Pair): readonly string[] {
  const [ours, theirs] = [tocsin, reference].map((results) =>
    median(results.map((result) => result.requestsPerSecond)),
  );
  const [p99, referenceP99] = [tocsin, reference].map((results) =>
    median(results.map((result) => result.p99Ms)),
  );
  return [
    name,
    (ours ?? 0).toFixed(0),
    (theirs ?? 0).toFixed(0),
    ((ours ?? 0) / (theirs ?? 1)).toFixed(2),
    (p99 ?? 0).toFixed(2),
    (referenceP99 ?? 0).toFixed(2),
  ];
}

/** Visits every id once in an order without locality: a step that shares no divisor with the count. */
function spread(index: number, count: number): number {
  return ((index * 7_919) % count) + 1;
}

function requestFor({ token }: Dataset, incidentId: number): string {
  return `GET /api/incidents/${incidentId} HTTP/1.1\r\nHost: api.security.microsoft.com\r\nAuthorization: Bearer ${token}\r\n\r\n`;
}

function serve({ folder }: Dataset): Promise<Running> {
  const program = join(import.meta.dirname, "..", "bin", "tocsin");
  const settings = [
    "--port",
    "0",
    "--data",
    folder,
    "--config",
    join(folder, "config.yaml"),
    "--durability",
    "full",
  ];
  return start([program, "serve", "--stand-in", ...settings]);
}

async function untilReady(port: number): Promise<number> {
  const began = performance.now();
  while (!(await fetch(`http://127.0.0.1:${port}/health/ready`)).ok) {
    if (performance.now() - began > 30_000) throw new Error("the server does not get ready");
  }
  return performance.now() - began;
}

async function memoryMb(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Math.round(Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1] ?? 0) / 1_048_576);
}

async function dataset(root: string, count: number): Promise<Dataset> {
  const folder = join(root, String(count));
  const clock = { now: () => timestampFromMs(Date.now()) };
  const store = openSqliteStore({
    folder,
    renderers: [defenderRenderer],
    clock,
    role: "tool",
    durability: "normal",
  });
  const scope = {
    tenantId: TENANT,
    caller: { kind: "operator", name: "bench" },
    exposure: { kind: "everything" },
  } as const;
  for (let first = 1; first <= count; first += BATCH) {
    const size = Math.min(BATCH, count - first + 1);
    await store.incidents.put(
      scope,
      Array.from({ length: size }, (_, index) => ({ incident: benchIncident(first + index) })),
    );
  }
  await store.close();
  // The quota counts every call as it does for users; it is only so high that nobody reaches it.
  writeFileSync(
    join(folder, "config.yaml"),
    `quotas: { getIncident: { perMinute: 100000000, perHour: 1000000000 } }\ntenants: [{ id: ${TENANT}, name: Northwind, domains: [northwind.example] }]\n`,
  );
  const keys = await loadOrCreateStandInKeys(folder);
  const token = await mintToken(
    keys,
    {
      kind: "application",
      tenantId: TENANT,
      audience: "https://api.security.microsoft.com",
      appId: "5f1c7a52-9a0e-4f43-8a2b-6f0f8d1f3b21",
      roles: ["Incident.Read.All"],
    },
    { nowSeconds: Math.floor(Date.now() / 1000), random: (bytes) => randomBytes(bytes) },
  );
  return { folder, count, token };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function table(rows: readonly (readonly string[])[]): void {
  const [head = [], ...body] = rows;
  print(
    [
      "",
      `| ${head.join(" | ")} |`,
      `|${head.map(() => "---").join("|")}|`,
      ...body.map((cells) => `| ${cells.join(" | ")} |`),
      "",
    ].join("\n"),
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
