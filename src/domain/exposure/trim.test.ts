import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alertOf, deviceOf, incidentOf, time } from "../../../test/fixtures/incidents.ts";
import type { DeviceEvidence } from "../evidence/device-evidence.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Exposure } from "../scope.ts";
import { redirectedIncident, trimIncident } from "./trim.ts";

const groups: Readonly<Record<string, string>> = { open1: "Open", open2: "Open", shut1: "Shut" };
const groupOf = (deviceId: string) => groups[deviceId];
const exposure: Exposure = { kind: "limited", serviceSources: "all", deviceGroups: new Set(["Open"]) };
const everything: Exposure = { kind: "everything" };

const base = {
  createdDateTime: time("2026-03-04T08:11:52Z"),
  verdict: "unknown",
  remediationStatus: "none",
  roles: [],
  detailedRoles: [],
  tags: [],
} as const;
const OPEN_AAD = "6c1f2a30-9b47-4e8c-8a51-3d0e7f42b9a1";
const SHUT_AAD = "9e4d7b12-60c3-4f5a-b7d8-2a91c5e03f64";
const open1 = deviceOf({ mdeDeviceId: "open1", azureAdDeviceId: OPEN_AAD });
const shut1 = deviceOf({ mdeDeviceId: "shut1", azureAdDeviceId: SHUT_AAD });
const { mdeDeviceId: _, azureAdDeviceId: __, deviceDnsName: ___, ...nameless }: DeviceEvidence = open1;

/** Evidence beside an open and a closed device, and whether it stays. */
const evidenceCases: readonly (readonly [string, Evidence, boolean])[] = [
  ["an open device", deviceOf({ mdeDeviceId: "open2" }), true],
  ["an open device in capitals", deviceOf({ mdeDeviceId: "OPEN2" }), true],
  ["a device that nobody knows", deviceOf({ mdeDeviceId: "unknown" }), false],
  ["a device without an id", nameless, false],
  ["a process on an open device", { ...base, kind: "processEvidence", mdeDeviceId: "open1" }, true],
  ["a process on a closed device", { ...base, kind: "processEvidence", mdeDeviceId: "shut1" }, false],
  ["a process on an unknown device", { ...base, kind: "processEvidence", mdeDeviceId: "unknown" }, false],
  ["a process on no device", { ...base, kind: "processEvidence", processId: 4 }, true],
  [
    "malware with a file on a closed device",
    {
      ...base,
      kind: "malwareEvidence",
      files: [{ ...base, kind: "fileEvidence", mdeDeviceId: "shut1" }],
    },
    false,
  ],
  ["a session on an open host", { ...base, kind: "hostLogonSessionEvidence", host: open1 }, true],
  ["a session on a closed host", { ...base, kind: "hostLogonSessionEvidence", host: shut1 }, false],
  [
    "a session on a host that only a name tells",
    { ...base, kind: "hostLogonSessionEvidence", host: { ...nameless, deviceDnsName: "a.example" } },
    false,
  ],
  ["a kept id", { ...base, kind: "ipEvidence", unmapped: { defender: { deviceId: "shut1" } } }, false],
  [
    "a kept list of ids",
    { ...base, kind: "ipEvidence", unmapped: { graph: { deviceIds: ["shut1"] } } },
    false,
  ],
  [
    "an id under any key",
    { ...base, kind: "ipEvidence", unmapped: { graph: { x: [{ y: "SHUT1" }] } } },
    false,
  ],
  ["an id as a key", { ...base, kind: "ipEvidence", unmapped: { graph: { shut1: true } } }, false],
  [
    "the directory id of an open device",
    { ...base, kind: "ipEvidence", unmapped: { defender: { aadDeviceId: OPEN_AAD } } },
    true,
  ],
  [
    "a directory id that nobody knows",
    { ...base, kind: "ipEvidence", unmapped: { defender: { aadDeviceId: "0" } } },
    false,
  ],
  [
    "a link with the directory id of a closed device",
    { ...base, kind: "urlEvidence", url: `https://portal.northwind.example/d/${SHUT_AAD}?x=1` },
    false,
  ],
  ["the name of a closed device", { ...base, kind: "urlEvidence", url: "SHUT1.northwind.example" }, false],
  ["a link to elsewhere", { ...base, kind: "urlEvidence", url: "https://shop.example/shut1/offers" }, true],
  ["an IoT device", { ...base, kind: "ioTDeviceEvidence", deviceId: "sensor-9" }, true],
  [
    "an IoT device with a closed device's id",
    { ...base, kind: "ioTDeviceEvidence", deviceId: "shut1" },
    false,
  ],
  [
    "the id of a hidden alert",
    { ...base, kind: "other:x", unmapped: { graph: { alert: "da-shut" } } },
    false,
  ],
  [
    "the id of a visible alert",
    { ...base, kind: "other:x", unmapped: { graph: { alert: "da-mixed" } } },
    true,
  ],
];

const hiddenAlert = alertOf({ alertId: "da-shut", evidence: [shut1] });

describe("evidence of a mixed alert", () => {
  for (const [sentence, evidence, stays] of evidenceCases) {
    test(`${stays ? "keeps" : "loses"} ${sentence}`, () => {
      const mixed = alertOf({ alertId: "da-mixed", evidence: [open1, shut1, evidence] });
      const trimmed = trimIncident(
        incidentOf({ incidentId: 1, alerts: [mixed, hiddenAlert] }),
        exposure,
        groupOf,
      );
      assert.deepEqual(
        trimmed?.alerts.map((alert) => [alert.alertId, alert.evidence]),
        [["da-mixed", stays ? [open1, evidence] : [open1]]],
      );
    });
  }
});

test("a name that an open device shares with a closed one gives nothing away", () => {
  const twin = { ...shut1, deviceDnsName: "open1.northwind.example" };
  const url: Evidence = { ...base, kind: "urlEvidence", url: "open1.northwind.example" };
  const alerts = [alertOf({ alertId: "da1", evidence: [open1, twin, url] })];
  const trimmed = trimIncident(incidentOf({ incidentId: 1, alerts }), exposure, groupOf);
  assert.deepEqual(trimmed?.alerts[0]?.evidence, [open1, url]);
});

test("kept fields of the incident, its alerts and comments lose what tells of something hidden", () => {
  const unmapped = {
    defender: {
      machineId: "shut1",
      first: "open1",
      other: { alertIds: ["da-open", "da-shut"] },
      note: "closed under shut1",
    },
  };
  const left = { defender: { first: "open1", note: "closed under shut1" } };
  const comment = {
    comment: "Looked at shut1.",
    createdByDisplayName: null,
    createdDateTime: base.createdDateTime,
  };
  const alert = {
    ...alertOf({ alertId: "da-open", evidence: [open1] }),
    additionalData: { devices: ["shut1"], count: 2 },
    customDetails: { Shut1: "x", city: "Ulm" },
    comments: [{ ...comment, unmapped }],
    unmapped,
  };
  const incident = { ...incidentOf({ incidentId: 1, alerts: [alert, hiddenAlert] }), unmapped };
  const trimmed = trimIncident(incident, exposure, groupOf);
  assert.deepEqual(trimmed, {
    ...incident,
    unmapped: left,
    alerts: [
      {
        ...alert,
        additionalData: { count: 2 },
        customDetails: { city: "Ulm" },
        comments: [{ ...comment, unmapped: left }],
        unmapped: left,
      },
    ],
  });
});

test("hostile property names stay properties", () => {
  const additionalData = JSON.parse('{"__proto__":{"deviceId":"shut1"},"constructor":"x"}');
  const alerts = [alertOf({ alertId: "da1", evidence: [open1], additionalData })];
  const trimmed = trimIncident(incidentOf({ incidentId: 1, alerts }), exposure, groupOf);
  const data = trimmed?.alerts[0]?.additionalData ?? {};
  assert.deepEqual(Object.entries(data), [["constructor", "x"]]);
  assert.equal(Object.getPrototypeOf(data), Object.prototype);
  assert.equal("deviceId" in {}, false);
});

describe("an incident", () => {
  const named: Evidence = { ...base, kind: "processEvidence", mdeDeviceId: "shut1" };
  const limited = (serviceSources: Set<string>): Exposure => ({
    kind: "limited",
    serviceSources,
    deviceGroups: new Set(["Open"]),
  });
  const cases: readonly (readonly [string, readonly Evidence[], Exposure, boolean])[] = [
    ["with an open device is seen", [open1], exposure, true],
    ["with a closed device is hidden", [shut1], exposure, false],
    ["with both is seen", [shut1, open1], exposure, true],
    ["without a device is seen", [], exposure, true],
    ["without a device but with evidence on a closed one is hidden", [named], exposure, false],
    ["of another service is hidden", [], limited(new Set(["microsoftSentinel"])), false],
    ["of the own service is seen", [], limited(new Set(["microsoftDefenderForEndpoint"])), true],
    ["is hidden from who may view no service", [open1], limited(new Set()), false],
  ];
  for (const [sentence, evidence, seenBy, expected] of cases) {
    test(sentence, () => {
      const alerts = [alertOf({ alertId: "da1", evidence })];
      const trimmed = trimIncident(incidentOf({ incidentId: 1, alerts }), seenBy, groupOf);
      assert.equal(trimmed !== undefined, expected);
    });
  }

  test("without alerts is hidden from a limited caller and whole for others", () => {
    const incident = incidentOf({ incidentId: 1, alerts: [] });
    assert.equal(trimIncident(incident, exposure, groupOf), undefined);
    assert.equal(trimIncident(incident, everything, groupOf), incident);
  });

  test("keeps its own severity, status and name when alerts are left out", () => {
    const incident = incidentOf({
      incidentId: 1,
      severity: "high",
      status: "inProgress",
      displayName: "Multi-stage incident",
      alerts: [alertOf({ alertId: "da1", severity: "low", evidence: [open1] }), hiddenAlert],
    });
    const trimmed = trimIncident(incident, exposure, groupOf);
    assert.deepEqual(
      [trimmed?.severity, trimmed?.status, trimmed?.displayName],
      ["high", "inProgress", "Multi-stage incident"],
    );
  });

  test("that was merged shows neither alerts nor kept fields to a limited caller", () => {
    const merged = {
      ...incidentOf({ incidentId: 1, status: "redirected", redirectIncidentId: 2, alerts: [hiddenAlert] }),
      unmapped: { defender: { devices: "shut1" } },
    };
    assert.deepEqual(redirectedIncident(merged, exposure), {
      ...merged,
      alerts: [],
      unmapped: { defender: {} },
    });
    assert.equal(redirectedIncident(merged, everything), merged);
  });
});
