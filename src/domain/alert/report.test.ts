import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alertOf, deviceOf, time } from "../../../test/fixtures/incidents.ts";
import type { DeviceEvidence } from "../evidence/device-evidence.ts";
import { keysOfAlert } from "../exposure/exposure-key.ts";
import type { Alert } from "./alert.ts";
import { type AlertReport, absorbReport, absorbs, incidentOpenedBy, reportedAlert } from "./report.ts";

const at = time("2026-03-05T10:00:00.0011111Z");
const stored = time("2026-03-05T10:00:00.0033333Z");
const eventDateTime = time("2026-03-05T09:58:21.7115183Z");
const itself = deviceOf({
  mdeDeviceId: "1F0E",
  rbacGroupName: "Sales laptops",
  verdict: "unknown",
  loggedOnUsers: [],
});
/** As another alert tells of it. */
const device: DeviceEvidence = {
  ...itself,
  verdict: "malicious",
  remediationStatus: "active",
  remediationStatusDetails: "told elsewhere",
  roles: ["compromised"],
  detailedRoles: ["told elsewhere"],
  loggedOnUsers: [{ accountName: "told elsewhere" }],
  resourceAccessEvents: [{ accountId: "told elsewhere" }],
  unmapped: { defender: { note: "told elsewhere" } },
};
const report: AlertReport = {
  alertId: "da5d0c81f3-6b22-4d1e-9a4f-70c2e8b1d455",
  deviceId: "1f0e",
  reportId: "20776",
  eventDateTime,
  title: "Suspicious shortcut",
  description: "A shortcut starts a script.",
  recommendedActions: "Look at the script.",
  severity: "high",
  category: "Exploit",
};
const alert = reportedAlert(report, device, at);

test("a report raises a new alert with what it says, about its device", () => {
  const { deviceId: _, reportId, eventDateTime: __, ...said } = report;
  const expected: Partial<Alert> = {
    ...said,
    providerAlertId: "5d0c81f3-6b22-4d1e-9a4f-70c2e8b1d455",
    status: "new",
    classification: null,
    determination: null,
    assignedTo: null,
    additionalData: { reportId },
    evidence: [{ ...itself, createdDateTime: at }],
  };
  assert.deepEqual(alert, { ...alert, ...expected });
});

test("the time of a new alert is the clock's own, that of its event the report's", () => {
  assert.deepEqual(
    [
      alert.createdDateTime,
      alert.lastUpdateDateTime,
      alert.resolvedDateTime,
      alert.firstActivityDateTime,
      alert.lastActivityDateTime,
    ],
    [at, stored, null, eventDateTime, eventDateTime],
  );
});

test("who may see the device may see the alert", () => {
  assert.deepEqual(keysOfAlert(alert), [
    { serviceSource: "microsoftDefenderForEndpoint", deviceId: report.deviceId },
  ]);
});

describe("a new report goes into an open alert on the same device with the same title", () => {
  const cases: readonly (readonly [why: string, alert: Alert, expected: boolean])[] = [
    ["new", alert, true],
    ["in progress", { ...alert, status: "inProgress" }, true],
    ["closed", { ...alert, status: "resolved" }, false],
    ["another title", { ...alert, title: "suspicious shortcut" }, false],
    ["another device", { ...alert, evidence: [deviceOf({ mdeDeviceId: "2222" })] }, false],
    ["no device", { ...alert, evidence: [] }, false],
    [
      "one device of several",
      { ...alert, evidence: [deviceOf({ mdeDeviceId: "2222" }), ...alert.evidence] },
      true,
    ],
    ["an alert of another product", alertOf({ alertId: "fa1", title: report.title }), false],
  ];
  for (const [why, open, expected] of cases) test(why, () => assert.equal(absorbs(open, report), expected));
});

describe("an alert that takes a report in covers its event", () => {
  const first = time("2026-03-05T09:00:00Z");
  const last = time("2026-03-05T09:30:00Z");
  const open = { ...alert, firstActivityDateTime: first, lastActivityDateTime: last };
  const later = time("2026-03-05T11:00:00Z");
  const cases: readonly (readonly [why: string, event: typeof first, expected: readonly string[]])[] = [
    ["before", time("2026-03-05T08:00:00Z"), [time("2026-03-05T08:00:00Z"), last]],
    ["within", time("2026-03-05T09:10:00Z"), [first, last]],
    ["behind", time("2026-03-05T09:30:00.0000001Z"), [first, time("2026-03-05T09:30:00.0000001Z")]],
  ];
  for (const [why, event, expected] of cases) {
    test(`an event ${why} what it covered`, () => {
      const taken = absorbReport(open, { ...report, eventDateTime: event }, later);
      const [firstActivityDateTime, lastActivityDateTime] = expected;
      assert.deepEqual(taken, {
        ...open,
        firstActivityDateTime,
        lastActivityDateTime,
        lastUpdateDateTime: later,
      });
    });
  }
});

test("a new alert that is alone opens an incident as severe as itself and named after it", () => {
  const incident = incidentOpenedBy(alert, 42, at);
  const { incidentId, displayName, severity, status, classification, determination, alerts } = incident;
  assert.deepEqual(
    [incidentId, displayName, severity, status, classification, determination],
    [42, "Suspicious shortcut on one endpoint", "high", "active", "unknown", "unknown"],
  );
  assert.deepEqual(alerts, [alert]);
  assert.deepEqual([incident.createdDateTime, incident.lastUpdateDateTime], [stored, stored]);
  assert.deepEqual([incident.redirectIncidentId, incident.assignedTo, incident.comments], [null, null, []]);
});
