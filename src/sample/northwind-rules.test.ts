import assert from "node:assert/strict";
import { test } from "node:test";
import { ALERT_SEVERITIES } from "../domain/enums.ts";
import { isTimestamp, type Timestamp } from "../domain/time.ts";
import { evidenceOf, objectsWithin } from "./evidence-within.fixture.ts";
import { northwindIncidents } from "./northwind.ts";

/** The rules of contract/defender.md §§ 3 and 11, over every incident of the sample tenant. */

const incidents = northwindIncidents();
const alerts = incidents.flatMap((incident) => incident.alerts);
const kept = incidents.filter((incident) => incident.status !== "redirected");
const redirected = incidents.filter((incident) => incident.status === "redirected");

const AT_300TH = /\.\d\d(00000|33333|66667)Z$/;
const SEVERITIES: readonly string[] = ALERT_SEVERITIES;
const rankOf = (severity: string) => SEVERITIES.indexOf(severity);

test("an incident is as severe as its most severe alert", () => {
  for (const incident of kept) {
    const ranks = incident.alerts.map((alert) => rankOf(alert.severity));
    assert.equal(rankOf(incident.severity), Math.max(...ranks), String(incident.incidentId));
  }
});

test("an incident is resolved exactly when all its alerts are", () => {
  for (const incident of kept) {
    const all = incident.alerts.every((alert) => alert.status === "resolved");
    assert.equal(incident.status === "resolved", all, String(incident.incidentId));
    assert.ok(incident.alerts.length > 0, String(incident.incidentId));
  }
});

test("an alert has a time of resolution exactly when it is resolved", () => {
  for (const alert of alerts)
    assert.equal(alert.resolvedDateTime !== null, alert.status === "resolved", alert.alertId);
});

test("alerts come in order of their creation", () => {
  for (const incident of kept) {
    const created = incident.alerts.map((alert) => alert.createdDateTime);
    assert.deepEqual(created, created.toSorted());
  }
});

function assertAscending(times: readonly Timestamp[], what: string): void {
  assert.deepEqual(times, times.toSorted(), what);
}

test("an alert's activity comes before its creation, and that before its changes", () => {
  for (const alert of alerts) {
    const { firstActivityDateTime, lastActivityDateTime, createdDateTime, lastUpdateDateTime } = alert;
    assertAscending(
      [firstActivityDateTime, lastActivityDateTime, createdDateTime, lastUpdateDateTime],
      alert.alertId,
    );
    if (alert.resolvedDateTime !== null)
      assertAscending([createdDateTime, alert.resolvedDateTime, lastUpdateDateTime], alert.alertId);
  }
});

test("an incident is created with its first alert, and changed last when the last thing in it changed", () => {
  for (const incident of kept) {
    const first = incident.alerts[0];
    assert.ok(first && first.createdDateTime <= incident.createdDateTime, String(incident.incidentId));
    const changes = [
      ...incident.alerts.map((alert) => alert.lastUpdateDateTime),
      ...incident.comments.map((comment) => comment.createdDateTime),
    ];
    for (const change of changes)
      assertAscending([change, incident.lastUpdateDateTime], String(incident.incidentId));
    assertAscending([incident.createdDateTime, incident.lastUpdateDateTime], String(incident.incidentId));
  }
});

test("ids ascend with the time of creation, from July to 20 November 2026", () => {
  assertAscending(
    incidents.map((incident) => incident.createdDateTime),
    "creation",
  );
  assert.ok((incidents[0]?.createdDateTime ?? "") >= "2026-07-01");
  for (const incident of incidents)
    assert.ok(incident.lastUpdateDateTime < "2026-11-21", String(incident.incidentId));
});

test("what the database stamps is at 1/300 s, what happened at its product's grain", () => {
  for (const incident of incidents) {
    assert.match(incident.createdDateTime, AT_300TH);
    assert.match(incident.lastUpdateDateTime, AT_300TH);
  }
  for (const alert of alerts) assert.match(alert.lastUpdateDateTime, AT_300TH);
  for (const { createdDateTime } of evidenceOf(incidents)) assert.match(createdDateTime, AT_300TH);
  for (const alert of alerts.filter((one) => one.serviceSource === "microsoftDefenderForOffice365"))
    assert.match(alert.firstActivityDateTime, /\.0000000Z$/);
  for (const alert of alerts.filter((one) => one.serviceSource === "microsoftDefenderForCloudApps"))
    assert.match(alert.firstActivityDateTime, /\.\d{3}0000Z$/);
});

test("creations of endpoint alerts, process times and comments have full ticks", () => {
  const endpoint = alerts.filter((alert) => alert.serviceSource === "microsoftDefenderForEndpoint");
  const processes = evidenceOf(incidents).filter((one) => one.kind === "processEvidence");
  const times = [
    ...endpoint.map((alert) => alert.createdDateTime),
    ...processes.map((process) => process.processCreationDateTime ?? ""),
    ...incidents.flatMap((incident) => incident.comments.map((comment) => comment.createdDateTime)),
  ];
  assert.ok(times.filter((time) => AT_300TH.test(time)).length < times.length / 100);
});

test("every time is canonical", () => {
  for (const object of objectsWithin(incidents)) {
    for (const [key, value] of Object.entries(object))
      if (key.endsWith("DateTime") && value !== null)
        assert.ok(isTimestamp(String(value)), `${key} ${value}`);
  }
});

test("devices come before other evidence, and a process starts after its parent", () => {
  for (const alert of alerts) {
    const kinds = alert.evidence.map((one) => one.kind === "deviceEvidence");
    assert.deepEqual(
      kinds,
      kinds.toSorted((a, b) => Number(b) - Number(a)),
    );
  }
  for (const one of evidenceOf(incidents)) {
    if (one.kind !== "processEvidence") continue;
    const { parentProcessCreationDateTime: parent = "", processCreationDateTime: child = "" } = one;
    assert.ok(parent < child, one.processCommandLine);
  }
});

test("within an incident, a process id on a device belongs to one process", () => {
  for (const incident of incidents) {
    const starts = new Map<string, string>();
    for (const one of evidenceOf([incident])) {
      if (one.kind !== "processEvidence") continue;
      const ran = [
        [one.processId, one.imageFile?.fileName, one.processCreationDateTime],
        [one.parentProcessId, one.parentProcessImageFile?.fileName, one.parentProcessCreationDateTime],
      ];
      for (const [id, name, start] of ran) {
        const key: string = `${one.mdeDeviceId} ${id}`;
        assert.equal(starts.get(key) ?? `${name} ${start}`, `${name} ${start}`, String(incident.incidentId));
        starts.set(key, `${name} ${start}`);
      }
    }
  }
});

test("a redirected incident has lost its alerts, judgement and tags to one that is not redirected itself", () => {
  for (const incident of redirected) {
    const target = kept.find((candidate) => candidate.incidentId === incident.redirectIncidentId);
    assert.ok(target, String(incident.incidentId));
    assert.ok(target.createdDateTime <= incident.createdDateTime);
    assert.deepEqual(
      [incident.alerts, incident.customTags, incident.classification, incident.determination],
      [[], [], "unknown", "unknown"],
    );
  }
  for (const incident of kept) assert.equal(incident.redirectIncidentId, null);
});

test("incidents that were merged together changed at the same time", () => {
  const groups = Map.groupBy(redirected, (incident) => incident.redirectIncidentId);
  for (const sources of groups.values())
    assert.equal(new Set(sources.map((source) => source.lastUpdateDateTime)).size, 1);
  assert.ok([...groups.values()].some((sources) => sources.length > 1));
});

test("the alert that a merged incident had opened with is in the target, as severe as it was", () => {
  for (const source of redirected) {
    const target = kept.find((candidate) => candidate.incidentId === source.redirectIncidentId);
    const moved = target?.alerts.filter((alert) => alert.createdDateTime <= source.createdDateTime).at(-1);
    assert.equal(moved?.severity, source.severity, String(source.incidentId));
    assert.ok(source.displayName.startsWith(moved?.title ?? "?"), source.displayName);
  }
});

/** Contract/defender.md § 6.3 with the two determinations of before 2022. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  unknown: ["unknown"],
  truePositive: [
    "apt",
    "multiStagedAttack",
    "maliciousUserActivity",
    "compromisedAccount",
    "malware",
    "phishing",
    "unwantedSoftware",
    "other",
  ],
  informationalExpectedActivity: [
    "securityPersonnel",
    "securityTesting",
    "lineOfBusinessApplication",
    "confirmedActivity",
    "other",
  ],
  falsePositive: ["notMalicious", "notEnoughDataToValidate", "other"],
};

test("every determination fits its classification", () => {
  for (const { classification, determination } of [...incidents, ...alerts]) {
    if (classification === null) assert.equal(determination, null);
    else
      assert.ok(FITTING[classification]?.includes(determination ?? ""), `${classification} ${determination}`);
  }
});
