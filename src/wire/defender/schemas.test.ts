import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { TObject } from "typebox";
import { Check } from "typebox/value";
import { readAlertReport } from "./alert-report-body.ts";
import { readAlertUpdate, readBatchUpdate } from "./alert-update-body.ts";
import {
  alertBatchSchema,
  alertReportSchema,
  alertUpdateSchema,
  incidentUpdateSchema,
} from "./body-schemas.ts";
import { writeEndpointAlert } from "./endpoint-alert.ts";
import { alertListSchema, endpointAlertSchema } from "./endpoint-alert-schemas.ts";
import { readIncidentUpdate } from "./incident-update-body.ts";
import { alertListQuery, incidentListQuery } from "./query-schemas.ts";
import { readDefenderIncident } from "./reader.ts";
import { bodyOf, refused } from "./refused.fixture.ts";
import { incidentListSchema, incidentSchema } from "./schemas.ts";
import { incidentMembers } from "./wire-incident.fixture.ts";

const plain = (schema: object) => JSON.parse(JSON.stringify(schema));
const namesOf = (schema: TObject) => Object.keys(schema.properties);
const tenantId = "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11";
const context = "https://api.security.microsoft.com/api/$metadata";

test("any incident of the wire is as it is described, in the same order", () => {
  fc.assert(
    fc.property(incidentMembers, (members) => {
      const uri = `https://security.microsoft.com/incidents/7?tid=${tenantId}`;
      const item = { incidentId: 7, incidentUri: uri, ...JSON.parse(members) };
      const names = Object.keys(item).slice(0, 14);
      assert.deepEqual(["@odata.context", ...names], namesOf(incidentSchema));
      assert.ok(Check(incidentSchema, { "@odata.context": context, ...item }));
      assert.ok(Check(incidentListSchema, { "@odata.context": context, value: [item] }));
    }),
    { numRuns: 30 },
  );
});

test("any alert is written as it is described, in the same order", () => {
  fc.assert(
    fc.property(incidentMembers, (members) => {
      const { alerts } = readDefenderIncident(JSON.parse(`{"incidentId":7,${members.slice(1)}`));
      const value = alerts.map((alert) => writeEndpointAlert({ incidentId: 7, alert }, tenantId, "expanded"));
      assert.ok(Check(alertListSchema, { "@odata.context": context, value, "@odata.nextLink": context }));
      for (const item of value) {
        assert.deepEqual(["@odata.context", ...Object.keys(item)], namesOf(endpointAlertSchema));
        const [evidence] = Array.isArray(item.evidence) ? item.evidence : [];
        const described = plain(endpointAlertSchema).properties.evidence.items.properties;
        if (evidence) assert.deepEqual(Object.keys(evidence), Object.keys(described));
      }
    }),
    { numRuns: 30 },
  );
});

test("an answer without a key that is always there is not what is described", () => {
  assert.equal(Check(alertListSchema, { "@odata.context": context, value: [{}] }), false);
  assert.equal(Check(incidentListSchema, { value: [] }), false);
});

describe("a body is described as it is read", () => {
  const report = {
    eventTime: "2026-03-04T16:45:21.7115183Z",
    reportId: "20776",
    machineId: "1f0e",
    severity: "Low",
    title: "a",
    description: "b",
    recommendedAction: "c",
    category: "Exploit",
  };
  const bodies: readonly (readonly [
    name: string,
    schema: TObject,
    read: (bytes: Uint8Array) => unknown,
    good: readonly object[],
    bad: readonly object[],
  ])[] = [
    [
      "the update of an incident",
      incidentUpdateSchema,
      readIncidentUpdate,
      [
        { status: "InProgress" },
        { assignedTo: "" },
        { classification: "FalsePositive", determination: "NotMalicious", comment: "x", tags: [] },
      ],
      [
        {},
        { status: "New" },
        { comment: "" },
        { tags: [""] },
        { assignedTo: null },
        { determination: "Apt" },
      ],
    ],
    [
      "the update of an alert",
      alertUpdateSchema,
      readAlertUpdate,
      [{ status: "New" }, { assignedTo: "a", classification: "Unknown" }],
      [{}, { status: "Unknown" }, { tags: [] }],
    ],
    [
      "the update of several alerts",
      alertBatchSchema,
      readBatchUpdate,
      [{ alertIds: ["da1"], status: "Resolved" }],
      [{ alertIds: ["da1"] }, { status: "Resolved" }, { alertIds: [], status: "Resolved" }],
    ],
    [
      "the report of an alert",
      alertReportSchema,
      readAlertReport,
      [report],
      [
        {},
        { ...report, severity: "Informational" },
        { ...report, title: "" },
        { ...report, category: "Other" },
      ],
    ],
  ];
  for (const [name, schema, read, good, bad] of bodies) {
    test(name, () => {
      for (const body of good) {
        assert.ok(Check(schema, body), JSON.stringify(body));
        read(bodyOf(body));
      }
      for (const body of [...bad, { x: 1 }]) {
        assert.equal(Check(schema, body), false, JSON.stringify(body));
        refused(() => read(bodyOf(body)));
      }
    });

    test(`${name} takes the properties that are described, and says so`, () => {
      const { message } = refused(() => read(bodyOf({ x: 1 })));
      const listed = [...message.slice(message.indexOf("The properties are")).matchAll(/'(\w+)'/g)];
      assert.deepEqual(listed.map(([, property]) => property).toSorted(), namesOf(schema).toSorted());
    });
  }
});

test("the values of an enum are described, in answers and in requests", () => {
  assert.equal(
    plain(endpointAlertSchema).properties.severity.description,
    "UnSpecified, Informational, Low, Medium, High",
  );
  assert.equal(
    plain(incidentSchema).properties.status.description,
    "Active, Resolved, InProgress, Redirected",
  );
  assert.deepEqual(plain(incidentUpdateSchema).properties.status.enum, ["Active", "InProgress", "Resolved"]);
  assert.deepEqual(plain(alertReportSchema).properties.severity.enum, ["Low", "Medium", "High"]);
});

test("the query options of lists are described with their limits", () => {
  assert.deepEqual(namesOf(incidentListQuery), ["$filter", "$top", "$skip", "$orderby"]);
  assert.deepEqual(namesOf(alertListQuery), ["$filter", "$top", "$skip", "$expand"]);
  assert.deepEqual(
    [plain(incidentListQuery).properties.$top.maximum, plain(alertListQuery).properties.$top.maximum],
    [100, 10_000],
  );
  assert.ok(Check(incidentListQuery, {}));
});
