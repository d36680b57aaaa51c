import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { connectionSeen, ipSeen, PLACES } from "../build/network.ts";
import { processSeen, startProcess } from "../build/process.ts";
import type { Scene } from "../build/scene.ts";
import { SOURCES } from "../build/sources.ts";
import type { AlertPlan, Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { DEVICES, type Device } from "../tenant/devices.ts";
import { NIGHT_WATCH, PEOPLE, SYSTEM } from "../tenant/people.ts";

const ACTOR = "Glass Heron";
const loader: SampleFile = {
  name: "printspooler64.dll",
  path: "C:\\ProgramData\\Drivers",
  size: 411_136,
  variant: "heron",
};
const locker: SampleFile = { name: "frostlock.exe", path: "C:\\PerfLogs", size: 1_204_224 };
const note: SampleFile = {
  name: "READ ME - YOUR FILES ARE FROZEN.txt",
  path: "D:\\Shares\\Finance",
  size: 1_733,
};

/** A person behind a keyboard goes from a web portal's account to the file server, and encryption begins. */
export const ransomware: Story = {
  incidentId: 5153,
  begins: "2026-11-10T01:12:40Z",
  tell: (scene) => ({
    status: "inProgress",
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["truePositive", "multiStagedAttack"],
    tags: ["tier2", "major incident", "legal hold"],
    systemTags: ["Ransomware", "Attack Disruption"],
    summary:
      "Hands-on-keyboard ransomware: remote access, lateral movement, backups deleted, encryption stopped early.",
    priorityScore: 100,
    remarks: [
      { at: 6_930, by: NIGHT_WATCH, text: "Called the on-call manager, bridge is open." },
      {
        at: 9_660,
        by: PEOPLE.ana.userPrincipalName,
        text: "Containment by attack disruption held: 212 files encrypted on FILE-01, nothing on the other servers.",
      },
      {
        at: 40_120,
        by: PEOPLE.ana.userPrincipalName,
        text: "Restore from the offline copy has begun. Keep every device isolated until forensics is done.",
      },
    ],
    alerts: [
      ...arrival(scene),
      ...movement(scene),
      ...encryption(scene),
      {
        source: SOURCES.xdr,
        title: "Compromised account was contained by attack disruption",
        description: "An account that took part in an attack was disabled so that it cannot spread further.",
        category: "LateralMovement",
        severity: "high",
        mitre: ["T1021.002"],
        activity: [3_980, 5_410],
        raised: 5_520,
        actor: ACTOR,
        systemTags: ["Attack Disruption"],
        investigation: [null, "unsupportedAlertType"],
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.file01, { remediationStatus: "remediated" }, "high"),
          deviceSeen(seen, DEVICES.backup01, { remediationStatus: "remediated", detailedRoles: [] }, "high"),
          userSeen(seen, PEOPLE.backup, {
            verdict: "malicious",
            remediationStatus: "remediated",
            remediationStatusDetails: "The account was disabled.",
            roles: ["compromised", "attacker"],
          }),
        ],
      },
    ],
  }),
};

function arrival(scene: Scene): readonly AlertPlan[] {
  const loading = startProcess(scene, {
    on: DEVICES.app01,
    file: SYSTEM_FILES.rundll32,
    commandLine: "rundll32.exe C:\\ProgramData\\Drivers\\printspooler64.dll,StartW",
    at: 611,
    as: SYSTEM,
    parent: SYSTEM_FILES.services,
  });
  return [
    {
      source: SOURCES.endpoint,
      title: "Library loaded from an unusual folder talks to a rare address",
      description:
        "A system program loaded a library that nobody has signed, then called out every 45 seconds.",
      category: "CommandAndControl",
      severity: "medium",
      mitre: ["T1071.001", "T1218.011"],
      activity: [611, 2_240],
      raised: 2_390,
      actor: ACTOR,
      family: "Quillgate",
      investigation: [140, "partiallyInvestigated"],
      evidence: (seen) => [
        deviceSeen(seen, DEVICES.app01, { verdict: "malicious" }, "high"),
        processSeen(seen, loading, { verdict: "malicious", remediationStatus: "remediated" }),
        fileSeen(seen, DEVICES.app01, loader, {
          verdict: "malicious",
          remediationStatus: "remediated",
          roles: ["loaded"],
        }),
        ipSeen(seen, "203.0.113.66", { verdict: "malicious", roles: ["commandAndControl"] }, PLACES.hosting),
        connectionSeen(seen, {
          from: DEVICES.app01.lastIpAddress,
          fromPort: 61_004,
          to: "203.0.113.66",
          toPort: 443,
        }),
      ],
    },
  ];
}

function movement(scene: Scene): readonly AlertPlan[] {
  const hops: readonly (readonly [Device, number])[] = [
    [DEVICES.backup01, 3_100],
    [DEVICES.file01, 3_640],
    [DEVICES.sql01, 3_905],
    [DEVICES.lt0203, 4_070],
    [DEVICES.lt0401, 4_131],
  ];
  return hops.map(([device, at]) => {
    const service = startProcess(scene, {
      on: device,
      file: SYSTEM_FILES.cmd,
      commandLine: `cmd.exe /Q /c copy \\\\${DEVICES.app01.hostName}\\c$\\PerfLogs\\frostlock.exe C:\\PerfLogs\\ 1> \\\\${device.lastIpAddress}\\ADMIN$\\__o 2>&1`,
      at,
      as: PEOPLE.backup,
      parent: SYSTEM_FILES.wmiHost,
    });
    return {
      source: SOURCES.endpoint,
      title: "Program was copied and started over the network",
      description:
        "A service account that normally runs backups copied a program to this device and started it.",
      category: "LateralMovement",
      severity: "high",
      mitre: ["T1021.002", "T1570"],
      activity: [at, at + 9],
      raised: at + 118,
      actor: ACTOR,
      investigation: [141, "partiallyRemediated"],
      evidence: (seen) => [
        deviceSeen(seen, device, { roles: ["destination"] }, "high"),
        deviceSeen(seen, DEVICES.app01, { roles: ["source"], detailedRoles: [] }, "high"),
        processSeen(seen, service, {
          verdict: "malicious",
          remediationStatus: "partiallyRemediated",
        }),
        fileSeen(seen, device, locker, { verdict: "malicious", remediationStatus: "prevented" }, "prevented"),
        userSeen(seen, PEOPLE.backup, { roles: ["compromised"] }),
      ],
    };
  });
}

function encryption(scene: Scene): readonly AlertPlan[] {
  const deleting = startProcess(scene, {
    on: DEVICES.backup01,
    file: SYSTEM_FILES.shadowCopies,
    commandLine: "vssadmin.exe delete shadows /all /quiet",
    at: 5_020,
    as: PEOPLE.backup,
    parent: SYSTEM_FILES.wmiHost,
  });
  const locking = startProcess(scene, {
    on: DEVICES.file01,
    file: locker,
    commandLine: 'C:\\PerfLogs\\frostlock.exe --path "D:\\Shares" --threads 16 --note',
    at: 5_204,
    as: PEOPLE.backup,
    parent: SYSTEM_FILES.wmiHost,
  });
  return [
    {
      source: SOURCES.endpoint,
      title: "Restore points were deleted",
      description: "All shadow copies of a server were deleted, as ransomware does before it encrypts.",
      category: "Impact",
      severity: "high",
      mitre: ["T1490"],
      activity: [5_020, 5_024],
      raised: 5_090,
      actor: ACTOR,
      evidence: (seen) => [
        deviceSeen(seen, DEVICES.backup01, { verdict: "malicious" }, "high"),
        processSeen(seen, deleting, {
          verdict: "malicious",
          remediationStatus: "unremediated",
        }),
      ],
    },
    {
      source: SOURCES.antivirus,
      title: "'Frostlock' ransomware was stopped",
      description: "Malware that encrypts files and asks for money was found and stopped on a file server.",
      category: "Ransomware",
      severity: "high",
      mitre: ["T1486"],
      activity: [5_204, 5_266],
      raised: 5_301,
      actor: ACTOR,
      threat: "Ransom:Win64/Frostlock.A",
      family: "Frostlock",
      investigation: [142, "failed"],
      evidence: (seen) => [
        deviceSeen(seen, DEVICES.file01, { verdict: "malicious" }, "high"),
        processSeen(seen, locking, { verdict: "malicious", remediationStatus: "blocked" }, "blocked"),
        fileSeen(seen, DEVICES.file01, note, { roles: ["created"], remediationStatus: "active" }),
        {
          kind: "malwareEvidence",
          ...seen({ verdict: "malicious", remediationStatus: "blocked" }),
          name: "Ransom:Win64/Frostlock.A",
          category: "Ransomware",
          files: [fileSeen(seen, DEVICES.file01, locker, { verdict: "malicious" }, "blocked")],
          processes: [processSeen(seen, locking, { verdict: "malicious" }, "blocked")],
        },
      ],
    },
  ];
}
