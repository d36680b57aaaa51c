import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import fc from "fast-check";
import { readQuery } from "./read-query.ts";
import { defineSurface } from "./surface.ts";
import { toComparator } from "./to-comparator.ts";
import { toPredicate } from "./to-predicate.ts";
import { orderToSql, sqlite, toSql } from "./to-sql.ts";

const comparable = { filterable: true, sortable: true } as const;

const things = defineSurface({
  type: "test.thing",
  table: "things",
  document: "document",
  options: ["filter", "orderby"],
  functions: ["contains", "startswith", "endswith", "tolower", "toupper", "any", "all"],
  limits: { topMax: 10, pageSize: 10 },
  order: { default: [], key: "id" },
  properties: {
    id: { type: "int64", column: "id", nullable: false, ...comparable },
    name: { type: "string", column: "name", ...comparable },
    other: { type: "string", column: "other", ...comparable },
    amount: { type: "int64", column: "amount", ...comparable },
    score: { type: "double", column: "score", ...comparable },
    flag: { type: "boolean", column: "flag", ...comparable },
    at: { type: "timestamp", column: "at", nullable: false, ...comparable },
    seen: { type: "timestamp", name: "seenAt", column: "seen_at", ...comparable },
    key: { type: "guid", column: "guid", name: "guid", ...comparable },
    status: {
      type: "enum",
      enumType: "test.status",
      column: "status",
      members: { Off: null, On: ["on", "warm"], Gone: "gone", Same: ["gone", null] },
      ...comparable,
    },
    title: { type: "string", ...comparable },
    tags: { type: "collection", filterable: true, element: { type: "string", filterable: true } },
    parts: {
      type: "collection",
      filterable: true,
      element: {
        type: "complex",
        complexType: "test.part",
        properties: {
          size: { type: "int64", filterable: true },
          tags: { type: "collection", filterable: true, element: { type: "string", filterable: true } },
        },
        derived: {
          discriminator: "kind",
          types: {
            "test.user": {
              value: "user",
              properties: {
                account: {
                  type: "complex",
                  complexType: "test.account",
                  properties: { upn: { type: "string", filterable: true } },
                },
              },
            },
          },
        },
      },
    },
  },
});

const NULL = fc.constant(null);
const weird = [
  "",
  "a",
  "A",
  "aa",
  "ab",
  "%",
  "_",
  "a%b",
  "a_b",
  "\\",
  "'",
  "''",
  '"',
  "é",
  "É",
  "ß",
  "İ",
  "\u{1f600}",
  "\uffee",
  "e\u0301",
  "\u202e",
  "null",
  " a",
];
const text = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...weird) },
  fc.string({ unit: "binary", maxLength: 6 }).filter((value) => !value.includes("\0")),
);
const whole = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger());
const real = fc.oneof(
  fc.integer({ min: -6, max: 6 }).map((n) => n / 4),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);
const instant = fc
  .tuple(
    fc.constantFrom("2026-01-01T09:43:35", "2026-01-01T09:43:36"),
    fc.constantFrom("5533333", "5533334", "5533330", "0000000"),
  )
  .map(([seconds, ticks]) => `${seconds}.${ticks}Z`);
const guid = fc.constantFrom("01234567-89ab-cdef-0123-456789abcdef", "f1234567-89ab-cdef-0123-456789abcdef");
const orNull = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: value }, NULL);

const row = fc.record({
  name: orNull(text),
  other: orNull(text),
  amount: orNull(whole),
  score: orNull(real),
  flag: orNull(fc.boolean()),
  at: instant,
  seenAt: orNull(instant),
  guid: orNull(guid),
  status: orNull(fc.constantFrom("on", "warm", "gone", "later")),
  title: orNull(text),
  tags: orNull(fc.array(text, { maxLength: 3 })),
  parts: fc.array(
    fc.record(
      {
        kind: fc.constantFrom("user", "device"),
        size: orNull(whole),
        tags: fc.array(text, { maxLength: 2 }),
        account: fc.record({ upn: orNull(text) }),
      },
      { requiredKeys: ["kind"] },
    ),
    { maxLength: 3 },
  ),
});

const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;
const literalOf = {
  text: text.map(quoted),
  number: fc.oneof(whole.map(String), real.map(String), fc.constantFrom("9223372036854775807", "0.1", "1e3")),
  instant: fc.oneof(
    instant,
    fc.constantFrom("2026-01-01", "2026-01-01T10:43:35.5533333+01:00", "2026-01-01T09:43:36Z"),
  ),
  guid,
  status: fc.constantFrom("'On'", "'Off'", "'Gone'", "'Same'", "test.status'On'"),
};
const operator = fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le");
const equality = fc.constantFrom("eq", "ne");

function comparisons(
  paths: readonly string[],
  operators: fc.Arbitrary<string>,
  literal: fc.Arbitrary<string>,
) {
  const side = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...paths) }, literal, fc.constant("null"));
  const list = fc.array(fc.oneof(literal, fc.constant("null")), { minLength: 1, maxLength: 4 });
  return fc.oneof(
    fc.tuple(side, operators, side).map((words) => words.join(" ")),
    fc.tuple(fc.constantFrom(...paths), list).map(([path, values]) => `${path} in (${values.join(",")})`),
  );
}

function textual(paths: readonly string[]) {
  const path = fc.constantFrom(...paths);
  const folded = fc
    .tuple(fc.constantFrom("tolower", "toupper"), fc.oneof(path, literalOf.text))
    .map(([f, x]) => `${f}(${x})`);
  const value = fc.oneof({ weight: 3, arbitrary: path }, folded, literalOf.text, fc.constant("null"));
  const match = fc
    .tuple(fc.constantFrom("contains", "startswith", "endswith"), value, value)
    .map(([name, a, b]) => `${name}(${a},${b})`);
  return fc.oneof(
    match,
    fc.tuple(value, operator, value).map((words) => words.join(" ")),
  );
}

const inTags = fc.oneof(comparisons(["t"], operator, literalOf.text), textual(["t", "name"]));
const upn = "p/test.user/account/upn";
const inParts = fc.oneof(
  textual([upn, "title"]),
  comparisons(["p/size", "amount"], operator, literalOf.number),
  fc.tuple(fc.constantFrom("any", "all"), inTags).map(([q, body]) => `p/tags/${q}(t:${body})`),
);
const leaf = fc.oneof(
  textual(["name", "other", "title"]),
  comparisons(["name", "other", "title"], operator, literalOf.text),
  comparisons(["amount", "score", "id"], operator, literalOf.number),
  comparisons(["at", "seen"], operator, literalOf.instant),
  comparisons(["flag"], equality, fc.constantFrom("true", "false")),
  comparisons(["key"], equality, literalOf.guid),
  fc
    .tuple(fc.constant("status"), equality, fc.oneof(literalOf.status, fc.constant("null")))
    .map((words) => words.join(" ")),
  fc
    .array(fc.oneof(literalOf.status, fc.constant("null")), { minLength: 1, maxLength: 3 })
    .map((list) => `status in (${list.join(",")})`),
  fc.constantFrom("flag", "true", "false", "null", "tags/any()", "parts/any()"),
  fc.tuple(fc.constantFrom("any", "all"), inTags).map(([q, body]) => `tags/${q}(t:${body})`),
  fc.tuple(fc.constantFrom("any", "all"), inParts).map(([q, body]) => `parts/${q}(p: ${body})`),
);

const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc
      .array(tie("filter"), { minLength: 2, maxLength: 3 })
      .map((all) => all.map((one) => `(${one})`).join(" and ")),
    fc
      .array(tie("filter"), { minLength: 2, maxLength: 3 })
      .map((all) => all.map((one) => `(${one})`).join(" or ")),
    tie("filter").map((one) => `not (${one})`),
    fc.tuple(tie("filter"), equality, tie("filter")).map(([a, word, b]) => `(${a}) ${word} (${b})`),
  ),
}));

type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

function openDatabase() {
  const database = new DatabaseSync(":memory:");
  database.exec(`create table things (
    id integer primary key, name text, other text, amount integer, score real, flag integer, at text not null,
    seen_at text, guid text, status text, document text not null) strict`);
  return database;
}

function fill(database: DatabaseSync, rows: readonly Row[]) {
  database.exec("delete from things");
  const insert = database.prepare("insert into things values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  rows.forEach((value, id) => {
    const flag = value.flag === null ? null : Number(value.flag);
    const document = JSON.stringify({ title: value.title, tags: value.tags, parts: value.parts });
    const { name, other, amount, score, at, seenAt, guid: key, status } = value;
    insert.run(id, name, other, amount, score, flag, at, seenAt, key, status, document);
  });
}

function bindable(value: unknown) {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "bigint")
    return value;
  throw new TypeError(`${typeof value} cannot be bound`);
}

test("the predicate and the SQL of any filter choose the same rows", () => {
  const database = openDatabase();
  const property = fc.property(
    fc.array(row, { minLength: 1, maxLength: 12 }),
    fc.array(filter, { minLength: 1, maxLength: 6 }),
    (rows, filters) => {
      fill(database, rows);
      for (const text of filters) {
        const query = readQuery(`$filter=${encodeURIComponent(text)}`, things);
        const { sql, parameters } = toSql(query.filter, sqlite);
        const chosen = database
          .prepare(`select id from things where ${sql} order by id`)
          .all(...parameters.map(bindable));
        const holds = toPredicate(query.filter);
        const expected = rows.flatMap((value, id) => (holds({ ...value, id }) ? [id] : []));
        assert.deepEqual(
          chosen.map(({ id }) => id),
          expected,
          `${text}\n${sql}`,
        );
      }
    },
  );
  fc.assert(property, { numRuns: 400 });
});

test("the comparator and the SQL of any order agree, nulls and ties included", () => {
  const database = openDatabase();
  const names = ["name", "other", "amount", "score", "flag", "at", "seen", "key", "status", "title"];
  const key = fc.tuple(fc.constantFrom(...names), fc.constantFrom("", " asc", " desc"));
  const keys = fc.uniqueArray(key, { minLength: 1, maxLength: 3, selector: ([name]) => name });
  const property = fc.property(fc.array(row, { minLength: 2, maxLength: 12 }), keys, (rows, wanted) => {
    fill(database, rows);
    const text = wanted.map(([name, direction]) => name + direction).join(",");
    const { orderBy } = readQuery(`$orderby=${text}`, things);
    const { sql, parameters } = orderToSql(orderBy, sqlite);
    const chosen = database.prepare(`select id from things order by ${sql}`).all(...parameters.map(bindable));
    const expected = rows.map((value, id) => ({ ...value, id })).toSorted(toComparator(orderBy));
    assert.deepEqual(
      chosen.map(({ id }) => id),
      expected.map(({ id }) => id),
      sql,
    );
  });
  fc.assert(property, { numRuns: 300 });
});

test("no literal of a filter reaches the SQL text", () => {
  const property = fc.property(fc.string({ minLength: 1, unit: "binary" }), (value) => {
    const marked = `marked${value.replaceAll("\0", "")}`;
    const query = readQuery(`$filter=name eq ${encodeURIComponent(quoted(marked))}`, things);
    const { sql, parameters } = toSql(query.filter, sqlite, 7);
    assert.equal(sql, `"things"."name" = ?7`);
    assert.deepEqual(parameters, [marked]);
  });
  fc.assert(property);
});
