import { median } from "./rounds.ts";
import { type Allowance, floorsOf, type Point, riseOf } from "./slope.ts";
import type { Sample } from "./soak-samples.ts";

/** What is watched, and how far it may go. */
interface Measure {
  readonly name: string;
  readonly of: (sample: Sample) => number;
  /** Memory is judged by its floors: between them is garbage that was not collected yet. */
  readonly floors?: number;
  /** How far its line may rise over the whole time, however long: the longer the soak, the stricter. */
  readonly flat?: Allowance;
  /** What it may never exceed. */
  readonly most?: number;
}

/** SQLite cuts its log back to this (journal_size_limit); PostgreSQL's max_wal_size is 1 GB, and may be exceeded for a while. */
const WAL_MB_MOST = { sqlite: 64, postgres: 2_048 } as const;

export function measuresOf(store: keyof typeof WAL_MB_MOST): readonly Measure[] {
  return [
    {
      name: "resident MB",
      of: (sample) => sample.residentMb,
      floors: 20,
      flat: { share: 0.1, slack: 10 },
    },
    { name: "heap MB", of: (sample) => sample.heapMb, floors: 20, flat: { share: 0.1, slack: 5 } },
    {
      name: "event loop p99 ms",
      of: (sample) => sample.loopP99Ms,
      flat: { share: 0.25, slack: 5 },
    },
    { name: "WAL MB", of: (sample) => sample.walMb, most: WAL_MB_MOST[store] },
    { name: "open files", of: (sample) => sample.openFiles, flat: { share: 0, slack: 4 } },
    {
      name: "errors",
      of: (sample) => [...sample.answers.errors.values()].reduce((sum, count) => sum + count, 0),
      most: 0,
    },
  ];
}

/** What was found of one measure. */
export interface Finding {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly least: number;
  readonly most: number;
  readonly perHour: number;
  readonly perHourError: number;
  /** In words, as the table shows it. */
  readonly bound: string;
  readonly flat: boolean;
}

/** Looks at one measure over all samples. */
export function findingOf(measure: Measure, samples: readonly Sample[]): Finding {
  const points = samples.map((sample): Point => ({ x: sample.hours, y: measure.of(sample) }));
  const judged = measure.floors === undefined ? points : floorsOf(points, measure.floors);
  const { line, rise, allowed, flat } = riseOf(judged, measure.flat ?? { share: 0, slack: 0 });
  const values = points.map(({ y }) => y);
  const fifth = Math.max(1, Math.floor(values.length / 5));
  const most = Math.max(...values);
  return {
    name: measure.name,
    first: median(values.slice(0, fifth)),
    last: median(values.slice(-fifth)),
    least: Math.min(...values),
    most,
    perHour: line.slope,
    perHourError: line.slopeError,
    bound:
      measure.most === undefined
        ? `rises ${rise.toFixed(1)} of ${allowed.toFixed(1)} allowed`
        : `at most ${measure.most}`,
    flat: measure.most === undefined ? flat : most <= measure.most,
  };
}
