import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as domain from "../../domain/enums.ts";
import type { EnumTable } from "../enum-table.ts";
import {
  alertStatus,
  classification,
  detectionSource,
  determination,
  incidentStatus,
  investigationState,
  serviceSource,
  severity,
} from "./enums.ts";

const tables: readonly (readonly [name: string, table: EnumTable, members: readonly string[]])[] = [
  ["alert status", alertStatus, domain.ALERT_STATUSES],
  ["severity", severity, domain.ALERT_SEVERITIES],
  ["classification", classification, domain.ALERT_CLASSIFICATIONS],
  ["determination", determination, domain.ALERT_DETERMINATIONS],
  ["detection source", detectionSource, domain.DETECTION_SOURCES],
  ["service source", serviceSource, domain.SERVICE_SOURCES],
  ["investigation state", investigationState, domain.INVESTIGATION_STATES],
];

describe("each member has one name, which is read back letter for letter", () => {
  for (const [name, table, members] of tables) {
    test(name, () => {
      assert.deepEqual(Object.values(table.names).flat(), members);
      for (const member of members) {
        const wire = table.toWire(member);
        assert.deepEqual(table.names[wire], [member]);
        assert.equal(table.exactly(wire), member);
      }
    });
  }
});

test("an incident that awaits an action shares its name with the active ones", () => {
  assert.deepEqual(incidentStatus.names, {
    Active: ["active", "awaitingAction"],
    Resolved: ["resolved"],
    InProgress: ["inProgress"],
    Redirected: ["redirected"],
  });
  assert.equal(incidentStatus.exactly("Active"), "active");
  assert.equal(incidentStatus.exactly("AwaitingAction"), undefined);
});

test("the names of an alert's status and severity are those of the pages", () => {
  assert.deepEqual(Object.keys(alertStatus.names), ["Unknown", "New", "InProgress", "Resolved"]);
  assert.deepEqual(Object.keys(severity.names), ["UnSpecified", "Informational", "Low", "Medium", "High"]);
});

describe("a spelling that no table has is none, however near it is", () => {
  const spellings: readonly (readonly [EnumTable, string])[] = [
    [alertStatus, "new"],
    [alertStatus, "NEW"],
    [alertStatus, " New"],
    [alertStatus, ""],
    [alertStatus, "Newer"],
    [determination, "Unknown"],
    [determination, "compromisedUser"],
    [alertStatus, "constructor"],
    [alertStatus, "__proto__"],
  ];
  for (const [table, spelling] of spellings) {
    test(JSON.stringify(spelling), () => assert.equal(table.exactly(spelling), undefined));
  }
});
