import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OPTION_LENGTH_MAX, QUERY_LENGTH_MAX, QUERY_PARTS_MAX } from "./bounds.ts";
import { parseQueryString } from "./query-string.ts";
import { refused } from "./refused.fixture.ts";

const FILTER = "createdTime ge 2026-01-01T00:00:00Z and assignedTo eq 'a@b.example'";

const sameFilter = [
  `$filter=${FILTER}`,
  `?$filter=${FILTER}`,
  `$filter=${FILTER.replaceAll(" ", "+")}`,
  `$filter=${FILTER.replaceAll(" ", "%20")}`,
  `%24filter=${encodeURIComponent(FILTER)}`,
  `%24filter=${encodeURIComponent(FILTER).replaceAll("%20", "+").replaceAll("'", "%27")}`,
  `$FILTER=${FILTER}`,
  `%24%66ilter=${FILTER}`,
  `&&$filter=${FILTER}&`,
];
for (const raw of sameFilter) {
  test(`${raw} is the same filter`, () => {
    const { values, unknown } = parseQueryString(raw);
    assert.deepEqual([...values], [["filter", FILTER]]);
    assert.deepEqual(unknown, []);
  });
}

test("an encoded plus is a plus, and text beyond ASCII arrives as it was meant", () => {
  const raw = "$filter=x%2B00%3A00&$search=%F0%9F%98%80+é&$top=";
  assert.deepEqual(
    [...parseQueryString(raw).values],
    [
      ["filter", "x+00:00"],
      ["search", "😀 é"],
      ["top", ""],
    ],
  );
});

test("unknown names are reported with a dollar and ignored without", () => {
  const { values, unknown } = parseQueryString(
    "$foo=1&api-version=%zz&filter=x&$=2&__proto__=3&$__proto__=4&=5",
  );
  assert.deepEqual([...values], []);
  assert.deepEqual(unknown, ["$foo", "$", "$__proto__"]);
});

test("where the dollar is optional, a name without it counts, as a duplicate too", () => {
  const settings = { dollarOptional: true };
  assert.deepEqual(
    [...parseQueryString("filter=x&Top=5&foo=1", settings).values],
    [
      ["filter", "x"],
      ["top", "5"],
    ],
  );
  assert.equal(refused(() => parseQueryString("filter=x&$filter=y", settings)).code, "duplicate-option");
});

const failures = [
  { raw: "$filter=a&%24Filter=b", code: "duplicate-option", position: 10 },
  { raw: "$filter=%", code: "malformed-encoding", position: 8 },
  { raw: "$filter=%2", code: "malformed-encoding", position: 8 },
  { raw: "$filter=%zz", code: "malformed-encoding", position: 8 },
  { raw: "a=1&%zz=1", code: "malformed-encoding", position: 4 },
  { raw: "$filter=%C3%28", code: "malformed-encoding", position: 8 },
  { raw: "$filter=%ED%A0%80", code: "malformed-encoding", position: 8 },
  { raw: "$filter=\ud800", code: "malformed-encoding", position: 8 },
  { raw: `$filter=${"a".repeat(OPTION_LENGTH_MAX + 1)}`, code: "too-long", position: OPTION_LENGTH_MAX },
  { raw: `a=${"a".repeat(QUERY_LENGTH_MAX)}`, code: "too-long", position: QUERY_LENGTH_MAX },
  { raw: "a&".repeat(QUERY_PARTS_MAX + 1), code: "too-long", position: 2 * QUERY_PARTS_MAX },
];
for (const { raw, code, position } of failures) {
  test(`${raw.slice(0, 24)} is refused as ${code}`, () => {
    const error = refused(() => parseQueryString(raw));
    assert.equal(error.code, code);
    assert.equal(error.position, position);
    assert.ok(error.message.length < 300);
  });
}

test("the longest option that is allowed is read", () => {
  const longest = "a".repeat(OPTION_LENGTH_MAX);
  assert.equal(parseQueryString(`$filter=${longest}`).values.get("filter"), longest);
});

test("any text survives encoding, and no text makes anything but a coded error", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (text, junk) => {
      assert.equal(parseQueryString(`$filter=${encodeURIComponent(text)}`).values.get("filter"), text);
      try {
        parseQueryString(junk);
      } catch {
        refused(() => parseQueryString(junk));
      }
    }),
  );
});
