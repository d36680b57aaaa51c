import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  isTimestamp,
  parseTimestamp,
  storedGrain,
  type Timestamp,
  timestampFromMs,
  timestampToMs,
  trimTimestamp,
} from "./time.ts";

describe("a time is read", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["2025-03-04T08:11:52.4266667Z", "2025-03-04T08:11:52.4266667Z"],
    ["2025-03-04T08:11:52.61Z", "2025-03-04T08:11:52.6100000Z"],
    ["2025-03-04T08:11:52Z", "2025-03-04T08:11:52.0000000Z"],
    ["2025-03-04T08:11Z", "2025-03-04T08:11:00.0000000Z"],
    ["2025-03-04", "2025-03-04T00:00:00.0000000Z"],
    ["2018-08-01Z", "2018-08-01T00:00:00.0000000Z"],
    ["2025-03-04T08:11:52.123456789Z", "2025-03-04T08:11:52.1234567Z"],
    ["2024-01-01T00:30:00.0000001+01:00", "2023-12-31T23:30:00.0000001Z"],
    ["2024-12-31T23:30:00-02:00", "2025-01-01T01:30:00.0000000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z"],
    ["9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"],
  ];
  for (const [text, expected] of cases) test(text, () => assert.equal(parseTimestamp(text), expected));
});

describe("what is no time is refused", () => {
  const cases = [
    "",
    "yesterday",
    "2025-02-29T00:00:00Z",
    "2025-13-01T00:00:00Z",
    "2025-00-10",
    "2025-01-32",
    "2025-01-01T24:00:00Z",
    "2025-01-01T23:60:00Z",
    "2025-01-01T23:59:60Z",
    "2025-01-01T00:00:00.Z",
    "2025-01-01T00:00:00+15:00",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "2025-01-01T00:00:00Z ",
    "12025-01-01T00:00:00Z",
  ];
  for (const text of cases) test(JSON.stringify(text), () => assert.equal(parseTimestamp(text), undefined));
});

describe("the wire form leaves the zeros at the end out", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["2025-03-04T08:11:52.4266667Z", "2025-03-04T08:11:52.4266667Z"],
    ["2025-03-04T08:11:52.6100000Z", "2025-03-04T08:11:52.61Z"],
    ["2025-03-04T08:11:50.0000000Z", "2025-03-04T08:11:50Z"],
    ["2025-03-04T08:11:52.0000001Z", "2025-03-04T08:11:52.0000001Z"],
  ];
  for (const [text, expected] of cases) {
    test(expected, () => {
      const timestamp = parseTimestamp(text);
      assert.ok(timestamp);
      assert.equal(trimTimestamp(timestamp), expected);
    });
  }
});

const ticks = fc.integer({ min: 0, max: 9_999_999 }).map((fraction) => String(fraction).padStart(7, "0"));
const instants = fc
  .tuple(
    fc.date({
      min: new Date("0001-01-02T00:00:00Z"),
      max: new Date("9999-12-30T00:00:00Z"),
      noInvalidDate: true,
    }),
    ticks,
  )
  .map(([date, fraction]) => `${date.toISOString().slice(0, 19)}.${fraction}Z`);

test("no tick is lost on the way to the wire and back", () => {
  fc.assert(
    fc.property(instants, (text) => {
      const timestamp = parseTimestamp(text);
      assert.ok(timestamp && isTimestamp(timestamp));
      assert.equal(parseTimestamp(trimTimestamp(timestamp)), timestamp);
    }),
  );
});

test("text order is time order", () => {
  fc.assert(
    fc.property(instants, instants, (a, b) => {
      const [first, second] = [parseTimestamp(a), parseTimestamp(b)];
      assert.ok(first && second);
      const [ma, mb] = [timestampToMs(first), timestampToMs(second)];
      if (ma !== mb) assert.equal(first < second, ma < mb);
    }),
  );
});

test("a clock's milliseconds and ticks become one instant", () => {
  assert.equal(timestampFromMs(Date.parse("2026-11-24T13:30:00.123Z"), 4567), "2026-11-24T13:30:00.1234567Z");
  assert.equal(timestampFromMs(-1), "1969-12-31T23:59:59.9990000Z");
  assert.throws(() => timestampFromMs(Number.MAX_SAFE_INTEGER), RangeError);
});

describe("a time is stored in three hundredths of a second", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["2026-03-05T10:00:00.0000000Z", "2026-03-05T10:00:00.0000000Z"],
    ["2026-03-05T10:00:00.0000001Z", "2026-03-05T10:00:00.0033333Z"],
    ["2026-03-05T10:00:00.0033333Z", "2026-03-05T10:00:00.0033333Z"],
    ["2026-03-05T10:00:00.0033334Z", "2026-03-05T10:00:00.0066667Z"],
    ["2026-03-05T10:00:00.0066667Z", "2026-03-05T10:00:00.0066667Z"],
    ["2026-03-05T10:00:00.0066668Z", "2026-03-05T10:00:00.0100000Z"],
    ["2026-03-05T10:00:00.9089383Z", "2026-03-05T10:00:00.9100000Z"],
    ["2026-03-05T10:00:00.9966666Z", "2026-03-05T10:00:00.9966667Z"],
    ["2026-03-05T10:00:00.9966668Z", "2026-03-05T10:00:01.0000000Z"],
    ["2024-02-28T23:59:59.9999999Z", "2024-02-29T00:00:00.0000000Z"],
    ["1969-12-31T23:59:59.9999999Z", "1970-01-01T00:00:00.0000000Z"],
    ["1960-01-01T00:00:00.0000001Z", "1960-01-01T00:00:00.0033333Z"],
  ];
  for (const [text, expected] of cases) {
    test(text, () => {
      const timestamp = parseTimestamp(text);
      assert.ok(timestamp);
      assert.equal(storedGrain(timestamp), expected);
    });
  }

  test("after the last grain of the last year there is none", () => {
    const last = parseTimestamp("9999-12-31T23:59:59.9966668Z");
    assert.ok(last);
    assert.throws(() => storedGrain(last), RangeError);
  });

  const ticksOf = (timestamp: Timestamp) =>
    BigInt(timestampToMs(timestamp)) * 10_000n + BigInt(timestamp.slice(23, 27));
  const timestamps = fc
    .tuple(fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }), fc.integer({ min: 0, max: 9_999_999 }))
    .map(([seconds, ticks]) => timestampFromMs(seconds * 1000 + Math.floor(ticks / 10_000), ticks % 10_000));

  test("never earlier, and less than one of them later", () => {
    fc.assert(
      fc.property(timestamps, (timestamp) => {
        const later = ticksOf(storedGrain(timestamp)) - ticksOf(timestamp);
        assert.ok(later >= 0n && later * 300n < 10_000_000n, `${later} ticks later`);
      }),
      { numRuns: 2_000 },
    );
  });

  test("what is stored stays as it is", () => {
    fc.assert(
      fc.property(timestamps, (timestamp) => {
        const stored = storedGrain(timestamp);
        assert.equal(storedGrain(stored), stored);
      }),
      { numRuns: 2_000 },
    );
  });

  test("the order of two times is kept", () => {
    fc.assert(
      fc.property(timestamps, fc.integer({ min: 0, max: 100_000 }), (timestamp, ticks) => {
        const ms = timestampToMs(timestamp);
        const next = timestampFromMs(ms + 1 + Math.floor(ticks / 10_000), ticks % 10_000);
        assert.ok(storedGrain(timestamp) <= storedGrain(next));
      }),
    );
  });

  test("behind the second digit of the fraction there is nothing, 33333 or 66667", () => {
    fc.assert(
      fc.property(timestamps, (timestamp) => {
        const stored = storedGrain(timestamp);
        assert.ok(isTimestamp(stored));
        assert.match(stored, /\.\d\d(?:00000|33333|66667)Z$/);
      }),
      { numRuns: 2_000 },
    );
  });

  test("each of the three hundred of a second is its own", () => {
    for (let grain = 0; grain < 300; grain++) {
      const ticks = Math.round((grain * 10_000_000) / 300);
      const timestamp = timestampFromMs(Math.floor(ticks / 10_000), ticks % 10_000);
      assert.equal(storedGrain(timestamp), timestamp);
    }
  });
});
