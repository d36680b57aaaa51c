import { readdirSync, readFileSync } from "node:fs";

/** What Linux tells about processes in /proc, and no other system does: benchmarks that need it run on Linux alone. */

/** Ticks of processor time a second: 100 for every program on Linux. */
const TICKS_PER_SECOND = 100;
/** Fields of /proc/<pid>/stat, counted after the name in parentheses, which may hold spaces. */
const PARENT = 1;
const TIMES = { own: [11, 12], reaped: [13, 14] } as const;

/** A process and all that it started and that still runs. */
export function treeOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const parent = Number(statOf(Number(entry))[PARENT] ?? -1);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const below = (each: number): readonly number[] => [each, ...(children.get(each) ?? []).flatMap(below)];
  return below(pid);
}

/** Megabytes of memory that the processes have resident (VmRSS); what they share is counted for each. */
export function residentMb(pids: readonly number[]): number {
  return total(pids, (pid) => kilobytes(`/proc/${pid}/status`, "VmRSS")) / 1024;
}

/** The same, with what is shared divided among those who share it (Pss): for PostgreSQL, whose processes share its buffers. */
export function proportionalMb(pids: readonly number[]): number {
  return total(pids, (pid) => kilobytes(`/proc/${pid}/smaps_rollup`, "Pss")) / 1024;
}

/** Microseconds of processor time that the processes took, with those of theirs that have ended. */
export function cpuMicroseconds(pids: readonly number[]): number {
  const ticks = total(pids, (pid) => {
    const fields = statOf(pid);
    return total([...TIMES.own, ...TIMES.reaped], (at) => Number(fields[at] ?? 0));
  });
  return (ticks / TICKS_PER_SECOND) * 1e6;
}

export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function statOf(pid: number): readonly string[] {
  const text = textOf(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function kilobytes(file: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(textOf(file))?.[1] ?? 0);
}

/** Empty for a process that has ended meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function total<T>(list: readonly T[], of: (each: T) => number): number {
  return list.reduce((sum, each) => sum + of(each), 0);
}
