import type { LoadResult } from "../load.ts";
import { print, printTable } from "../table.ts";
import { type Contender, hasJava } from "./tools.ts";

const AIM = 5;
const HEAD = [
  "server",
  "bytes",
  "req/s",
  "of Tocsin on SQLite",
  "p99 ms",
  "idle MB",
  "loaded MB",
  "cold start ms",
  "installed MB",
] as const;

/** What was measured of one contender. */
export interface Measured {
  readonly contender: Contender;
  readonly result: LoadResult;
  readonly coldStartMs: number;
  readonly idleMb: number;
  readonly loadedMb: number;
  /** Of the processes besides its own, under load; what they share is divided among them. */
  readonly besidesMb: number;
}

/** Prints the tables: Tocsin on each of its stores first, then its peers. */
export function report(tocsins: readonly Measured[], peers: readonly Measured[]): void {
  const all = [...tocsins, ...peers];
  const unit = tocsins[0]?.result.requestsPerSecond ?? 0;
  printTable([HEAD, ...all.map((each) => row(each, unit))]);
  printTable([
    ["server", "lines of configuration", "what it does not check"],
    ...all.map(({ contender }) => [contender.name, String(contender.configLines), contender.unchecked]),
  ]);
  const best = Math.max(...peers.map(({ result }) => result.requestsPerSecond));
  for (const { contender, result } of tocsins) {
    const times = (result.requestsPerSecond / best).toFixed(2);
    print(`${contender.name}: ${times} times the best of the others (aim ${AIM})`);
  }
  print("PostgreSQL runs on the same core; its memory stands behind the plus");
  if (!hasJava()) print("WireMock: not measured, there is no Java on this machine");
  print("Azurite: not measured; it stands for Azure Storage, where there is no GET of an incident");
}

function row(
  { contender, result, coldStartMs, idleMb, loadedMb, besidesMb }: Measured,
  tocsin: number,
): readonly string[] {
  return [
    contender.name,
    result.bytes.toFixed(0),
    result.requestsPerSecond.toFixed(0),
    (result.requestsPerSecond / tocsin).toFixed(2),
    result.p99Ms.toFixed(1),
    idleMb.toFixed(0),
    besidesMb > 0 ? `${loadedMb.toFixed(0)} + ${besidesMb.toFixed(0)}` : loadedMb.toFixed(0),
    coldStartMs.toFixed(0),
    contender.installMb.toFixed(0),
  ];
}
