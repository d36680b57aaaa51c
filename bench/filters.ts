import { buildDataset, type Dataset, tenantIncidents } from "./dataset.ts";
import { FILTER_CASES, type FilterCase, type Moments, momentsOf } from "./filter-cases.ts";
import { type LoadResult, load } from "./load.ts";
import type { Running } from "./processes.ts";
import { askPage, getRequest } from "./requests.ts";
import { inTurn, medianOf } from "./rounds.ts";
import { serve } from "./server.ts";
import { print, printTable } from "./table.ts";
import { applicationToken, limitedToken } from "./tenant.ts";

const CONNECTIONS = [1, 8] as const;
const SECONDS = 2;
const ROUNDS = 3;
const WARM_UP_SECONDS = 6;
/** What a filter's own statement and pages need. */
const FILTER_WARM_UP_SECONDS = 0.5;

/** A server on a data set, and what to ask it. */
interface Subject {
  readonly count: number;
  readonly server: Running;
  readonly application: string;
  readonly limited: string;
  readonly moments: Moments;
}

/** Each documented filter on a small set and on one that is ten or, with `--large`, a hundred times as large. */
export async function benchFilters(root: string, large: boolean): Promise<void> {
  const sets = [
    await buildDataset(root, tenantIncidents(10_000)),
    await buildDataset(root, tenantIncidents(large ? 1_000_000 : 100_000)),
  ] as const;
  const [small, big] = [await subjectOf(sets[0]), await subjectOf(sets[1])];
  for (const connections of CONNECTIONS) {
    print(`connections: ${connections}`);
    await bySize([small, big], connections);
  }
  for (const connections of CONNECTIONS) {
    print(`connections: ${connections}, ${big.count} incidents`);
    await bySkip(big, large ? 100_000 : 10_000, connections);
  }
  for (const { server } of [small, big]) await server.stop();
}

async function subjectOf(data: Dataset): Promise<Subject> {
  const server = await serve(data);
  const application = await applicationToken(data.folder);
  const moments = await momentsOf(server.port, application);
  const limited = await limitedToken(data.folder);
  const subject = { count: data.count, server, application, limited, moments };
  await loaded(subject, getRequest(application, "/api/incidents"), 1, WARM_UP_SECONDS);
  return subject;
}

async function bySize(subjects: readonly [Subject, Subject], connections: number): Promise<void> {
  const [small, big] = subjects;
  const rows: (readonly string[])[] = [];
  for (const each of FILTER_CASES) {
    const shown: string[] = [];
    for (const subject of subjects) {
      shown.push(String((await askPage(subject.server.port, ...of(each, subject))).value.length));
      await loaded(subject, getRequest(...of(each, subject)), connections, FILTER_WARM_UP_SECONDS);
    }
    const [a, b] = await inTurn(
      ROUNDS,
      subjects.map((subject) => () => loaded(subject, getRequest(...of(each, subject)), connections)),
    );
    rows.push([each.name, shown.join(", "), ...figures(medianOf(a), medianOf(b))]);
  }
  printTable([["filter", "rows shown", ...figuresHead(String(small.count), String(big.count))], ...rows]);
}

async function bySkip(subject: Subject, skip: number, connections: number): Promise<void> {
  const paths = ["/api/incidents", `/api/incidents?$skip=${skip}`];
  const [a, b] = await inTurn(
    ROUNDS,
    paths.map((path) => () => loaded(subject, getRequest(subject.application, path), connections)),
  );
  printTable([figuresHead("$skip=0", `$skip=${skip}`), figures(medianOf(a), medianOf(b))]);
}

function of({ limited, path }: FilterCase, subject: Subject): readonly [token: string, path: string] {
  return [limited ? subject.limited : subject.application, path(subject.moments)];
}

function loaded(
  { server }: Subject,
  request: string,
  connections: number,
  seconds: number = SECONDS,
): Promise<LoadResult> {
  return load({ port: server.port, connections, seconds, next: () => request });
}

function figuresHead(a: string, b: string): readonly string[] {
  return [`${a}: p50 ms`, "p99 ms", `${b}: p50 ms`, "p99 ms", "p50 quotient", "p99 quotient"];
}

function figures(a: LoadResult, b: LoadResult): readonly string[] {
  const times = [a.p50Ms, a.p99Ms, b.p50Ms, b.p99Ms].map((ms) => ms.toFixed(2));
  return [...times, (b.p50Ms / a.p50Ms).toFixed(2), (b.p99Ms / a.p99Ms).toFixed(2)];
}
