import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Chance } from "./chance.ts";
import type { Running } from "./running.ts";

/** How far an undisturbed run came, so that a kill can be aimed into it. */
export interface Course {
  readonly ms: number;
  readonly walBytes: number;
}

const LOOK_EVERY_MS = 1;

/**
 * Kills a process somewhere on its course: after a time, or when the write-ahead log has grown to a size, which is in the
 * middle of a commit more often than not. One that ends before is left alone.
 */
export async function killOnCourse(
  process: Running,
  folder: string,
  course: Course,
  chance: Chance,
): Promise<void> {
  const atMs = course.ms * chance.between(0.1, 0.9);
  const atBytes = chance.happens(0.7) ? course.walBytes * chance.between(0, 1) : Number.POSITIVE_INFINITY;
  const start = performance.now();
  const isDue = () =>
    atBytes < Number.POSITIVE_INFINITY ? walBytes(folder) > atBytes : performance.now() - start > atMs;
  const isLate = () => performance.now() - start > 2 * course.ms;
  while (process.child.exitCode === null && !isDue() && !isLate()) await delay(LOOK_EVERY_MS);
  await process.kill();
}

export function walBytes(folder: string): number {
  return statSync(join(folder, "tocsin.db-wal"), { throwIfNoEntry: false })?.size ?? 0;
}

/** The largest that a folder's write-ahead log becomes until something has happened. */
export async function largestWal(folder: string, until: Promise<unknown>): Promise<number> {
  let over = false;
  const end = () => {
    over = true;
  };
  void until.then(end, end);
  let largest = 0;
  while (!over) {
    largest = Math.max(largest, walBytes(folder));
    await delay(LOOK_EVERY_MS);
  }
  return largest;
}
