import type { Sample } from "./soak-samples.ts";
import { findingOf, measuresOf } from "./soak-verdict.ts";
import { print, printTable } from "./table.ts";

/** Prints the table of a soak and its verdict; whether all stayed flat. */
export function printSoak(
  store: "sqlite" | "postgres",
  samples: readonly Sample[],
  { perSecond, durationMs }: { readonly perSecond: number; readonly durationMs: number },
): boolean {
  const findings = measuresOf(store).map((measure) => findingOf(measure, samples));
  const answered = samples.reduce((sum, { answers }) => sum + answers.answered, 0);
  const measuredSeconds = (samples.at(-1)?.hours ?? 0) * 3600;
  print(
    `${store}, ${(durationMs / 60_000).toFixed(0)} minutes, ${samples.length} samples, ${answered} requests answered: ${(answered / measuredSeconds).toFixed(0)} of ${perSecond.toFixed(0)} a second`,
  );
  printTable([
    ["measure", "first fifth", "last fifth", "least", "most", "an hour", "bound", "verdict"],
    ...findings.map((finding) => [
      finding.name,
      figure(finding.first),
      figure(finding.last),
      figure(finding.least),
      figure(finding.most),
      `${figure(finding.perHour)} ± ${figure(finding.perHourError)}`,
      finding.bound,
      finding.flat ? "flat" : "not flat",
    ]),
  ]);
  printLatencies(samples);
  printErrors(samples);
  const flat = findings.every((finding) => finding.flat);
  print(`verdict: ${flat ? "flat" : "not flat"}`);
  return flat;
}

function printLatencies(samples: readonly Sample[]): void {
  const all = samples.flatMap(({ answers }) => answers.latenciesMs).sort((a, b) => a - b);
  const at = (share: number) =>
    (all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? 0).toFixed(1);
  print(
    `from due to answered: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, p99.9 ${at(0.999)} ms, most ${at(1)} ms`,
  );
}

function printErrors(samples: readonly Sample[]): void {
  const kinds = new Map<string, number>();
  for (const [kind, count] of samples.flatMap(({ answers }) => [...answers.errors])) {
    kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  }
  for (const [kind, count] of kinds) print(`${count} requests ended with ${kind}`);
}

function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
}
