import { join } from "node:path";
import { mulberry32 } from "../src/sample/random.ts";
import { buildDataset, plainIncidents } from "./dataset.ts";
import { type LoadResult, load } from "./load.ts";
import { output } from "./processes.ts";
import { patchRequest } from "./requests.ts";
import { inTurn, median, medianOf } from "./rounds.ts";
import { serve } from "./server.ts";
import { print, printTable } from "./table.ts";
import { applicationToken } from "./tenant.ts";

const INCIDENTS = 10_000;
const CONNECTIONS = 32;
const SECONDS = 4;
const ROUNDS = 3;
const WARM_UP_SECONDS = 6;
const SEED = 3;

/** PATCH of random incidents, each answered after its flush to disk, against the commits that SQLite makes by itself. */
export async function benchUpdates(root: string): Promise<void> {
  const data = await buildDataset(root, plainIncidents(INCIDENTS));
  const server = await serve(data);
  const token = await applicationToken(data.folder);
  print(`${CONNECTIONS} connections, ${INCIDENTS} incidents`);
  const random = mulberry32(SEED);
  const to = () => `/api/incidents/${1 + Math.floor(random() * INCIDENTS)}`;
  let sent = 0;
  const status = () =>
    patchRequest(token, to(), {
      status: sent++ % 2 === 0 ? "InProgress" : "Active",
      tags: [`bench-${sent}`],
    });
  const comment = () => patchRequest(token, to(), { comment: `Looked into it for the time no. ${sent++}.` });

  const loaded = (next: () => string, seconds = SECONDS) =>
    load({ port: server.port, connections: CONNECTIONS, seconds, next });
  await loaded(status, WARM_UP_SECONDS);
  const commits: number[] = [];
  const [statuses, comments] = await inTurn(ROUNDS, [
    async () => {
      commits.push(await sqliteCommits(root));
      return loaded(status);
    },
    () => loaded(comment),
  ]);
  const alone = median(commits);
  printTable([
    ["update", "durable updates/s", "SQLite's commits/s", "ratio", "p50 ms", "p99 ms"],
    row("status and tag", medianOf(statuses), alone),
    row("comment", medianOf(comments), alone),
  ]);
  await server.stop();
}

async function sqliteCommits(root: string): Promise<number> {
  const program = join(import.meta.dirname, "sqlite-commits.ts");
  const arguments_ = [join(root, "commits.db"), String(SECONDS)];
  return Number(await output([process.execPath, program, ...arguments_]));
}

function row(name: string, result: LoadResult, commits: number): readonly string[] {
  return [
    name,
    result.requestsPerSecond.toFixed(0),
    commits.toFixed(0),
    (result.requestsPerSecond / commits).toFixed(2),
    result.p50Ms.toFixed(2),
    result.p99Ms.toFixed(2),
  ];
}
