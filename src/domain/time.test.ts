import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isTimestamp, parseTimestamp, timestampFromMs, timestampToMs, trimTimestamp } from "./time.ts";

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
