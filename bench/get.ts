import { AGAINST_HEAD, againstReference, againstRow } from "./against-reference.ts";
import { buildDataset, type Dataset, plainIncidents, spread } from "./dataset.ts";
import { type LoadResult, load } from "./load.ts";
import type { Running } from "./processes.ts";
import { ask, getRequest, headersOf } from "./requests.ts";
import { inTurn, medianOf } from "./rounds.ts";
import { memoryMb, serve, serveReference, untilReady } from "./server.ts";
import { print, printTable } from "./table.ts";
import { applicationToken } from "./tenant.ts";

const CONNECTIONS = 32;
const SECONDS = 4;
const ROUNDS = 5;

/** GET of one incident against a bare `node:http` server with the same bytes, and by the number of incidents. */
export async function benchGet(root: string, large: boolean): Promise<void> {
  const main = await buildDataset(root, plainIncidents(100_000));
  await oneIncident(main);
  const small = await buildDataset(root, plainIncidents(1_000));
  await bySize([small, large ? await buildDataset(root, plainIncidents(1_000_000)) : main]);
}

async function oneIncident(data: Dataset): Promise<void> {
  const server = await serve(data);
  const ready = await untilReady(server.port);
  const idle = await memoryMb(server.port);
  const token = await applicationToken(data.folder);
  const sample = await ask(server.port, token, path(77));
  const reference = await serveReference({ body: await sample.text(), headers: headersOf(sample) });

  const options = { port: server.port, referencePort: reference.port, connections: CONNECTIONS };
  const warm = await againstReference({ ...options, next: () => getRequest(token, path(77)) });
  let sent = 0;
  const cold = await againstReference({
    ...options,
    next: () => getRequest(token, path(spread(sent++, data.count))),
  });
  const loaded = await memoryMb(server.port);
  print(`${CONNECTIONS} connections, ${data.count} incidents`);
  printTable([
    AGAINST_HEAD,
    againstRow("one warm incident", warm),
    againstRow("every request another one", cold),
  ]);
  print(
    `memory: idle ${idle} MB, under load ${loaded} MB; start to ready: ${Math.round(server.startMs + ready)} ms`,
  );
  await reference.stop();
  await server.stop();
}

async function bySize(sets: readonly Dataset[]): Promise<void> {
  const servers: Running[] = [];
  const runs: (() => Promise<LoadResult>)[] = [];
  for (const data of sets) {
    const server = await serve(data);
    const token = await applicationToken(data.folder);
    let sent = 0;
    const next = () => getRequest(token, path(spread(sent++, data.count)));
    servers.push(server);
    runs.push(() => load({ port: server.port, connections: CONNECTIONS, seconds: SECONDS, next }));
  }
  const results = (await inTurn(ROUNDS, runs)).map(medianOf);
  printTable([
    ["incidents", "req/s", "p50 ms", "p99 ms"],
    ...results.map((result, at) => [
      String(sets[at]?.count),
      result.requestsPerSecond.toFixed(0),
      result.p50Ms.toFixed(3),
      result.p99Ms.toFixed(3),
    ]),
  ]);
  for (const server of servers) await server.stop();
}

function path(incidentId: number): string {
  return `/api/incidents/${incidentId}`;
}
