import type { LoadResult } from "./load.ts";

/** Runs each of them in turn, round by round, so that a slow spell of the machine hits all of them alike. */
export async function inTurn<T>(
  rounds: number,
  runs: readonly (() => Promise<T>)[],
): Promise<readonly (readonly T[])[]> {
  const results = runs.map((): T[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, run] of runs.entries()) results[at]?.push(await run());
  }
  return results;
}

/** The median of each figure over the rounds. */
export function medianOf(results: readonly LoadResult[] = []): LoadResult {
  const of = (figure: keyof LoadResult) => median(results.map((result) => result[figure]));
  return {
    requestsPerSecond: of("requestsPerSecond"),
    p50Ms: of("p50Ms"),
    p99Ms: of("p99Ms"),
    bytes: of("bytes"),
  };
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
