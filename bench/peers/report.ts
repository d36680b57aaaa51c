import type { LoadResult } from "../load.ts";
import { print, printTable } from "../table.ts";
import type { Contender } from "./contender.ts";
import { hasJava } from "./tools.ts";

const AIM = 5;
const HEAD = [
  "server",
  "bytes",
  "req/s",
  "of Tocsin on SQLite",
  "µs a request",
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
  /** Processor time for a request, with the processes besides its own: it hardly depends on what else the machine does. */
  readonly cpuMicroseconds: number;
  readonly coldStartMs: number;
  readonly idleMb: number;
  readonly loadedMb: number;
  /** Of the processes besides its own, under load; what they share is divided among them. */
  readonly besidesMb: number;
}

/** Prints the tables: Tocsin on each of its stores first, then its peers, then what nobody can beat. */
export function report(bare: Measured, tocsins: readonly Measured[], peers: readonly Measured[]): void {
  const all = [...tocsins, ...peers, bare];
  const unit = tocsins[0]?.result.requestsPerSecond ?? 0;
  printTable([HEAD, ...all.map((each) => row(each, unit))]);
  printTable([
    ["server", "lines of configuration", "what it does not check"],
    ...all.map(({ contender }) => [contender.name, String(contender.configLines), contender.unchecked]),
  ]);
  const most = Math.max(...peers.map(({ result }) => result.requestsPerSecond));
  const cheapest = Math.min(...peers.map((each) => each.cpuMicroseconds));
  for (const { contender, result, cpuMicroseconds } of tocsins) {
    const requests = (result.requestsPerSecond / most).toFixed(2);
    const time = (cheapest / cpuMicroseconds).toFixed(2);
    print(
      `${contender.name}: ${requests} times the requests of the best of the others, ${time} times by processor time (aim ${AIM})`,
    );
  }
  const ceiling = (bare.result.requestsPerSecond / most).toFixed(2);
  print(`a bare node:http server that checks nothing: ${ceiling} times the best of them`);
  print(
    "µs a request is processor time; PostgreSQL runs on the same core and is counted, its memory behind the plus",
  );
  if (!hasJava()) print("WireMock: not measured, there is no Java on this machine");
  print("Azurite: not measured; it stands for Azure Storage, where there is no GET of an incident");
}

function row(
  { contender, result, cpuMicroseconds, coldStartMs, idleMb, loadedMb, besidesMb }: Measured,
  tocsin: number,
): readonly string[] {
  return [
    contender.name,
    result.bytes.toFixed(0),
    result.requestsPerSecond.toFixed(0),
    (result.requestsPerSecond / tocsin).toFixed(2),
    cpuMicroseconds.toFixed(0),
    result.p99Ms.toFixed(1),
    idleMb.toFixed(0),
    besidesMb > 0 ? `${loadedMb.toFixed(0)} + ${besidesMb.toFixed(0)}` : loadedMb.toFixed(0),
    coldStartMs.toFixed(0),
    contender.installMb.toFixed(0),
  ];
}
