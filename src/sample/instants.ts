import { parseTimestamp, type Timestamp, timestampFromMs, timestampToMs } from "../domain/time.ts";
import { mulberry32, seedOf } from "./random.ts";

const TICKS_PER_SECOND = 10_000_000;
const TICKS_PER_MS = 10_000;

/**
 * The instants of a story, by whole seconds since it began, each at the grain that Defender keeps (contract/defender.md
 * § 3). The fraction of a second belongs to the story and the second, so the same second always gives the same instant.
 */
export interface Instants {
  /** Full 100 ns ticks: alert creation, process times, comments. */
  tick(seconds: number): Timestamp;
  /** A fraction of a second later than `tick`, at 1/300 s: what the database stamps. */
  stored(seconds: number): Timestamp;
  /** Milliseconds: activities in cloud apps. */
  milli(seconds: number): Timestamp;
  /** Whole seconds: activities in mail. */
  second(seconds: number): Timestamp;
}

export type Grain = keyof Instants;

/** `begins` is an ISO 8601 instant; `key` tells stories apart. Throws a RangeError when `begins` is none. */
export function instantsFrom(begins: string, key: string): Instants {
  const start = parseTimestamp(begins);
  if (start === undefined) throw new RangeError(`not an instant: ${begins}`);
  const startMs = timestampToMs(start);
  const at = (seconds: number, ticks: number) =>
    timestampFromMs(startMs + seconds * 1000 + Math.floor(ticks / TICKS_PER_MS), ticks % TICKS_PER_MS);
  const jitter = (seconds: number) => fractionOf(`${key}/${seconds}`, TICKS_PER_SECOND);
  return {
    tick: (seconds) => at(seconds, jitter(seconds)),
    stored: (seconds) =>
      at(seconds, upTo300th(jitter(seconds) + fractionOf(`${key}/delay/${seconds}`, 9_000_000))),
    milli: (seconds) => at(seconds, jitter(seconds) - (jitter(seconds) % TICKS_PER_MS)),
    second: (seconds) => at(seconds, 0),
  };
}

function fractionOf(key: string, ticks: number): number {
  return Math.floor(mulberry32(seedOf(key))() * ticks);
}

function upTo300th(ticks: number): number {
  return Math.round((Math.ceil((ticks * 300) / TICKS_PER_SECOND) * TICKS_PER_SECOND) / 300);
}
