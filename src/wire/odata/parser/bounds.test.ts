import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DEPTH_MAX, IN_LIST_MAX, NODES_MAX, OPTION_LENGTH_MAX, PATH_SEGMENTS_MAX } from "../bounds.ts";
import { ODataError } from "../odata-error.ts";
import { readQuery } from "../read-query.ts";
import { refused } from "../refused.fixture.ts";
import { graphAlerts, graphIncidents } from "../sample-surfaces.fixture.ts";
import { parseFilter } from "./filter.ts";
import { parseOptions } from "./options.ts";

/** Far above the microseconds it takes, far below what anything but linear reading of 100 kB would. */
const SOON_MS = 250;

const nest = (open: string, inner: string, close: string, times: number) =>
  open.repeat(times) + inner + close.repeat(times);

const withinBounds = [
  nest("(", "a", ")", DEPTH_MAX),
  nest("not ", "a", "", DEPTH_MAX),
  nest("tolower(", "a", ")", DEPTH_MAX),
  `a in (${Array(IN_LIST_MAX).fill("1").join(",")})`,
  Array(250).fill("a eq 1").join(" or "),
  Array(PATH_SEGMENTS_MAX).fill("a").join("/"),
];
for (const text of withinBounds) {
  test(`${text.slice(0, 20)}… of ${text.length} characters is read`, () => assert.ok(parseFilter(text)));
}

const beyondBounds = [
  { text: nest("(", "a", ")", DEPTH_MAX + 1), code: "too-deep" },
  { text: nest("not ", "a", "", DEPTH_MAX + 1), code: "too-deep" },
  { text: nest("tolower(", "a", ")", DEPTH_MAX + 1), code: "too-deep" },
  { text: nest("a/any(a:", "a", ")", DEPTH_MAX + 1), code: "too-deep" },
  {
    text: `a in (${Array(IN_LIST_MAX + 1)
      .fill("1")
      .join(",")})`,
    code: "too-many-items",
  },
  { text: Array(NODES_MAX).fill("a").join(" eq "), code: "too-many-nodes" },
  {
    text: Array(NODES_MAX + 1)
      .fill("a")
      .join(" and "),
    code: "too-many-nodes",
  },
  {
    text: Array(PATH_SEGMENTS_MAX + 1)
      .fill("a")
      .join("/"),
    code: "too-many-items",
  },
];
for (const { text, code } of beyondBounds) {
  test(`${text.slice(0, 20)}… of ${text.length} characters is refused as ${code}`, () => {
    assert.equal(refused(() => parseFilter(text)).code, code);
  });
}

const hostile = [
  "(",
  ")",
  "not ",
  "a eq ",
  "a/",
  "a/any(x:",
  "'",
  "''",
  "contains(",
  "1",
  "-",
  "a,",
  "$",
  ";",
  "\u{1f600}",
  "a.",
  "2026-01-01",
];
for (const piece of hostile) {
  test(`100 kB of ${JSON.stringify(piece)} is refused at once, through the door or past it`, () => {
    const text = piece.repeat(Math.ceil(100_000 / piece.length));
    for (const option of ["filter", "orderby", "select", "expand"]) {
      const start = performance.now();
      const throughDoor = refused(() => readQuery(`$${option}=${text}`, graphIncidents));
      assert.ok(performance.now() - start < SOON_MS);
      assert.ok(throughDoor.message.length < 400);
    }
    const start = performance.now();
    try {
      parseOptions({
        values: new Map([
          ["filter", text],
          ["expand", text],
        ]),
        unknown: [],
      });
    } catch (error) {
      assert.ok(error instanceof ODataError);
    }
    assert.ok(performance.now() - start < SOON_MS);
  });
}

test("an option of the greatest length is answered at once, whatever it repeats", () => {
  for (const piece of hostile) {
    const text = piece.repeat(Math.floor(OPTION_LENGTH_MAX / piece.length));
    const start = performance.now();
    refused(() => readQuery(`$filter=${encodeURIComponent(text).slice(0, OPTION_LENGTH_MAX)}`, graphAlerts));
    assert.ok(performance.now() - start < SOON_MS, piece);
  }
});

const words = [
  "(",
  ")",
  ",",
  "/",
  ":",
  ";",
  "*",
  "$",
  "'",
  "''",
  " ",
  "and",
  "or",
  "not",
  "eq",
  "gt",
  "in",
  "null",
  "true",
  "status",
  "severity",
  "evidence",
  "any",
  "all",
  "e",
  "tolower",
  "contains",
  "1",
  "-1",
  "1.5",
  "'x'",
  "2026-01-01T00:00:00Z",
  "desc",
  "=",
  "&",
  "$filter=",
  "$orderby=",
  "$expand=",
  "alerts",
  "%27",
  "%",
  "+",
  "__proto__",
  "constructor",
];

test("any query is either accepted or refused with a code and a bounded, printable message", () => {
  const piece = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...words) },
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  const text = fc.array(piece, { maxLength: 30 });
  fc.assert(
    fc.property(fc.constantFrom(" ", ""), text, (space, pieces) => {
      for (const surface of [graphAlerts, graphIncidents]) {
        try {
          readQuery(`$filter=${pieces.join(space)}`, surface);
        } catch (error) {
          assert.ok(error instanceof ODataError, String(error));
          assert.ok(error.message.length < 600);
          assert.doesNotMatch(error.message, /\p{Cc}/u);
          assert.ok(Number.isInteger(error.position) && error.position >= 0);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});
