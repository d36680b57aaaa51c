import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { mulberry32 } from "../src/sample/random.ts";
import { fillDatabase, type MeasuredDatabase, startDatabase } from "./database.ts";
import { plainIncidents } from "./dataset.ts";
import { launchTocsin } from "./launch-tocsin.ts";
import { load } from "./load.ts";
import { type MeasuredServer, startMeasured } from "./measured-server.ts";
import { cpuMicroseconds, treeOf } from "./process-tree.ts";
import { getRequest, patchRequest } from "./requests.ts";
import { inTurn, median } from "./rounds.ts";
import { print, printTable } from "./table.ts";
import { applicationToken, CONFIG } from "./tenant.ts";

const INCIDENTS = 1_000;
/** Over all nodes, so that both sides are under the same load. */
const CONNECTIONS = 32;
const SECONDS = 6;
const WARM_UP_SECONDS = 6;
const ROUNDS = 5;
const SEED = 4;
const AIM = 1.1;

/** Processor time for a request, in microseconds: of the nodes, and of PostgreSQL. */
interface Cost {
  readonly nodes: number;
  readonly database: number;
  readonly perSecond: number;
}

interface Cluster {
  readonly nodes: readonly MeasuredServer[];
  readonly database: MeasuredDatabase;
}

/** Processor time for a request with one node and with two on one database. */
export async function benchScaleOut(root: string): Promise<void> {
  const database = await startDatabase();
  const nodes: MeasuredServer[] = [];
  try {
    const folder = join(root, "keys");
    mkdirSync(folder);
    const url = await database.newDatabase();
    await fillDatabase(url, folder, plainIncidents(INCIDENTS), CONFIG);
    const token = await applicationToken(folder);
    const launch = launchTocsin({ folder, url }, { path: incidentPath(1), token });
    for (let node = 0; node < 2; node++) nodes.push(await startMeasured(launch));
    print(
      `${CONNECTIONS} connections over all nodes, ${INCIDENTS} incidents, median of ${ROUNDS} rounds of ${SECONDS} s in turn`,
    );
    printTable([
      ["request", "nodes", "req/s", "µs of the nodes", "µs of PostgreSQL", "µs together", "times one node"],
      ...(await compared("GET", { nodes, database }, gets(token))),
      ...(await compared("PATCH", { nodes, database }, patches(token))),
    ]);
    print(`aim: at most ${AIM} times`);
  } finally {
    for (const node of nodes) await node.stop();
    await database.stop();
  }
}

async function compared(
  name: string,
  { nodes, database }: Cluster,
  next: () => string,
): Promise<readonly (readonly string[])[]> {
  const one = { nodes: nodes.slice(0, 1), database };
  const both = { nodes, database };
  await costOf(both, next, WARM_UP_SECONDS);
  const [alone, together] = await inTurn(ROUNDS, [
    () => costOf(one, next, SECONDS),
    () => costOf(both, next, SECONDS),
  ]);
  const single = medianCost(alone);
  return [row(name, 1, single, single), row(name, 2, medianCost(together), single)];
}

async function costOf({ nodes, database }: Cluster, next: () => string, seconds: number): Promise<Cost> {
  const nodesUsed = () => cpuMicroseconds(nodes.flatMap(({ pid }) => treeOf(pid)));
  const databaseUsed = () => cpuMicroseconds(database.pids());
  let sent = 0;
  const counted = () => {
    sent++;
    return next();
  };
  const before = { nodes: nodesUsed(), database: databaseUsed() };
  const results = await Promise.all(
    nodes.map(({ port }) => load({ port, connections: CONNECTIONS / nodes.length, seconds, next: counted })),
  );
  return {
    nodes: (nodesUsed() - before.nodes) / sent,
    database: (databaseUsed() - before.database) / sent,
    perSecond: results.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0),
  };
}

function medianCost(costs: readonly Cost[] = []): Cost {
  const of = (figure: keyof Cost) => median(costs.map((cost) => cost[figure]));
  return { nodes: of("nodes"), database: of("database"), perSecond: of("perSecond") };
}

function row(name: string, nodes: number, cost: Cost, single: Cost): readonly string[] {
  const together = ({ nodes, database }: Cost) => nodes + database;
  return [
    name,
    String(nodes),
    cost.perSecond.toFixed(0),
    cost.nodes.toFixed(0),
    cost.database.toFixed(0),
    together(cost).toFixed(0),
    (together(cost) / together(single)).toFixed(2),
  ];
}

function gets(token: string): () => string {
  const random = mulberry32(SEED);
  return () => getRequest(token, incidentPath(anyOf(random)));
}

function patches(token: string): () => string {
  const random = mulberry32(SEED);
  let sent = 0;
  return () =>
    patchRequest(token, incidentPath(anyOf(random)), {
      status: sent++ % 2 === 0 ? "InProgress" : "Active",
      tags: [`bench-${sent}`],
    });
}

function anyOf(random: () => number): number {
  return 1 + Math.floor(random() * INCIDENTS);
}

function incidentPath(incidentId: number): string {
  return `/api/incidents/${incidentId}`;
}
