import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { time } from "../../../test/fixtures/incidents.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import { DocumentReader } from "../document.ts";
import { writeEndpointEvidence } from "./endpoint-evidence.ts";
import { readEntity } from "./entity-reader.ts";
import { entities } from "./wire-incident.fixture.ts";

const KEYS =
  "entityType, evidenceCreationTime, sha1, sha256, fileName, filePath, processId, processCommandLine, processCreationTime, parentProcessId, parentProcessCreationTime, parentProcessFileName, parentProcessFilePath, ipAddress, url, registryKey, registryHive, registryValueType, registryValue, registryValueName, accountName, domainName, userSid, aadUserId, userPrincipalName, detectionStatus".split(
    ", ",
  );
const created = time("2026-03-04T08:11:52.25Z");
const base = {
  createdDateTime: created,
  verdict: "malicious",
  remediationStatus: "active",
  roles: [],
  detailedRoles: [],
  tags: [],
} as const;
const userAccount = {
  accountName: "jokafor",
  domainName: "NORTHWIND",
  userSid: "S-1-5-21-1",
  azureAdUserId: "3f8d2b60-7a51-4f0c-b1c9-e2a4d6075b83",
  userPrincipalName: "j.okafor@northwind.example",
};
const shownAccount = {
  accountName: "jokafor",
  domainName: "NORTHWIND",
  userSid: "S-1-5-21-1",
  aadUserId: "3f8d2b60-7a51-4f0c-b1c9-e2a4d6075b83",
  userPrincipalName: "j.okafor@northwind.example",
};

describe("evidence shows what it knows, and null in every other place", () => {
  const cases: readonly (readonly [Evidence, object])[] = [
    [
      { ...base, kind: "userEvidence", userAccount },
      { entityType: "User", ...shownAccount },
    ],
    [
      { ...base, kind: "ipEvidence", ipAddress: "203.0.113.77" },
      { entityType: "Ip", ipAddress: "203.0.113.77" },
    ],
    [
      { ...base, kind: "urlEvidence", url: "https://pay.fabrikam.example/" },
      { entityType: "Url", url: "https://pay.fabrikam.example/" },
    ],
    [
      {
        ...base,
        kind: "fileEvidence",
        fileDetails: { sha1: "0a1b", sha256: "11aa", fileName: "a.exe", filePath: "C:\\", md5: "ff" },
        detectionStatus: "prevented",
        mdeDeviceId: "1f0e",
      },
      {
        entityType: "File",
        sha1: "0a1b",
        sha256: "11aa",
        fileName: "a.exe",
        filePath: "C:\\",
        detectionStatus: "Prevented",
      },
    ],
    [
      {
        ...base,
        kind: "processEvidence",
        imageFile: { fileName: "a.exe" },
        processId: 0,
        processCommandLine: "a -p",
        processCreationDateTime: time("2026-03-04T08:09:40.0010442Z"),
        parentProcessId: 5120,
        parentProcessCreationDateTime: time("2026-03-04T08:09:11Z"),
        parentProcessImageFile: { fileName: "cmd.exe", filePath: "C:\\Windows" },
        userAccount,
        detectionStatus: "detected",
      },
      {
        entityType: "Process",
        fileName: "a.exe",
        processId: 0,
        processCommandLine: "a -p",
        processCreationTime: "2026-03-04T08:09:40.0010442Z",
        parentProcessId: 5120,
        parentProcessCreationTime: "2026-03-04T08:09:11Z",
        parentProcessFileName: "cmd.exe",
        parentProcessFilePath: "C:\\Windows",
        ...shownAccount,
        detectionStatus: "Detected",
      },
    ],
    [
      {
        ...base,
        kind: "registryKeyEvidence",
        registryHive: "HKEY_LOCAL_MACHINE",
        registryKey: "SOFTWARE\\A",
      },
      { entityType: "Registry", registryHive: "HKEY_LOCAL_MACHINE", registryKey: "SOFTWARE\\A" },
    ],
    [
      {
        ...base,
        kind: "registryValueEvidence",
        registryHive: "HKEY_LOCAL_MACHINE",
        registryKey: "SOFTWARE\\A",
        registryValueName: "Run",
        registryValueType: "String",
        registryValue: "a.exe",
      },
      {
        entityType: "Registry",
        registryHive: "HKEY_LOCAL_MACHINE",
        registryKey: "SOFTWARE\\A",
        registryValueName: "Run",
        registryValueType: "String",
        registryValue: "a.exe",
      },
    ],
    [
      {
        ...base,
        kind: "mailboxEvidence",
        upn: "help@northwind.example",
        primaryAddress: "help@northwind.example",
      },
      { entityType: "Mailbox", userPrincipalName: "help@northwind.example" },
    ],
    [{ ...base, kind: "mailClusterEvidence", emailCount: 3 }, { entityType: "MailCluster" }],
    [{ ...base, kind: "cloudApplicationEvidence", displayName: "Mail" }, { entityType: "CloudApplication" }],
    [{ ...base, kind: "other:Something new" }, { entityType: "Something new" }],
  ];
  for (const [evidence, shown] of cases) {
    test(evidence.kind, () => {
      const written = writeEndpointEvidence(evidence);
      assert.deepEqual(Object.keys(written), KEYS);
      assert.deepEqual(written, {
        ...Object.fromEntries(KEYS.map((key) => [key, null])),
        evidenceCreationTime: "2026-03-04T08:11:52.25Z",
        ...shown,
      });
    });
  }
});

describe("members that a document brought for another type stand in their places", () => {
  const kept = (defender: object) => {
    const entity = new DocumentReader(
      JSON.parse(JSON.stringify({ entityType: "Registry", ...defender })),
      "",
    );
    return writeEndpointEvidence(readEntity(entity, created));
  };
  test("a text and a number", () => {
    const written = kept({ url: "https://a.example/", processId: 7, registryValueName: "Run" });
    assert.deepEqual(
      [written.url, written.processId, written.registryValueName],
      ["https://a.example/", 7, "Run"],
    );
  });
  test("a name that the domain has counts before one that was kept", () => {
    const written = writeEndpointEvidence({
      ...base,
      kind: "registryValueEvidence",
      registryValueName: "Run",
      unmapped: { defender: { registryValueName: "Kept" } },
    });
    assert.equal(written.registryValueName, "Run");
  });
  test("anything else does not show", () => {
    const written = kept({ url: { a: 1 }, processId: [7], accountName: true, __proto__: { userSid: "x" } });
    assert.deepEqual(
      [written.url, written.processId, written.accountName, written.userSid],
      [null, null, null, null],
    );
  });
});

describe("whatever an incident's entity holds", () => {
  for (const [type, arbitrary] of Object.entries(entities)) {
    test(`${type} has all members in the order of the wire, with the entity's values`, () => {
      fc.assert(
        fc.property(arbitrary, (text) => {
          const entity = JSON.parse(text);
          const written = writeEndpointEvidence(readEntity(new DocumentReader(entity, ""), created));
          assert.deepEqual(Object.keys(written), KEYS);
          for (const key of KEYS) {
            const value = Object.hasOwn(entity, key) ? entity[key] : null;
            assert.deepEqual(written[key], value, key);
          }
        }),
        { numRuns: 60 },
      );
    });
  }
});
