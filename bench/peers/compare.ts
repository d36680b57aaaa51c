import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fillDatabase, startDatabase } from "../database.ts";
import { buildDataset, plainIncidents } from "../dataset.ts";
import { launchTocsin } from "../launch-tocsin.ts";
import { load } from "../load.ts";
import { coldStart, type Launch, type MeasuredServer, startMeasured } from "../measured-server.ts";
import { cpuMicroseconds, proportionalMb, residentMb, treeOf } from "../process-tree.ts";
import { ask, getRequest } from "../requests.ts";
import { inTurn, median, medianOf } from "../rounds.ts";
import { print } from "../table.ts";
import { applicationToken, CONFIG } from "../tenant.ts";
import { bareServer, type Contender, contenders, linesOf } from "./contender.ts";
import { installPeers, tocsinMb } from "./install.ts";
import { type Measured, report } from "./report.ts";

const INCIDENTS = 1_000;
const SAMPLE = 77;
const PATH = `/api/incidents/${SAMPLE}`;
const CONNECTIONS = 32;
const SECONDS = 4;
const ROUNDS = 5;
const STARTS = 3;
/** Compilers need some ten thousand requests; the slowest here answers some thousand a second. */
const WARM_UP_SECONDS = 8;

/** GET of the same incident from Tocsin on both of its stores and from the tools that people use in its place. */
export async function benchPeers(root: string): Promise<void> {
  installPeers();
  const plan = plainIncidents(INCIDENTS);
  const { folder } = await buildDataset(root, plan);
  const token = await applicationToken(folder);
  const json = await sampleOf(folder, token);
  const database = await startDatabase();
  try {
    const postgres = join(root, "postgres");
    mkdirSync(postgres);
    const url = await database.newDatabase();
    await fillDatabase(url, postgres, plan, CONFIG);
    const nodeToken = await applicationToken(postgres);
    const sample = { id: SAMPLE, json, token };
    const peers = contenders(root, sample);
    const tocsins = [
      tocsin("Tocsin on SQLite", { folder }, token),
      {
        ...tocsin("Tocsin on PostgreSQL", { folder: postgres, url }, nodeToken),
        besides: database.pids,
      },
    ];
    print(`${CONNECTIONS} connections, median of ${ROUNDS} rounds of ${SECONDS} s in turn`);
    const [bare, ...measured] = await measure([bareServer(root, sample), ...tocsins, ...peers]);
    if (bare) report(bare, measured.slice(0, tocsins.length), measured.slice(tocsins.length));
  } finally {
    await database.stop();
  }
}

async function sampleOf(folder: string, token: string): Promise<string> {
  const server = await startMeasured(launchTocsin({ folder }, { path: PATH, token }));
  const json = await (await ask(server.port, token, PATH)).text();
  await server.stop();
  return json;
}

function tocsin(
  name: string,
  where: { readonly folder: string; readonly url?: string },
  token: string,
): Contender {
  return {
    name,
    launch: launchTocsin(where, { path: PATH, token }),
    configLines: linesOf(CONFIG),
    installMb: tocsinMb(),
    unchecked: "nothing is left out: token, permission, role, exposure and quota are checked",
  };
}

/** Starts each of them alone first, then loads all of them in turn. */
async function measure(list: readonly Contender[]): Promise<readonly Measured[]> {
  const starts = await inTurn(
    STARTS,
    list.map(
      ({ launch }) =>
        () =>
          coldStart(launch),
    ),
  );
  const servers: MeasuredServer[] = [];
  const idle: number[] = [];
  try {
    for (const { launch } of list) {
      const server = await startMeasured(launch);
      servers.push(server);
      await requireLength(server, launch);
      idle.push(residentMb(treeOf(server.pid)));
    }
    const under = (seconds: number) =>
      list.map((contender, at) => () => loaded(servers[at], contender, seconds));
    await inTurn(1, under(WARM_UP_SECONDS));
    const results = await inTurn(ROUNDS, under(SECONDS));
    return list.map((contender, at) => ({
      contender,
      result: medianOf(results[at]?.map(({ result }) => result)),
      cpuMicroseconds: median(results[at]?.map(({ cpuMicroseconds }) => cpuMicroseconds) ?? []),
      coldStartMs: median(starts[at] ?? []),
      idleMb: idle[at] ?? 0,
      loadedMb: residentMb(treeOf(servers[at]?.pid ?? 0)),
      besidesMb: proportionalMb(contender.besides?.() ?? []),
    }));
  } finally {
    for (const server of servers) await server.stop();
  }
}

/** One round, and the processor time that a request of it took. */
async function loaded(server: MeasuredServer | undefined, { launch, besides }: Contender, seconds: number) {
  if (!server) throw new Error("a contender that was not started");
  const request = getRequest(launch.token, launch.path);
  let sent = 0;
  const next = () => {
    sent++;
    return request;
  };
  const used = () => cpuMicroseconds([...treeOf(server.pid), ...(besides?.() ?? [])]);
  const before = used();
  const result = await load({ port: server.port, connections: CONNECTIONS, seconds, next });
  return { result, cpuMicroseconds: (used() - before) / sent };
}

/** The generator counts the bytes of a body by its Content-Length. It does not ask for compression either. */
async function requireLength({ port }: MeasuredServer, { path, token }: Launch): Promise<void> {
  const headers = { Authorization: `Bearer ${token}`, "Accept-Encoding": "identity" };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  const length = (await answer.arrayBuffer()).byteLength;
  if (Number(answer.headers.get("content-length")) === length) return;
  throw new Error(`${path} on port ${port} is answered without its length, which bench/load.ts needs`);
}
