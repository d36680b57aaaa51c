import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { alertOf, deviceOf, time } from "../../../test/fixtures/incidents.ts";
import type { Alert } from "../../domain/alert/alert.ts";
import { isDevice } from "../../domain/evidence/evidence.ts";
import type { UserAccount } from "../../domain/evidence/parts.ts";
import { writeAlert } from "./alert.ts";
import { writeEndpointAlert } from "./endpoint-alert.ts";
import { readDefenderIncident } from "./reader.ts";
import { incidentMembers } from "./wire-incident.fixture.ts";

const tenantId = "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11";
const write = (part: Partial<Alert> = {}, evidence: "listed" | "expanded" = "listed") =>
  writeEndpointAlert({ incidentId: 7, alert: alertOf({ alertId: "da1", ...part }) }, tenantId, evidence);

const KEYS =
  "id, incidentId, investigationId, assignedTo, severity, status, classification, determination, investigationState, detectionSource, detectorId, category, threatFamilyName, title, description, alertCreationTime, firstEventTime, lastEventTime, lastUpdateTime, resolvedTime, machineId, computerDnsName, rbacGroupName, aadTenantId, threatName, mitreTechniques, relatedUser, loggedOnUsers, comments, evidence, domains".split(
    ", ",
  );

const base = {
  createdDateTime: time("2026-03-04T08:11:52.2566667Z"),
  verdict: "malicious",
  remediationStatus: "none",
  roles: [],
  detailedRoles: [],
  tags: [],
} as const;
const user = (userAccount?: UserAccount) =>
  ({ ...base, kind: "userEvidence", ...(userAccount ? { userAccount } : {}) }) as const;

const device = deviceOf({
  mdeDeviceId: "1f0e9d8c7b6a59483726150493827160f5e4d3c2",
  deviceDnsName: "lt-0417.corp.northwind.example",
  rbacGroupName: "Sales laptops",
  loggedOnUsers: [{ accountName: "jokafor", domainName: "NORTHWIND" }],
});

test("an alert that has everything", () => {
  const written = write(
    {
      investigationId: 88,
      assignedTo: "ana.ruiz@northwind.example",
      severity: "high",
      status: "resolved",
      classification: "truePositive",
      determination: "notEnoughDataToValidate",
      investigationState: "pendingApproval",
      detectionSource: "customTi",
      threatFamilyName: "Mimikatz",
      threatDisplayName: "HackTool:Win32/Mimikatz",
      createdDateTime: time("2026-03-04T08:11:51.9034417Z"),
      firstActivityDateTime: time("2026-03-04T08:09:40Z"),
      lastActivityDateTime: time("2026-03-04T08:10:02.66Z"),
      lastUpdateDateTime: time("2026-03-04T09:02:18.07Z"),
      resolvedDateTime: time("2026-03-04T09:02:18.0666667Z"),
      mitreTechniques: ["T1003", "T1003.001"],
      comments: [
        {
          comment: "Host isolated.",
          createdByDisplayName: "ana.ruiz@northwind.example",
          createdDateTime: time("2026-03-04T09:02:17.5403120Z"),
        },
      ],
      evidence: [
        device,
        deviceOf({ mdeDeviceId: "second" }),
        user({ accountName: "jokafor", domainName: "NORTHWIND" }),
      ],
    },
    "listed",
  );
  assert.deepEqual(written, {
    id: "da1",
    incidentId: 7,
    investigationId: 88,
    assignedTo: "ana.ruiz@northwind.example",
    severity: "High",
    status: "Resolved",
    classification: "TruePositive",
    determination: "NoEnoughDataToValidate",
    investigationState: "PendingApproval",
    detectionSource: "CustomerTI",
    detectorId: "9e6b1a40-1d7c-4d07-8f0a-3c55d2a7e912",
    category: "CredentialAccess",
    threatFamilyName: "Mimikatz",
    title: "Suspicious access to a credential store",
    description: "A process read memory that holds sign-in secrets.",
    alertCreationTime: "2026-03-04T08:11:51.9034417Z",
    firstEventTime: "2026-03-04T08:09:40Z",
    lastEventTime: "2026-03-04T08:10:02.66Z",
    lastUpdateTime: "2026-03-04T09:02:18.07Z",
    resolvedTime: "2026-03-04T09:02:18.0666667Z",
    machineId: "1f0e9d8c7b6a59483726150493827160f5e4d3c2",
    computerDnsName: "lt-0417.corp.northwind.example",
    rbacGroupName: "Sales laptops",
    aadTenantId: tenantId,
    threatName: "HackTool:Win32/Mimikatz",
    mitreTechniques: ["T1003", "T1003.001"],
    relatedUser: { userName: "jokafor", domainName: "NORTHWIND" },
    loggedOnUsers: [{ accountName: "jokafor", domainName: "NORTHWIND" }],
    comments: [
      {
        comment: "Host isolated.",
        createdBy: "ana.ruiz@northwind.example",
        createdTime: "2026-03-04T09:02:17.540312Z",
      },
    ],
    evidence: [],
    domains: [],
  });
});

test("an alert that has nothing shows null in every place that may be empty", () => {
  const written = write({ detectorId: null });
  const empty = KEYS.filter((key) => written[key] === null);
  assert.deepEqual(empty, [
    "investigationId",
    "assignedTo",
    "classification",
    "determination",
    "detectorId",
    "threatFamilyName",
    "resolvedTime",
    "machineId",
    "computerDnsName",
    "rbacGroupName",
    "threatName",
    "relatedUser",
  ]);
  assert.deepEqual(
    [written.mitreTechniques, written.loggedOnUsers, written.comments, written.evidence, written.domains],
    [[], [], [], [], []],
  );
});

test("a device without an id or a name, or with empty ones, has none", () => {
  const { mdeDeviceId: _, deviceDnsName: __, ...nameless } = device;
  for (const evidence of [nameless, { ...device, mdeDeviceId: "", deviceDnsName: "" }]) {
    const { machineId, computerDnsName, rbacGroupName } = write({ evidence: [evidence] });
    assert.deepEqual([machineId, computerDnsName, rbacGroupName], [null, null, "Sales laptops"]);
  }
});

describe("the related user is the first of the evidence whose account has a name", () => {
  const cases: readonly (readonly [
    why: string,
    accounts: readonly (UserAccount | undefined)[],
    user: unknown,
  ])[] = [
    ["no user", [], null],
    ["a user without an account", [undefined], null],
    ["an account without a name", [{ userSid: "S-1-5-21-1" }, { accountName: "" }], null],
    [
      "the first of two",
      [{ accountName: "jokafor", domainName: "NORTHWIND" }, { accountName: "aruiz" }],
      { userName: "jokafor", domainName: "NORTHWIND" },
    ],
    [
      "a nameless one before it",
      [{ userSid: "S-1-5-21-1" }, { accountName: "aruiz" }],
      { userName: "aruiz", domainName: null },
    ],
    ["an empty domain", [{ accountName: "a", domainName: "" }], { userName: "a", domainName: "" }],
  ];
  for (const [why, accounts, expected] of cases) {
    test(why, () => {
      const mailbox = { ...base, kind: "mailboxEvidence", userAccount: { accountName: "mailbox" } } as const;
      assert.deepEqual(write({ evidence: [mailbox, ...accounts.map(user)] }).relatedUser, expected);
    });
  }
});

test("evidence other than devices is shown where it is asked for", () => {
  const evidence = [device, { ...base, kind: "ipEvidence", ipAddress: "203.0.113.77" } as const, user()];
  assert.deepEqual(write({ evidence }, "listed").evidence, []);
  const expanded = write({ evidence }, "expanded").evidence;
  assert.ok(Array.isArray(expanded));
  assert.deepEqual(
    expanded.map((item) => [item.entityType, item.ipAddress]),
    [
      ["Ip", "203.0.113.77"],
      ["User", null],
    ],
  );
});

test("what a document brought beyond the contract stays out of an Endpoint alert", () => {
  const written = write({ unmapped: { defender: { newField: 1, id: "other", machineId: "other" } } });
  assert.deepEqual(Object.keys(written), KEYS);
  assert.deepEqual([written.id, written.machineId], ["da1", null]);
});

test("a spelling that nobody knows comes out as it came", () => {
  const unmapped = { defender: { severity: "very high" } };
  assert.equal(write({ severity: "very high", unmapped }).severity, "very high");
  assert.equal(write({ severity: "high", unmapped }).severity, "High");
});

/** Where the two APIs have one member under two names, contract/defender.md §§ 5.3, 10.2. */
const SAME: readonly (readonly [endpoint: string, incident: string])[] = [
  ["id", "alertId"],
  ["alertCreationTime", "creationTime"],
  ["firstEventTime", "firstActivity"],
  ["lastEventTime", "lastActivity"],
  ["lastUpdateTime", "lastUpdatedTime"],
  ...[
    "incidentId investigationId assignedTo severity status classification determination investigationState",
    "detectionSource detectorId category threatFamilyName title description resolvedTime mitreTechniques",
  ].flatMap((names) => names.split(" ").map((name) => [name, name] as const)),
];

test("any alert has all members in the order of the wire, and says what the incident says", () => {
  fc.assert(
    fc.property(incidentMembers, (members) => {
      const incident = readDefenderIncident(JSON.parse(`{"incidentId":7,${members.slice(1)}`));
      for (const alert of incident.alerts) {
        const written = writeEndpointAlert({ incidentId: 7, alert }, tenantId, "expanded");
        const inIncident = writeAlert(alert, 7);
        assert.deepEqual(Object.keys(written), KEYS);
        for (const [endpoint, name] of SAME) assert.deepEqual(written[endpoint], inIncident[name], endpoint);
        const shown = written.evidence;
        assert.ok(Array.isArray(shown));
        assert.equal(shown.length, alert.evidence.filter((item) => !isDevice(item)).length);
      }
    }),
    { numRuns: 100 },
  );
});
