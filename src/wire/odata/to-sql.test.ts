import assert from "node:assert/strict";
import { test } from "node:test";
import { readQuery } from "./read-query.ts";
import { defenderIncidents, graphAlerts, graphIncidents } from "./sample-surfaces.fixture.ts";
import { orderToSql, postgres, sqlite, toSql } from "./to-sql.ts";

const filterOf = (text: string, surface = graphAlerts) =>
  readQuery(`$filter=${encodeURIComponent(text)}`, surface).filter;

const onSqlite = [
  { filter: "assignedTo eq 'x'", sql: '"incidents"."assigned_to" = ?1', parameters: ["x"] },
  { filter: "assignedTo ne 'x'", sql: '"incidents"."assigned_to" is distinct from ?1', parameters: ["x"] },
  {
    filter: "not (assignedTo eq 'x')",
    sql: 'not ("incidents"."assigned_to" is not distinct from ?1)',
    parameters: ["x"],
  },
  {
    filter: "not (assignedTo gt 'x')",
    sql: 'not (coalesce("incidents"."assigned_to" > ?1, 0))',
    parameters: ["x"],
  },
  { filter: "assignedTo eq null", sql: '"incidents"."assigned_to" is null', parameters: [] },
  { filter: "null ne assignedTo", sql: '"incidents"."assigned_to" is not null', parameters: [] },
  { filter: "assignedTo gt null", sql: "0", parameters: [] },
  { filter: "assignedTo in ('x','y')", sql: '"incidents"."assigned_to" in (?1, ?2)', parameters: ["x", "y"] },
  {
    filter: "assignedTo in ('x',null)",
    sql: '("incidents"."assigned_to" is null or "incidents"."assigned_to" = ?1)',
    parameters: ["x"],
  },
  {
    filter: "not (createdTime lt 2026-01-01)",
    sql: 'not ("incidents"."created_date_time" < ?1)',
    parameters: ["2026-01-01T00:00:00.0000000Z"],
  },
  { filter: "status ne 'Resolved'", sql: 'not ("incidents"."status" = ?1)', parameters: ["resolved"] },
  { filter: "1 eq 1", sql: "1", parameters: [] },
  { filter: "'a' eq 'b' or null", sql: "null", parameters: [] },
  { filter: "true", sql: "1", parameters: [] },
] as const;
for (const { filter, sql, parameters } of onSqlite) {
  test(`${filter} is ${sql} on SQLite`, () => {
    assert.deepEqual(toSql(filterOf(filter, defenderIncidents), sqlite), { sql, parameters });
  });
}

const onPostgres = [
  {
    filter: "contains(title,'%')",
    sql: `strpos((("alerts"."document")::jsonb #>> '{"title"}') collate "C", $3::text) > 0`,
    parameters: ["%"],
  },
  { filter: "startswith('a','a')", sql: "true", parameters: [] },
  {
    filter: "endswith(tolower(title),tolower('ÄX'))",
    sql: `right(lower((("alerts"."document")::jsonb #>> '{"title"}') collate "C"), length($3::text)) = $3::text`,
    parameters: ["Äx"],
  },
  {
    filter: "createdDateTime ge 2026-01-01",
    sql: '"alerts"."created_date_time" collate "C" >= $3::text',
    parameters: ["2026-01-01T00:00:00.0000000Z"],
  },
  {
    filter: "systemTags/any(t:t eq 'x')",
    sql: `exists (select 1 from jsonb_array_elements(case when jsonb_typeof((("alerts"."document")::jsonb #> '{"systemTags"}')) = 'array' then (("alerts"."document")::jsonb #> '{"systemTags"}') end) as "element1"("value") where (("element1"."value")::jsonb #>> '{}') collate "C" = $3::text)`,
    parameters: ["x"],
  },
] as const;
for (const { filter, sql, parameters } of onPostgres) {
  test(`${filter} on PostgreSQL is numbered on and compares by bytes`, () => {
    assert.deepEqual(toSql(filterOf(filter), postgres, 3), { sql, parameters });
  });
}

test("no filter is a condition that always holds", () => {
  assert.equal(toSql(undefined, sqlite).sql, "1");
  assert.equal(toSql(undefined, postgres).sql, "true");
});

test("an order says where null stands only where the database would put it elsewhere", () => {
  const { orderBy } = readQuery("$orderby=status desc", graphIncidents);
  const status = '"incidents"."status"';
  const places = (mark: (n: number) => string) =>
    [1, 2, 3, 4, 5].map((n) => ` when ${status} = ${mark(n)} then ${n - 1}`).join("");
  const rank = (mark: (n: number) => string) =>
    `case when ${status} is null then null${places(mark)} else 5 end desc`;
  const key = '"incidents"."incident_id"';
  assert.equal(orderToSql(orderBy, sqlite).sql, `${rank((n) => `?${n}`)}, ${key}`);
  assert.equal(orderToSql(orderBy, postgres).sql, `${rank((n) => `$${n}::text`)}, ${key}`);
  const nullable = readQuery("$orderby=severity", graphAlerts).orderBy;
  assert.match(orderToSql(nullable, postgres).sql, / end nulls first, /);
  assert.doesNotMatch(orderToSql(nullable, sqlite).sql, /nulls/);
});
