import { buildDataset, plainIncidents, tenantIncidents } from "./dataset.ts";
import { MIDDLE, OLD, RARE_OWNER } from "./incident-data.ts";
import { type LoadResult, load } from "./load.ts";
import { getRequest } from "./requests.ts";
import { inTurn, medianOf } from "./rounds.ts";
import { serve } from "./server.ts";
import { print, printTable } from "./table.ts";
import { applicationToken, graphToken } from "./tenant.ts";

const INCIDENTS = 10_000;
const CONNECTIONS = 8;
const SECONDS = 3;
const ROUNDS = 5;
const WARM_UP_SECONDS = 4;
const GRAPH = "/v1.0/security/incidents";

interface Pair {
  readonly name: string;
  readonly defender: (turn: number) => string;
  readonly graph: (turn: number) => string;
}

const any = (turn: number) => 1 + (turn % INCIDENTS);
/** The pages are of the same 50 incidents with their alerts. */
const PAIRS: readonly Pair[] = [
  { name: "GET of one incident", defender: () => "/api/incidents/77", graph: () => `${GRAPH}/77` },
  {
    name: "GET, every request another one",
    defender: (turn) => `/api/incidents/${any(turn)}`,
    graph: (turn) => `${GRAPH}/${any(turn)}`,
  },
  {
    name: "GET with its alerts",
    defender: () => "/api/incidents/77",
    graph: () => `${GRAPH}/77?$expand=alerts`,
  },
  {
    name: "a page of 50 with their alerts",
    defender: () => "/api/incidents?$top=50",
    graph: () => `${GRAPH}?$top=50&$expand=alerts`,
  },
  {
    name: "a page of 50 without",
    defender: () => "/api/incidents?$top=50",
    graph: () => `${GRAPH}?$top=50`,
  },
];

/** Graph against the Defender dialect on one server; with `--large` also its expanded filters on a million incidents. */
export async function benchGraph(root: string, large: boolean): Promise<void> {
  const data = await buildDataset(root, plainIncidents(INCIDENTS));
  const server = await serve(data);
  const defender = await applicationToken(data.folder);
  const graph = await graphToken(data.folder);
  const rows: (readonly string[])[] = [];
  for (const pair of PAIRS) {
    let turn = 0;
    const run = (token: string, path: Pair["graph"], seconds = SECONDS) =>
      load({
        port: server.port,
        connections: CONNECTIONS,
        seconds,
        next: () => getRequest(token, path(turn++)),
      });
    await run(defender, pair.defender, WARM_UP_SECONDS);
    await run(graph, pair.graph, WARM_UP_SECONDS);
    const [a, b] = await inTurn(ROUNDS, [() => run(defender, pair.defender), () => run(graph, pair.graph)]);
    rows.push([pair.name, ...compared(medianOf(a), medianOf(b))]);
  }
  print(`${CONNECTIONS} connections, ${INCIDENTS} incidents`);
  printTable([
    ["request", "Defender: requests/s", "kB", "Graph: requests/s", "kB", "Graph to Defender"],
    ...rows,
  ]);
  await server.stop();
  await expandedFilters(root, large);
}

function compared(defender: LoadResult, graph: LoadResult): readonly string[] {
  const figures = [defender, graph].flatMap(({ requestsPerSecond, bytes }) => [
    requestsPerSecond.toFixed(0),
    (bytes / 1024).toFixed(1),
  ]);
  return [...figures, (graph.requestsPerSecond / defender.requestsPerSecond).toFixed(2)];
}

const FILTERS: readonly string[] = [
  `lastUpdateDateTime ge ${MIDDLE}`,
  `createdDateTime ge ${OLD}`,
  "severity eq 'high'",
  "status eq 'active'",
  "classification eq 'truePositive'",
  "determination eq 'apt'",
  `assignedTo eq '${RARE_OWNER}'`,
  "status eq 'active' and severity eq 'high' and classification eq 'unknown'",
];

/** A page of 50 with `$expand=alerts` and a filter, on a small set and on a large one. */
async function expandedFilters(root: string, large: boolean): Promise<void> {
  const sizes = [10_000, large ? 1_000_000 : 100_000] as const;
  const subjects = [];
  for (const size of sizes) {
    const data = await buildDataset(root, tenantIncidents(size));
    subjects.push({ server: await serve(data), token: await graphToken(data.folder) });
  }
  const rows: (readonly string[])[] = [];
  for (const order of ["lastUpdateDateTime desc", "lastUpdateDateTime asc"]) {
    for (const filter of FILTERS) {
      const query = `$expand=alerts&$orderby=${order}&$filter=${filter}`;
      const path = `${GRAPH}?${query.replaceAll(" ", "%20").replaceAll("'", "%27")}`;
      const runs = subjects.map(
        ({ server, token }) =>
          (seconds = 1) =>
            load({ port: server.port, connections: 1, seconds, next: () => getRequest(token, path) }),
      );
      for (const run of runs) await run();
      const [a, b] = (await inTurn(3, runs)).map(medianOf);
      if (!a || !b) throw new Error("a size was not measured");
      const times = [a.p50Ms, a.p99Ms, b.p50Ms, b.p99Ms].map((ms) => ms.toFixed(2));
      rows.push([filter, order, ...times, (b.p50Ms / a.p50Ms).toFixed(2)]);
    }
  }
  print(`a page of 50 with $expand=alerts, one connection, ${sizes.join(" and ")} incidents`);
  printTable([["filter", "order", "p50 ms", "p99 ms", "large: p50 ms", "p99 ms", "quotient"], ...rows]);
  for (const { server } of subjects) await server.stop();
}
