import { type LoadResult, load } from "./load.ts";
import { inTurn, medianOf } from "./rounds.ts";

const SECONDS = 4;
const ROUNDS = 5;
/** V8 needs some ten thousand requests before it has compiled all that a request runs through. */
const WARM_UP_SECONDS = 6;

/** Tocsin and the bare server beside it, each under the same load. */
export interface Against {
  readonly tocsin: LoadResult;
  readonly reference: LoadResult;
}

export interface AgainstOptions {
  readonly port: number;
  readonly referencePort: number;
  readonly connections: number;
  readonly next: () => string;
}

/** Warms both up and loads them in turn. */
export async function againstReference(options: AgainstOptions): Promise<Against> {
  const { port, referencePort, connections, next } = options;
  const loaded = (at: number, seconds: number) => load({ port: at, connections, seconds, next });
  await loaded(port, WARM_UP_SECONDS);
  await loaded(referencePort, WARM_UP_SECONDS);
  const [reference, tocsin] = await inTurn(ROUNDS, [
    () => loaded(referencePort, SECONDS),
    () => loaded(port, SECONDS),
  ]);
  return { tocsin: medianOf(tocsin), reference: medianOf(reference) };
}

export const AGAINST_HEAD = [
  "scenario",
  "bytes",
  "Tocsin req/s",
  "reference req/s",
  "ratio",
  "p99 ms",
  "reference p99 ms",
] as const;

export function againstRow(name: string, { tocsin, reference }: Against): readonly string[] {
  return [
    name,
    tocsin.bytes.toFixed(0),
    tocsin.requestsPerSecond.toFixed(0),
    reference.requestsPerSecond.toFixed(0),
    (tocsin.requestsPerSecond / reference.requestsPerSecond).toFixed(2),
    tocsin.p99Ms.toFixed(2),
    reference.p99Ms.toFixed(2),
  ];
}
