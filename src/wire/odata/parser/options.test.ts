import assert from "node:assert/strict";
import { test } from "node:test";
import { EXPAND_MAX, ORDER_BY_MAX, SELECT_MAX } from "../bounds.ts";
import { parseQueryString } from "../query-string.ts";
import { refused } from "../refused.fixture.ts";
import { parseOptions } from "./options.ts";
import { show } from "./show.fixture.ts";

const parse = (raw: string) => parseOptions(parseQueryString(raw));

test("options that were not sent are undefined", () => {
  const { sent, unknown, ...options } = parse("");
  assert.deepEqual([sent, unknown], [[], []]);
  assert.ok(Object.values(options).every((value) => value === undefined));
});

test("the names that were sent are kept in order, unknown ones apart", () => {
  const { sent, unknown, search, format, skipToken } = parse(
    "$format=json&$foo=1&$search=x&$skiptoken=y&$apply=z",
  );
  assert.deepEqual(sent, ["format", "search", "skiptoken", "apply"]);
  assert.deepEqual(unknown, ["$foo"]);
  assert.deepEqual([search, format, skipToken], ["x", "json", "y"]);
});

test("$orderby ascends unless it says otherwise", () => {
  const items = parse("$orderby=a desc, b/c ASC,d,tolower(e) desc").orderBy ?? [];
  assert.deepEqual(
    items.map(({ expression, descending }) => [show(expression), descending]),
    [
      ["a", true],
      ["b/c", false],
      ["d", false],
      ["tolower(e)", true],
    ],
  );
});

test("$select lists paths and the star", () => {
  const items = parse("$select=a, b/c,*").select ?? [];
  assert.deepEqual(
    items.map((item) => (item === "*" ? item : item.segments)),
    [["a"], ["b", "c"], "*"],
  );
});

test("$expand takes options of its own, and $expand inside it", () => {
  const raw = "$expand=alerts($select=id,title;$filter=title eq 'a;b),(';$expand=x($top=1);$levels=2),other";
  const [alerts, other] = parse(raw).expand ?? [];
  assert.deepEqual(alerts?.path.segments, ["alerts"]);
  assert.deepEqual(alerts.options.sent, ["select", "filter", "expand"]);
  assert.deepEqual(alerts.options.unknown, ["$levels"]);
  assert.ok(alerts.options.filter);
  assert.equal(show(alerts.options.filter), "(title eq string:a;b),()");
  assert.equal(alerts.options.expand?.[0]?.options.top, 1);
  assert.deepEqual(other?.options.sent, []);
});

const values = [
  { raw: "$top=0", top: 0 },
  { raw: "$top=%20100+", top: 100 },
  { raw: "$top=9007199254740991", top: 9007199254740991 },
  { raw: "$skip=007", skip: 7 },
  { raw: "$count=true", count: true },
  { raw: "$count=FALSE", count: false },
];
for (const { raw, top, skip, count } of values) {
  test(`${raw} is read`, () => {
    const tree = parse(raw);
    assert.deepEqual([tree.top, tree.skip, tree.count], [top, skip, count]);
  });
}

const wrongTop = (value: string) =>
  `Invalid value '${value}' for $top query option found. The $top query option requires a non-negative integer value.`;

const failures: readonly (readonly [raw: string, code: string, option: string, detail?: string])[] = [
  ["$top=", "invalid-value", "$top", wrongTop("")],
  ["$top=-1", "invalid-value", "$top", wrongTop("-1")],
  ["$top=%2B1", "invalid-value", "$top"],
  ["$top=1.0", "invalid-value", "$top"],
  ["$top=1e2", "invalid-value", "$top"],
  ["$top=0x10", "invalid-value", "$top"],
  ["$top=9007199254740992", "invalid-value", "$top"],
  [`$top=${"9".repeat(400)}`, "invalid-value", "$top"],
  ["$skip=x", "invalid-value", "$skip"],
  ["$count=yes", "invalid-value", "$count"],
  ["$filter=", "syntax", "$filter"],
  ["$orderby=", "syntax", "$orderby"],
  ["$orderby=a up", "syntax", "$orderby"],
  ["$orderby=a,", "syntax", "$orderby"],
  [`$orderby=${"a,".repeat(ORDER_BY_MAX)}a`, "too-many-items", "$orderby"],
  ["$select=", "syntax", "$select"],
  ["$select=a b", "syntax", "$select"],
  [`$select=${"a,".repeat(SELECT_MAX)}a`, "too-many-items", "$select"],
  [`$select=a${"/a".repeat(20)}`, "too-many-items", "$select"],
  ["$expand=", "syntax", "$expand"],
  ["$expand=a(", "syntax", "$expand"],
  ["$expand=a)", "syntax", "$expand"],
  ["$expand=a('", "syntax", "$expand"],
  ["$expand=a($top=1)x", "syntax", "$expand"],
  ["$expand=a()", "syntax", "$expand"],
  ["$expand=a(top=1)", "syntax", "$expand"],
  ["$expand=a($top=1;$TOP=2)", "duplicate-option", "$expand"],
  ["$expand=a($top=x)", "invalid-value", "$top"],
  ["$expand=a($expand=b($expand=c($expand=d)))", "too-deep", "$expand"],
  [`$expand=${"a,".repeat(EXPAND_MAX)}a`, "too-many-items", "$expand"],
];
for (const [raw, code, option, detail] of failures) {
  test(`${raw.slice(0, 60)} is refused as ${code}`, () => {
    const error = refused(() => parse(raw));
    assert.deepEqual([error.code, error.option], [code, option]);
    if (detail !== undefined) assert.equal(error.detail, detail);
  });
}
