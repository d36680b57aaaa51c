import { mulberry32, seedOf } from "../../src/sample/random.ts";

/** Choices that are the same for the same text. */
export interface Chance {
  /** A number in [from, to). */
  between(from: number, to: number): number;
  /** A whole number in [from, to]. */
  whole(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
  /** Distinct ones, in the order of the list. */
  some<T>(list: readonly T[], count: number): readonly T[];
  happens(probability: number): boolean;
}

export function chanceOf(text: string): Chance {
  const next = mulberry32(seedOf(text));
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    between: (from, to) => from + next() * (to - from),
    whole,
    pick(list) {
      const picked = list[whole(0, list.length - 1)];
      if (picked === undefined) throw new RangeError("nothing to pick from");
      return picked;
    },
    some(list, count) {
      const left = list.map((_, at) => at);
      const taken = Array.from({ length: Math.min(count, list.length) }, () =>
        left.splice(whole(0, left.length - 1), 1),
      );
      const places = new Set(taken.flat());
      return list.filter((_, at) => places.has(at));
    },
    happens: (probability) => next() < probability,
  };
}
