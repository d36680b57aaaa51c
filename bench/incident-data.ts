import type { Alert } from "../src/domain/alert/alert.ts";
import type { Evidence } from "../src/domain/evidence/evidence.ts";
import type { Incident } from "../src/domain/incident/incident.ts";
import { timestampFromMs } from "../src/domain/time.ts";

const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;

/** An incident of about 5 kB on the wire: one alert with a device, a process, three files, a user and an address. */
export function benchIncident(incidentId: number): Incident {
  const at = (minutes: number) =>
    timestampFromMs(START_MS + incidentId * MINUTE_MS + minutes * MINUTE_MS, 4667);
  const deviceId = hex(incidentId, 40);
  const base = {
    createdDateTime: at(2),
    verdict: "suspicious",
    remediationStatus: "none",
    roles: [],
    detailedRoles: [],
    tags: [],
  } as const;
  const file = (name: string): Evidence => ({
    ...base,
    kind: "fileEvidence",
    detectionStatus: "detected",
    mdeDeviceId: deviceId,
    fileDetails: {
      sha1: hex(incidentId + 1, 40),
      sha256: hex(incidentId + 2, 64),
      fileName: name,
      filePath: "C:\\Users\\Public\\tools",
    },
  });
  const evidence: readonly Evidence[] = [
    {
      ...base,
      kind: "deviceEvidence",
      mdeDeviceId: deviceId,
      azureAdDeviceId: "c7a2e6d1-90f4-4a2b-8d3e-51b7f0a6c9e4",
      deviceDnsName: `lt-${incidentId % 5_000}.corp.northwind.example`,
      osPlatform: "Windows11",
      version: "23H2",
      osProcessor: "x64",
      osBuild: 22631,
      healthStatus: "active",
      riskScore: "high",
      rbacGroupName: "Sales laptops",
      firstSeenDateTime: at(-90_000),
      defenderAvStatus: "updated",
      onboardingStatus: "onboarded",
      loggedOnUsers: [{ accountName: "jokafor", domainName: "NORTHWIND" }],
    },
    {
      ...base,
      kind: "processEvidence",
      detectionStatus: "detected",
      mdeDeviceId: deviceId,
      imageFile: {
        sha1: hex(incidentId + 3, 40),
        sha256: hex(incidentId + 4, 64),
        fileName: "dumper.exe",
        filePath: "C:\\Users\\Public\\tools",
      },
      processId: 7344,
      processCommandLine: '"dumper.exe" -p 812 --out C:\\Users\\Public\\tools\\memory.bin',
      processCreationDateTime: at(0),
      parentProcessId: 5120,
      parentProcessCreationDateTime: at(0),
      parentProcessImageFile: {
        fileName: "cmd.exe",
        filePath: "\\Device\\HarddiskVolume3\\Windows\\System32",
      },
      userAccount: {
        accountName: "jokafor",
        domainName: "NORTHWIND",
        userSid: "S-1-5-21-1004336348-1177238915-682003330-1207",
        userPrincipalName: "j.okafor@northwind.example",
      },
    },
    file("dumper.exe"),
    file("memory.bin"),
    file("notes.txt"),
    {
      ...base,
      kind: "userEvidence",
      userAccount: {
        accountName: "jokafor",
        domainName: "NORTHWIND",
        userSid: "S-1-5-21-1004336348-1177238915-682003330-1207",
      },
    },
    { ...base, kind: "ipEvidence", ipAddress: "203.0.113.77" },
  ];
  return {
    incidentId,
    redirectIncidentId: null,
    displayName: "Credential access incident on one endpoint involving one user",
    createdDateTime: at(2),
    lastUpdateDateTime: at(30),
    assignedTo: incidentId % 3 === 0 ? "ana.ruiz@northwind.example" : null,
    classification: "unknown",
    determination: "unknown",
    status: incidentId % 4 === 0 ? "inProgress" : "active",
    severity: "high",
    customTags: ["tier2"],
    systemTags: [],
    description: null,
    summary: null,
    resolvingComment: null,
    lastModifiedBy: null,
    priorityScore: null,
    comments: [],
    alerts: [alert(incidentId, at, evidence)],
  };
}

function alert(
  incidentId: number,
  at: (minutes: number) => Incident["createdDateTime"],
  evidence: readonly Evidence[],
): Alert {
  const id = `${hex(incidentId, 8)}-6b22-4d1e-9a4f-70c2e8b1d455_1`;
  return {
    alertId: `da${id}`,
    providerAlertId: id,
    serviceSource: "microsoftDefenderForEndpoint",
    detectionSource: "microsoftDefenderForEndpoint",
    detectorId: "9e6b1a40-1d7c-4d07-8f0a-3c55d2a7e912",
    createdDateTime: at(1),
    lastUpdateDateTime: at(30),
    resolvedDateTime: null,
    firstActivityDateTime: at(0),
    lastActivityDateTime: at(1),
    title: "Suspicious access to a credential store",
    description: "A process read memory that holds sign-in secrets. ".repeat(24).trim(),
    category: "CredentialAccess",
    status: "new",
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

/** Digits that differ from incident to incident, without the cost of a hash. */
function hex(seed: number, length: number): string {
  let state = (seed * 2_654_435_761) >>> 0;
  let text = "";
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += state.toString(16).padStart(8, "0");
  }
  return text.slice(0, length);
}
