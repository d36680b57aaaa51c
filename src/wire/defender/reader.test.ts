import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject } from "../../domain/json.ts";
import { DocumentError } from "../document.ts";
import { isDefenderIncident, readDefenderIncident } from "./reader.ts";
import { renderIncident, writeDefenderIncident, writeDefenderIncidentItem } from "./writer.ts";

const links = {
  tenantId: "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11",
  apiBase: "https://api.security.microsoft.com",
  portalBase: "https://security.microsoft.com",
};

function answered(document: JsonObject) {
  return JSON.parse(writeDefenderIncidentItem(renderIncident(readDefenderIncident(document)), links));
}

const nulls = (...keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, null]));

/** The shape of September 2020 (contract/defender.md § 5.7), with every entity key and its nulls. */
const of2020: JsonObject = {
  incidentId: 5090,
  redirectIncidentId: null,
  incidentName: "Mail reported as phish",
  createdTime: "2020-09-06T12:18:03.6266667Z",
  lastUpdateTime: "2020-09-06T12:18:03.81Z",
  assignedTo: null,
  classification: "Unknown",
  determination: "NotAvailable",
  status: "Active",
  severity: "Low",
  tags: [],
  alerts: [
    {
      alertId: "da637349914833441527_393341063",
      incidentId: 5090,
      serviceSource: "MicrosoftDefenderATP",
      creationTime: "2020-09-06T12:18:03.3285366Z",
      lastUpdatedTime: "2020-09-06T12:18:04.2566667Z",
      resolvedTime: null,
      firstActivity: "2020-09-06T12:15:07.7272048Z",
      lastActivity: "2020-09-06T12:15:07.7272048Z",
      title: "A tool was detected",
      description: "A tool.",
      category: "Malware",
      status: "New",
      severity: "Low",
      investigationId: null,
      investigationState: "UnsupportedOs",
      classification: null,
      determination: null,
      detectionSource: "WindowsDefenderAv",
      assignedTo: null,
      actorName: null,
      threatFamilyName: "Tool",
      mitreTechniques: [],
      devices: [
        {
          mdatpDeviceId: "24c222b0b60fe148eeece49ac83910cc6a7ef491",
          aadDeviceId: null,
          deviceDnsName: "srv-5.corp.northwind.example",
          osPlatform: "WindowsServer2016",
          version: "1607",
          osProcessor: "x64",
          osBuild: 14393,
          healthStatus: "Active",
          riskScore: "High",
          rbacGroupName: "Servers",
          rbacGroupId: 9,
          firstSeen: "2020-02-06T14:16:01.9330135Z",
        },
      ],
      entities: [
        {
          entityType: "MailBox",
          ...nulls("sha1", "sha256", "url", "deviceId"),
          mailboxAddress: "a@northwind.example",
        },
        {
          entityType: "File",
          ...nulls("sha256", "subject"),
          sha1: "5de8",
          fileName: "tool.dll",
          deviceId: "24c2",
        },
      ],
    },
  ],
};

test("a document of 2020 is answered in today's shape", () => {
  const { incidentUri, comments, alerts } = answered(of2020);
  const [alert] = alerts;
  assert.equal(incidentUri, `https://security.microsoft.com/incidents/5090?tid=${links.tenantId}`);
  assert.deepEqual(comments, []);
  assert.equal(alert.serviceSource, "MicrosoftDefenderForEndpoint");
  assert.equal(alert.providerAlertId, "637349914833441527_393341063");
  assert.equal(alert.detectorId, null);
  assert.equal(Object.keys(alert).length, 26);
  const [device] = alert.devices;
  assert.equal(Object.keys(device).length, 16);
  assert.equal("rbacGroupId" in device, false);
  assert.deepEqual(
    [device.tags, device.defenderAvStatus, device.onboardingStatus, device.vmMetadata, device.loggedOnUsers],
    [[], "Unknown", "InsufficientInfo", null, []],
  );
  assert.deepEqual(alert.entities, [
    {
      entityType: "Mailbox",
      evidenceCreationTime: "2020-09-06T12:18:03.3285366Z",
      verdict: "Unknown",
      remediationStatus: "None",
      mailboxAddress: "a@northwind.example",
    },
    {
      entityType: "File",
      evidenceCreationTime: "2020-09-06T12:18:03.3285366Z",
      verdict: "Unknown",
      remediationStatus: "None",
      sha1: "5de8",
      fileName: "tool.dll",
      deviceId: "24c2",
    },
  ]);
});

test("a group id of 2020 stays in the domain, where Graph has a place for it", () => {
  const [alert] = readDefenderIncident(of2020).alerts;
  const [device] = alert?.evidence ?? [];
  assert.equal(device?.kind === "deviceEvidence" && device.rbacGroupId, 9);
});

test("what today's shape wrote is read to the same again", () => {
  const once = answered(of2020);
  assert.deepEqual(answered(once), once);
});

test("a single incident comes with its context, one of a list without", () => {
  const rendition = renderIncident(readDefenderIncident(of2020));
  assert.ok(writeDefenderIncident(rendition, links).startsWith('{"@odata.context":'));
  assert.ok(writeDefenderIncidentItem(rendition, links).startsWith('{"incidentId":5090,'));
});

describe("older spellings are read, today's are written", () => {
  const spellings: readonly (readonly [string, readonly string[], string])[] = [
    ["determination", ["CompromisedUser", "CompromisedAccount"], "CompromisedAccount"],
    ["determination", ["ConfirmedUserActivity"], "ConfirmedActivity"],
    ["determination", ["Clean"], "NotMalicious"],
    ["determination", ["InsufficientData", "NotEnoughDataToValidate"], "NoEnoughDataToValidate"],
    ["classification", ["Informational, expected activity"], "InformationalExpectedActivity"],
    ["severity", ["Unspecified"], "UnSpecified"],
  ];
  for (const [key, words, today] of spellings) {
    for (const word of words) {
      test(`${key} ${word} is ${today}`, () =>
        assert.equal(answered({ ...of2020, [key]: word })[key], today));
    }
  }

  const sources: readonly (readonly [string, string, string])[] = [
    ["serviceSource", "OfficeATP", "MicrosoftDefenderForOffice365"],
    ["serviceSource", "AzureATP", "MicrosoftDefenderForIdentity"],
    ["serviceSource", "MicrosoftDefenderForCloudApps", "MicrosoftCloudAppSecurity"],
    ["serviceSource", "MTP", "Microsoft365Defender"],
    ["serviceSource", "MicrosoftDataLossPrevention", "DataLossPrevention"],
    ["detectionSource", "MicrosoftDefenderForIdentity", "AzureATP"],
    ["detectionSource", "Microsoft365Defender", "MTP"],
    ["detectionSource", "MicrosoftThreatExperts", "ThreatExperts"],
  ];
  for (const [key, word, today] of sources) {
    test(`${key} ${word} is ${today}`, () => {
      const alert = { alertId: "da1", creationTime: "2026-01-01T00:00:00Z", [key]: word };
      assert.equal(answered({ ...of2020, alerts: [alert] }).alerts[0][key], today);
    });
  }

  test("a comment's time under its other name", () => {
    const comments = [{ comment: "a", createdBy: "b", createTime: "2021-01-26T01:00:37.8404534Z" }];
    assert.deepEqual(answered({ ...of2020, comments }).comments, [
      { comment: "a", createdBy: "b", createdTime: "2021-01-26T01:00:37.8404534Z" },
    ]);
  });
});

describe("what cannot be used is refused with its place", () => {
  const alert = { alertId: "da1", creationTime: "2026-01-01T00:00:00Z" };
  const inAlert = (part: JsonObject) => ({ ...of2020, alerts: [{ ...alert, ...part }] });
  const documents: readonly (readonly [JsonObject, string])[] = [
    [{ ...of2020, incidentId: "5090" }, "incidentId"],
    [{ ...of2020, incidentId: 0 }, "incidentId"],
    [{ ...of2020, incidentId: 2 ** 60 }, "incidentId"],
    [{ ...of2020, incidentId: null }, "incidentId"],
    [{ ...of2020, redirectIncidentId: 5090 }, "redirectIncidentId"],
    [{ ...of2020, redirectIncidentId: -1 }, "redirectIncidentId"],
    [{ ...of2020, createdTime: "yesterday" }, "createdTime"],
    [{ ...of2020, createdTime: null }, "createdTime"],
    [{ ...of2020, incidentName: 7 }, "incidentName"],
    [{ ...of2020, tags: "tag" }, "tags"],
    [{ ...of2020, tags: ["a", 1] }, "tags[1]"],
    [{ ...of2020, comments: [null] }, "comments[0]"],
    [{ ...of2020, comments: [{ comment: "a" }] }, "comments[0].createTime"],
    [{ ...of2020, alerts: {} }, "alerts"],
    [{ ...of2020, alerts: [alert, alert] }, "alerts[1].alertId"],
    [inAlert({ alertId: "" }), "alerts[0].alertId"],
    [inAlert({ creationTime: null }), "alerts[0].creationTime"],
    [inAlert({ investigationId: 1.5 }), "alerts[0].investigationId"],
    [inAlert({ devices: [{ firstSeen: "2026-02-30T00:00:00Z" }] }), "alerts[0].devices[0].firstSeen"],
    [inAlert({ devices: [{ vmMetadata: { vmId: 1 } }] }), "alerts[0].devices[0].vmMetadata.vmId"],
    [inAlert({ entities: [{}] }), "alerts[0].entities[0].entityType"],
    [inAlert({ entities: ["Ip"] }), "alerts[0].entities[0]"],
    [inAlert({ entities: [{ entityType: "Process", processId: "7" }] }), "alerts[0].entities[0].processId"],
  ];
  for (const [document, path] of documents) {
    test(path, () => {
      assert.throws(
        () => readDefenderIncident(document),
        (error) =>
          error instanceof DocumentError && error.path === path && error.message.startsWith(`${path}: `),
      );
    });
  }
});

test("an incident is known by its number and its alerts", () => {
  assert.equal(isDefenderIncident(of2020), true);
  assert.equal(isDefenderIncident({ id: "5090", displayName: "of Graph" }), false);
});
