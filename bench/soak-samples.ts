import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import type { PacedAnswers } from "./paced-load.ts";
import { openFiles, residentMb } from "./process-tree.ts";

/** The state of a server at one moment of a soak. */
export interface Sample {
  /** Since the start of what is measured. */
  readonly hours: number;
  readonly residentMb: number;
  readonly heapMb: number;
  /** p99 of the event loop's delay since the sample before, with the 10 ms of the timer that measures it. */
  readonly loopP99Ms: number;
  readonly walMb: number;
  readonly openFiles: number;
  readonly answers: PacedAnswers;
}

/** Where the write-ahead log is looked at. */
export type Wal = () => Promise<number>;

const MEGABYTE = 1_048_576;

export async function sampleOf(
  server: { readonly pid: number; readonly port: number },
  wal: Wal,
  answers: PacedAnswers,
  hours: number,
): Promise<Sample> {
  const metrics = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  return {
    hours,
    residentMb: residentMb([server.pid]),
    heapMb: metricOf(metrics, "nodejs_heap_size_used_bytes") / MEGABYTE,
    loopP99Ms: metricOf(metrics, "nodejs_eventloop_lag_p99_seconds") * 1000,
    walMb: (await wal()) / MEGABYTE,
    openFiles: openFiles(server.pid),
    answers,
  };
}

/** The files that end in -wal, in a data folder. */
export function sqliteWal(folder: string): Wal {
  return async () =>
    readdirSync(folder)
      .filter((name) => name.endsWith("-wal"))
      .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** What PostgreSQL keeps of its log; needs the right to list it. */
export function postgresWal(url: string): Wal {
  return async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const { rows } = await client.query("select sum(size) as bytes from pg_ls_waldir()");
      return Number(rows[0]?.bytes ?? 0);
    } finally {
      await client.end();
    }
  };
}

function metricOf(metrics: string, name: string): number {
  const found = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, "m").exec(metrics)?.[1];
  if (found === undefined) throw new Error(`/metrics has no ${name}`);
  return Number(found);
}
