import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { floorsOf, lineThrough, type Point, riseOf } from "../bench/slope.ts";

const figure = fc.integer({ min: -1_000, max: 1_000 });
const places = fc.uniqueArray(figure, { minLength: 2, maxLength: 40 });

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-6 * (1 + Math.abs(expected)), `${actual} is not ${expected}`);
}

describe("the line of a soak", () => {
  test("is the one that the points lie on, without error", () => {
    fc.assert(
      fc.property(figure, figure, places, (slope, start, xs) => {
        const line = lineThrough(xs.map((x) => ({ x, y: start + slope * x })));
        close(line.slope, slope);
        close(line.start, start);
        assert.ok(line.slopeError < 1e-3);
      }),
    );
  });

  test("leaves less behind than any line beside it", () => {
    const points = fc
      .array(fc.record({ x: figure, y: figure }), { minLength: 3, maxLength: 30 })
      .filter((list) => new Set(list.map(({ x }) => x)).size > 1);
    const step = fc.integer({ min: -5, max: 5 });
    fc.assert(
      fc.property(points, step, step, (list, tilt, lift) => {
        const { slope, start } = lineThrough(list);
        const best = leftBehind(list, slope, start);
        assert.ok(best <= leftBehind(list, slope + tilt, start + lift) + 1e-6 * (1 + best));
      }),
    );
  });

  test("has the slope and the error of a worked example", () => {
    // y of 1, 3, 2, 4 at 0, 1, 2, 3: slope 4 / 5, left behind 1.8, error √(1.8 / 2 / 5).
    const line = lineThrough([1, 3, 2, 4].map((y, x) => ({ x, y })));
    close(line.slope, 0.8);
    close(line.start, 1.3);
    close(line.slopeError, Math.sqrt(0.18));
  });

  for (const [what, points] of [
    ["no points", []],
    ["one point", [{ x: 1, y: 2 }]],
    [
      "points at one place",
      [
        { x: 1, y: 2 },
        { x: 1, y: 3 },
      ],
    ],
  ] as const) {
    test(`does not exist for ${what}`, () => {
      assert.throws(() => lineThrough(points), RangeError);
    });
  }
});

describe("the floors of a soak", () => {
  test("are the lowest points of equal stretches", () => {
    const saw = [5, 9, 1, 8, 6, 7, 2, 9].map((y, x) => ({ x, y }));
    assert.deepEqual(
      floorsOf(saw, 2).map(({ y }) => y),
      [1, 2],
    );
  });

  test("see what is held under a saw of garbage", () => {
    const saw = Array.from({ length: 120 }, (_, x) => ({ x, y: 100 + x / 10 + (x % 6) * 20 }));
    close(lineThrough(floorsOf(saw, 20)).slope, 0.1);
  });

  test("of one place are its lowest point", () => {
    assert.deepEqual(
      floorsOf(
        [
          { x: 3, y: 2 },
          { x: 3, y: 1 },
        ],
        5,
      ),
      [{ x: 3, y: 1 }],
    );
  });
});

describe("a soak's verdict", () => {
  const rising = (by: number): readonly Point[] => [0, 1, 2, 3, 4].map((x) => ({ x, y: 100 + (by * x) / 4 }));
  const cases = [
    ["flat where nothing moves", 0, true],
    ["flat where it falls", -50, true],
    ["flat within the share of the start", 9, true],
    ["not flat beyond it", 11, false],
  ] as const;
  for (const [sentence, by, flat] of cases) {
    test(`is ${sentence}`, () => {
      const verdict = riseOf(rising(by), { share: 0.1, slack: 5 });
      assert.equal(verdict.flat, flat);
      close(verdict.rise, by);
      close(verdict.allowed, 10);
    });
  }

  test("allows the slack where the share is smaller", () => {
    assert.equal(riseOf(rising(15), { share: 0.1, slack: 20 }).flat, true);
  });
});

function leftBehind(points: readonly Point[], slope: number, start: number): number {
  return points.reduce((total, { x, y }) => total + (y - start - slope * x) ** 2, 0);
}
