import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { orderToSql, sqlite, toSql } from "../odata/to-sql.ts";
import { alertSurface } from "./alert-surface.ts";
import { incidentSurface } from "./incident-surface.ts";
import { readListQuery } from "./list-query.ts";
import { refused } from "./refused.fixture.ts";

const NOT_VALID = "The query specified in the URI is not valid. ";
const alerts = (raw: string) => readListQuery(raw, alertSurface);
const incidents = (raw: string) => readListQuery(raw, incidentSurface);

describe("a filter of alerts asks for its column", () => {
  const filters: readonly (readonly [filter: string, where: string, parameters: readonly unknown[]])[] = [
    [
      "alertCreationTime gt 2026-01-01T00:00:00Z",
      '"alerts"."created_date_time" > ?1',
      ["2026-01-01T00:00:00.0000000Z"],
    ],
    [
      "lastUpdateTime ge 2026-01-01T00:00:00.1234567Z",
      '"alerts"."last_update_date_time" >= ?1',
      ["2026-01-01T00:00:00.1234567Z"],
    ],
    [
      "lastEventTime lt 2018-08-01Z",
      '"alerts"."last_activity_date_time" < ?1',
      ["2018-08-01T00:00:00.0000000Z"],
    ],
    ["incidentId eq 7", '"alerts"."incident_id" = ?1', [7]],
    ["investigationId eq 88", '"alerts"."investigation_id" = ?1', [88]],
    ["InvestigationId eq 88", '"alerts"."investigation_id" = ?1', [88]],
    ["investigationId eq null", '"alerts"."investigation_id" is null', []],
    ["id eq 'da1_1'", '"alerts"."alert_id" = ?1', ["da1_1"]],
    ["assignedTo eq 'Automation'", '"alerts"."assigned_to" = ?1', ["Automation"]],
    ["asssignedTo eq 'Automation'", '"alerts"."assigned_to" = ?1', ["Automation"]],
    ["detectionSource eq 'CustomerTI'", '"alerts"."detection_source" = ?1', ["customTi"]],
    [
      "detectionSource eq 'WindowsDefenderAtp'",
      '"alerts"."detection_source" = ?1',
      ["microsoftDefenderForEndpoint"],
    ],
    ["status eq 'New'", '"alerts"."status" = ?1', ["new"]],
    ["status eq 'Unknown'", '"alerts"."status" = ?1', ["unknown"]],
    ["severity in ('High','Medium')", '"alerts"."severity" in (?1, ?2)', ["high", "medium"]],
    ["severity eq 'UnSpecified'", '"alerts"."severity" = ?1', ["unknown"]],
    ["category eq 'Malware'", '"alerts"."category" = ?1', ["Malware"]],
  ];
  for (const [filter, where, parameters] of filters) {
    test(filter, () => {
      const query = alerts(`$filter=${encodeURIComponent(filter)}`);
      assert.deepEqual(toSql(query.filter, sqlite), { sql: where, parameters });
    });
  }
});

test("alerts come by ascending id, ten thousand a page", () => {
  const query = alerts("");
  assert.deepEqual(orderToSql(query.orderBy, sqlite), { sql: '"alerts"."alert_id"', parameters: [] });
  assert.deepEqual([query.top, query.skip, query.take], [undefined, 0, 10_000]);
  assert.deepEqual(
    [alerts("$top=10000").take, alerts("$top=0").take, alerts("$skip=20000").skip],
    [10_000, 0, 20_000],
  );
});

test("incidents come by most recent change, a hundred a page", () => {
  const query = incidents("");
  assert.equal(
    orderToSql(query.orderBy, sqlite).sql,
    '"incidents"."last_update_date_time" desc, "incidents"."incident_id"',
  );
  assert.deepEqual([query.take, incidents("$top=100").take, incidents("$top=0").take], [100, 100, 0]);
});

test("an incident that awaits an action is among the active ones", () => {
  const { filter } = incidents("$filter=status eq 'Active' and assignedTo eq null");
  assert.deepEqual(toSql(filter, sqlite), {
    sql: '("incidents"."status" in (?1, ?2) and "incidents"."assigned_to" is null)',
    parameters: ["active", "awaitingAction"],
  });
});

test("the evidence of alerts can be expanded, and nothing asked of it", () => {
  assert.deepEqual(
    alerts("$expand=evidence").expand.map(({ property }) => property.wire),
    ["evidence"],
  );
  assert.deepEqual(alerts("").expand, []);
});

describe("a page that is too large is a bad request", () => {
  for (const [what, act, limit] of [
    ["101 incidents", () => incidents("$top=101"), 100],
    ["10,001 alerts", () => alerts("$top=10001"), 10_000],
  ] as const) {
    test(what, () => {
      const error = refused(act);
      assert.deepEqual([error.status, error.code], [400, "BadRequest"]);
      const exceeded = `The limit of '${limit}' for Top query has been exceeded.`;
      const value = `The value from the incoming request is '${limit + 1}'.`;
      assert.equal(error.message, `${NOT_VALID}${exceeded} ${value}`);
    });
  }
});

describe("any other query that is wrong is an OData error that says why once", () => {
  const ofAlerts: readonly (readonly [raw: string, detail: RegExp])[] = [
    ["$orderby=id", /^Query option 'OrderBy' is not allowed\./],
    ["$select=id", /^Query option 'Select' is not allowed\./],
    ["$count=true", /^Query option 'Count' is not allowed\./],
    ["$top=-1", /^Invalid value '-1' for \$top/],
    ["$skip=x", /^Invalid value 'x' for \$skip/],
    ["$nothing=1", /^The query parameter '\$nothing' is not supported\./],
    ["$top=1&$top=2", /^Query option '\$top' was specified more than once/],
    ["$filter=id eq 'a", /./],
    ["$filter=%zz", /^The percent-encoding of/],
    ["$filter=title eq 'x'", /^The property 'title' cannot be used in the \$filter query option\./],
    ["$filter=machineId eq 'x'", /^The property 'machineId' cannot be used/],
    ["$filter=evidence/entityType eq 'User'", /^The property 'evidence' cannot be used/],
    ["$filter=owner eq 'x'", /^Could not find a property named 'owner' on type 'microsoft.defender.alert'\./],
    ["$filter=severity eq 'high'", /^The string 'high' is not a valid enumeration type constant\./],
    ["$filter=severity eq 'Unspecified'", /is not a valid enumeration type constant\./],
    ["$filter=severity gt 'Low'", /^Logical operator 'GreaterThan' is not allowed\./],
    ["$filter=alertCreationTime gt '2026-01-01T00:00:00Z'", /incompatible types/],
    ["$filter=contains(category,'x')", /contains/],
    ["$expand=comments", /^Could not find a property named 'comments'/],
    ["$expand=title", /^The property 'title' cannot be used in the \$expand query option\./],
    ["$expand=Evidence", /^Could not find a property named 'Evidence'/],
    ["$expand=evidence,evidence", /more than once/],
    ["$expand=evidence($top=1)", /^Query option 'Top' is not allowed\./],
    ["$expand=evidence($filter=entityType eq 'User')", /^Query option 'Filter' is not allowed\./],
    ["$expand=evidence/entityType", /cannot be used in the \$expand/],
  ];
  const ofIncidents: readonly (readonly [raw: string, detail: RegExp])[] = [
    ["$expand=alerts", /^Query option 'Expand' is not allowed\./],
    ["$select=incidentId", /^Query option 'Select' is not allowed\./],
    ["$orderby=severity", /^The property 'severity' cannot be used in the \$orderby query option\./],
    ["$filter=severity eq 'High'", /^The property 'severity' cannot be used in the \$filter query option\./],
    ["$filter=incidentId eq 7", /^The property 'incidentId' cannot be used/],
    ["$filter=status eq 'New'", /^The string 'New' is not a valid enumeration type constant\./],
    ["$filter=createdTime gt '2026-01-01'", /incompatible types/],
  ];
  const cases = [
    ...ofAlerts.map(([raw, detail]) => ({ raw: `alerts?${raw}`, act: () => alerts(raw), detail })),
    ...ofIncidents.map(([raw, detail]) => ({ raw: `incidents?${raw}`, act: () => incidents(raw), detail })),
  ];
  for (const { raw, act, detail } of cases) {
    test(raw, () => {
      const error = refused(act);
      assert.deepEqual([error.status, error.code], [400, "ODataError"]);
      assert.ok(error.message.startsWith(NOT_VALID));
      const rest = error.message.slice(NOT_VALID.length);
      assert.match(rest, detail);
      assert.doesNotMatch(rest, /The query specified in the URI/);
    });
  }
});
