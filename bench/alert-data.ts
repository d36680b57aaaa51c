import type { Alert } from "../src/domain/alert/alert.ts";
import type { Evidence } from "../src/domain/evidence/evidence.ts";
import type { Timestamp } from "../src/domain/time.ts";

/** What alerts of the benchmarks differ by. */
export interface AlertFacts {
  readonly incidentId: number;
  readonly device: { readonly mdeDeviceId: string; readonly deviceDnsName: string };
  readonly at: { readonly created: Timestamp; readonly updated: Timestamp };
  readonly status: Alert["status"];
}

const USER = {
  accountName: "jokafor",
  domainName: "NORTHWIND",
  userSid: "S-1-5-21-1004336348-1177238915-682003330-1207",
} as const;

/** An alert of about 4.5 kB on the wire: a device, a process, three files, a user and an address. */
export function largeAlert(facts: AlertFacts): Alert {
  return alertOf(facts, 24, [
    deviceOf(facts),
    processOf(facts),
    fileOf(facts, "dumper.exe"),
    fileOf(facts, "memory.bin"),
    fileOf(facts, "notes.txt"),
    userOf(facts),
    { ...baseOf(facts), kind: "ipEvidence", ipAddress: "203.0.113.77" },
  ]);
}

/** An alert of about 1.7 kB on the wire: a device, a file and a user. */
export function smallAlert(facts: AlertFacts): Alert {
  return alertOf(facts, 2, [deviceOf(facts), fileOf(facts, "dumper.exe"), userOf(facts)]);
}

function alertOf(
  { incidentId, at, status }: AlertFacts,
  sentences: number,
  evidence: readonly Evidence[],
): Alert {
  const id = `${hex(incidentId, 8)}-6b22-4d1e-9a4f-70c2e8b1d455_1`;
  return {
    alertId: `da${id}`,
    providerAlertId: id,
    serviceSource: "microsoftDefenderForEndpoint",
    detectionSource: "microsoftDefenderForEndpoint",
    detectorId: "9e6b1a40-1d7c-4d07-8f0a-3c55d2a7e912",
    createdDateTime: at.created,
    lastUpdateDateTime: at.updated,
    resolvedDateTime: status === "resolved" ? at.updated : null,
    firstActivityDateTime: at.created,
    lastActivityDateTime: at.created,
    title: "Suspicious access to a credential store",
    description: "A process read memory that holds sign-in secrets. ".repeat(sentences).trim(),
    category: "CredentialAccess",
    status,
    severity: "high",
    investigationId: 88,
    investigationState: "pendingApproval",
    classification: null,
    determination: null,
    assignedTo: null,
    actorDisplayName: null,
    threatDisplayName: null,
    threatFamilyName: null,
    mitreTechniques: ["T1003", "T1003.001"],
    systemTags: [],
    recommendedActions: null,
    alertPolicyId: null,
    comments: [],
    customDetails: {},
    additionalData: {},
    evidence,
  };
}

function baseOf({ at }: AlertFacts) {
  return {
    createdDateTime: at.created,
    verdict: "suspicious",
    remediationStatus: "none",
    roles: [],
    detailedRoles: [],
    tags: [],
  } as const;
}

function deviceOf(facts: AlertFacts): Evidence {
  return {
    ...baseOf(facts),
    ...facts.device,
    kind: "deviceEvidence",
    azureAdDeviceId: "c7a2e6d1-90f4-4a2b-8d3e-51b7f0a6c9e4",
    osPlatform: "Windows11",
    version: "23H2",
    osProcessor: "x64",
    osBuild: 22631,
    healthStatus: "active",
    riskScore: "high",
    rbacGroupName: "Sales laptops",
    firstSeenDateTime: facts.at.created,
    defenderAvStatus: "updated",
    onboardingStatus: "onboarded",
    loggedOnUsers: [{ accountName: USER.accountName, domainName: USER.domainName }],
  };
}

function processOf(facts: AlertFacts): Evidence {
  const { created } = facts.at;
  return {
    ...baseOf(facts),
    kind: "processEvidence",
    detectionStatus: "detected",
    mdeDeviceId: facts.device.mdeDeviceId,
    imageFile: {
      sha1: hex(facts.incidentId + 3, 40),
      sha256: hex(facts.incidentId + 4, 64),
      fileName: "dumper.exe",
      filePath: "C:\\Users\\Public\\tools",
    },
    processId: 7344,
    processCommandLine: '"dumper.exe" -p 812 --out C:\\Users\\Public\\tools\\memory.bin',
    processCreationDateTime: created,
    parentProcessId: 5120,
    parentProcessCreationDateTime: created,
    parentProcessImageFile: { fileName: "cmd.exe", filePath: "\\Device\\HarddiskVolume3\\Windows\\System32" },
    userAccount: { ...USER, userPrincipalName: "j.okafor@northwind.example" },
  };
}

function fileOf(facts: AlertFacts, fileName: string): Evidence {
  return {
    ...baseOf(facts),
    kind: "fileEvidence",
    detectionStatus: "detected",
    mdeDeviceId: facts.device.mdeDeviceId,
    fileDetails: {
      sha1: hex(facts.incidentId + 1, 40),
      sha256: hex(facts.incidentId + 2, 64),
      fileName,
      filePath: "C:\\Users\\Public\\tools",
    },
  };
}

function userOf(facts: AlertFacts): Evidence {
  return { ...baseOf(facts), kind: "userEvidence", userAccount: USER };
}

/** Digits that differ from incident to incident, without the cost of a hash. */
export function hex(seed: number, length: number): string {
  let state = (seed * 2_654_435_761) >>> 0;
  let text = "";
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += state.toString(16).padStart(8, "0");
  }
  return text.slice(0, length);
}
