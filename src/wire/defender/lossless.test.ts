import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { timestampFromMs } from "../../domain/time.ts";
import { DocumentError } from "../document.ts";
import { OWN_KEYS } from "./entity-keys.ts";
import { readDefenderIncident } from "./reader.ts";
import { renderIncident, writeDefenderIncidentItem } from "./writer.ts";

const TIME = "2026-01-05T08:11:52.4266667Z";
const links = {
  tenantId: "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11",
  apiBase: "https://api.security.microsoft.com",
  portalBase: "https://security.microsoft.com",
};

const incidentWith = (part: JsonObject = {}): JsonObject => ({
  incidentId: 7,
  incidentUri: `https://security.microsoft.com/incidents/7?tid=${links.tenantId}`,
  redirectIncidentId: null,
  incidentName: "Unusual sign-in at Northwind",
  createdTime: TIME,
  lastUpdateTime: TIME,
  assignedTo: null,
  classification: "Unknown",
  determination: "NotAvailable",
  status: "Active",
  severity: "Low",
  tags: [],
  comments: [],
  alerts: [],
  ...part,
});

const alertWith = (part: JsonObject = {}): JsonObject => ({
  alertId: "da1",
  providerAlertId: "1",
  incidentId: 7,
  serviceSource: "MicrosoftDefenderForEndpoint",
  creationTime: TIME,
  lastUpdatedTime: TIME,
  resolvedTime: null,
  firstActivity: TIME,
  lastActivity: TIME,
  title: "Unusual sign-in",
  description: "",
  category: "InitialAccess",
  status: "New",
  severity: "Low",
  investigationId: null,
  investigationState: "Queued",
  classification: null,
  determination: null,
  detectionSource: "WindowsDefenderAtp",
  detectorId: "UnfamiliarLocation",
  assignedTo: null,
  actorName: null,
  threatFamilyName: null,
  mitreTechniques: [],
  devices: [],
  entities: [],
  ...part,
});

const deviceWith = (part: JsonObject): JsonObject => ({
  mdatpDeviceId: "1f0e",
  aadDeviceId: null,
  deviceDnsName: "lt-0417.northwind.example",
  osPlatform: "Windows11",
  version: "23H2",
  osProcessor: "x64",
  osBuild: 22631,
  healthStatus: "Active",
  riskScore: "High",
  rbacGroupName: null,
  firstSeen: TIME,
  tags: [],
  defenderAvStatus: "Updated",
  onboardingStatus: "Onboarded",
  vmMetadata: null,
  loggedOnUsers: [],
  ...part,
});

const entityWith = (entityType: string, part: JsonObject): JsonObject => ({
  entityType,
  evidenceCreationTime: TIME,
  verdict: "Malicious",
  remediationStatus: "None",
  ...part,
});

const inAlert = (part: JsonObject) => incidentWith({ alerts: [alertWith(part)] });
const inDevice = (part: JsonObject) => inAlert({ devices: [deviceWith(part)] });
const inEntity = (entityType: string, part: JsonObject) =>
  inAlert({ entities: [entityWith(entityType, part)] });

/** As it comes back after the store kept it. */
function stored(document: JsonObject) {
  return JSON.parse(JSON.stringify(readDefenderIncident(JSON.parse(JSON.stringify(document)))));
}

function written(document: JsonObject): string {
  return writeDefenderIncidentItem(renderIncident(stored(document)), links);
}

describe("a spelling that no table knows comes out as it went in", () => {
  const documents: readonly (readonly [string, JsonObject])[] = [
    ["a first letter in lower case", incidentWith({ severity: "novel" })],
    ["a first letter beyond ASCII", incidentWith({ classification: "\u00e9mile" })],
    ["a status that only Graph names", incidentWith({ status: "AwaitingAction" })],
    ["Graph's word for an unset determination", incidentWith({ determination: "Unknown" })],
    ["an alert's status", inAlert({ status: "novel" })],
    ["Graph's name of a source", inAlert({ detectionSource: "CloudAppSecurity" })],
    ["an alert's classification", inAlert({ classification: "novel", determination: "novel" })],
    ["a device's health", inDevice({ healthStatus: "novel", riskScore: "novel", onboardingStatus: "novel" })],
    ["a verdict under Graph's name", inEntity("Url", { verdict: "NoThreatsFound", url: "" })],
    ["a remediation status", inEntity("Url", { remediationStatus: "novel" })],
    ["a detection status", inEntity("File", { fileName: "a", detectionStatus: "novel" })],
  ];
  for (const [name, document] of documents) {
    test(name, () => assert.equal(written(document), JSON.stringify(document)));
  }

  test("until the member behind it changes", () => {
    const incident = stored(incidentWith({ severity: "novel" }));
    assert.match(renderIncident({ ...incident, severity: "high" }).incident, /"severity":"High"/);
  });
});

describe("what the domain has no place for comes out as it went in", () => {
  const documents: readonly (readonly [string, JsonObject])[] = [
    [
      "more about a signed-in user",
      inDevice({ loggedOnUsers: [{ accountName: "a", domainName: "b", sid: "c" }] }),
    ],
    ["less about a signed-in user", inDevice({ loggedOnUsers: [{ accountName: "a" }] })],
    ["a part of a machine's metadata", inDevice({ vmMetadata: { vmId: "v" } })],
    [
      "a cloud that no table knows",
      inDevice({ vmMetadata: { vmId: "v", cloudProvider: "novel", resourceId: null, subscriptionId: null } }),
    ],
    [
      "both names of a comment's time",
      incidentWith({ comments: [{ comment: "a", createdBy: "b", createdTime: TIME, createTime: TIME }] }),
    ],
  ];
  for (const [name, document] of documents) {
    test(name, () => assert.equal(written(document), JSON.stringify(document)));
  }
});

test("a member of another entity type stands where that type has it", () => {
  const types = ["User", "Ip", "Url", "File", "Process", "Mailbox", "MailMessage", "MailCluster", "Registry"];
  const value = (key: string): Json => {
    if (key.endsWith("Time")) return TIME;
    return /Id$/.test(key) && key.startsWith("p") ? 7 : key === "emailCount" ? 3 : "Detected";
  };
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.subarray([...OWN_KEYS]), (type, keys) => {
      const document = inEntity(type, Object.fromEntries(keys.map((key) => [key, value(key)])));
      assert.equal(written(document), JSON.stringify(document));
    }),
  );
});

describe("an entity type without a legacy shape", () => {
  const kindOf = (entityType: string) =>
    readDefenderIncident(inEntity(entityType, { appId: 11161, displayName: "Box", stream: { name: "s" } }))
      .alerts[0]?.evidence[0]?.kind;
  const kinds: readonly (readonly [string, string])[] = [
    ["CloudApplication", "cloudApplicationEvidence"],
    ["IoTDevice", "ioTDeviceEvidence"],
    ["KubernetesPod", "kubernetesPodEvidence"],
    ["Dns", "dnsEvidence"],
    ["Device", "other:Device"],
    ["AnalyzedMessage", "other:AnalyzedMessage"],
    ["Novel", "other:Novel"],
    ["__proto__", "other:__proto__"],
  ];
  for (const [entityType, kind] of kinds) {
    test(`${entityType} is ${kind} and loses nothing`, () => {
      assert.equal(kindOf(entityType), kind);
      const document = inEntity(entityType, {
        appId: 11161,
        displayName: "Box",
        stream: { name: "s" },
        kind: "k",
      });
      assert.equal(written(document), JSON.stringify(document));
    });
  }

  test("has none of the nulls that documents of 2020 print", () => {
    const document = inEntity("Novel", { sha1: null, deviceId: null });
    assert.equal(written(document), JSON.stringify(inEntity("Novel", {})));
  });
});

test("a known word is read with either first letter, and written as today", () => {
  const document = inAlert({
    severity: "high",
    serviceSource: "microsoftDefenderATP",
    determination: "clean",
    entities: [entityWith("mailBox", {}), entityWith("user", {})],
  });
  const [alert] = readDefenderIncident(document).alerts;
  assert.deepEqual(
    [
      alert?.severity,
      alert?.serviceSource,
      alert?.determination,
      ...(alert?.evidence ?? []).map(({ kind }) => kind),
    ],
    ["high", "microsoftDefenderForEndpoint", "notMalicious", "mailboxEvidence", "userEvidence"],
  );
  assert.match(written(document), /"entityType":"Mailbox".*"entityType":"User"/);
});

test("a redirected incident has no alerts, whatever its document says", () => {
  const document = incidentWith({ status: "Redirected", redirectIncidentId: 5, alerts: [alertWith()] });
  assert.deepEqual(readDefenderIncident(document).alerts, []);
  const live = { ...readDefenderIncident(inAlert({})), status: "redirected" };
  assert.deepEqual(renderIncident(live).alerts, []);
});

test("a value that is nested too deep to be written is refused with its place", () => {
  const deep: Json = JSON.parse("[".repeat(20_000) + "]".repeat(20_000));
  for (const [document, path] of [
    [incidentWith({ newField: deep }), "newField"],
    [inEntity("Ip", { "a b": deep }), 'alerts[0].entities[0]."a b"'],
    [inDevice({ vmMetadata: { more: deep } }), "alerts[0].devices[0].vmMetadata"],
  ] as const) {
    assert.throws(
      () => readDefenderIncident(document),
      (error) => error instanceof DocumentError && error.path === path,
    );
  }
});

test("a time of evidence that only Graph knows is trimmed like every other", () => {
  const incident = readDefenderIncident(inEntity("CloudLogonSession", {}));
  const session: Evidence = {
    kind: "cloudLogonSessionEvidence",
    createdDateTime: incident.createdDateTime,
    verdict: "unknown",
    remediationStatus: "none",
    roles: [],
    detailedRoles: [],
    tags: [],
    startUtcDateTime: timestampFromMs(Date.UTC(2026, 0, 5, 8, 11, 52, 400)),
  };
  const alerts = incident.alerts.map((alert) => ({ ...alert, evidence: [session] }));
  const [text = ""] = renderIncident({ ...incident, alerts }).alerts;
  assert.match(text, /"startUtcDateTime":"2026-01-05T08:11:52.4Z"/);
});
