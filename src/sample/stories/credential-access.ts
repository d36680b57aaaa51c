import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { connectionSeen, ipSeen, PLACES } from "../build/network.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { accountOf, userSeen } from "../build/user.ts";
import { DEVICES } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";

const dumper: SampleFile = { name: "dumper.exe", path: "C:\\Users\\Public\\tools", size: 742_912 };
const dump: SampleFile = { name: "debug-0x32c.dmp", path: "C:\\Users\\Public\\tools", size: 61_402_331 };

/** Secrets are read from memory on a sales laptop, then used on the jump server; two incidents are merged in. */
export const credentialAccess: Story = {
  incidentId: 5121,
  begins: "2026-10-21T08:09:11Z",
  tell(scene) {
    const shell = startProcess(scene, {
      on: DEVICES.lt0417,
      file: SYSTEM_FILES.cmd,
      commandLine: '"cmd.exe" /k cd /d "C:\\Users\\Public\\tools"',
      at: 0,
      as: PEOPLE.jude,
    });
    const dumping = startProcess(scene, {
      on: DEVICES.lt0417,
      file: dumper,
      commandLine: '"dumper.exe" -p 812 -o "debug-0x32c.dmp" --quiet',
      at: 29,
      as: PEOPLE.jude,
      parent: shell,
    });
    const remote = startProcess(scene, {
      on: DEVICES.jump01,
      file: SYSTEM_FILES.powershell,
      commandLine:
        "powershell.exe -NoProfile -Command \"Get-ADGroupMember 'Domain Admins' | Export-Csv C:\\PerfLogs\\a.csv\"",
      at: 1_502,
      as: PEOPLE.admin,
      parent: SYSTEM_FILES.wmiHost,
    });
    return {
      status: "inProgress",
      assignedTo: PEOPLE.ana.userPrincipalName,
      judged: ["truePositive", "compromisedAccount"],
      tags: ["tier2", "VIP"],
      systemTags: ["Credential Phish"],
      summary:
        "Sign-in secrets of an administrator were taken from a sales laptop and used on the jump server.",
      priorityScore: 91,
      remarks: [
        {
          at: 3_186,
          by: PEOPLE.ana.userPrincipalName,
          text: "Host isolated, waiting for the user to confirm.",
        },
        {
          at: 9_420,
          by: PEOPLE.ana.userPrincipalName,
          text: "Kofi had signed in to LT-0417 at 07:50 to fix a printer. His password and Kerberos tickets are reset.",
        },
      ],
      merged: {
        at: 1_990,
        sources: [
          {
            incidentId: 5124,
            at: 1_613,
            name: "Administrator account used from an unusual device on multiple endpoints",
            severity: "high",
          },
          {
            incidentId: 5125,
            at: 1_808,
            name: "Unfamiliar sign-in properties involving one user",
            severity: "medium",
          },
        ],
      },
      alerts: [
        {
          source: SOURCES.endpoint,
          title: "Suspicious access to a credential store",
          description: "A process read memory that holds sign-in secrets.",
          category: "CredentialAccess",
          severity: "high",
          mitre: ["T1003", "T1003.001"],
          activity: [29, 51],
          raised: 160,
          updated: 3_186,
          investigation: [88, "pendingApproval"],
          recommended: "Isolate the device. Reset the passwords of everyone who was signed in to it.",
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.lt0417, { verdict: "malicious" }, "high"),
            processSeen(seen, dumping, { verdict: "malicious", remediationStatus: "active" }),
            processSeen(seen, shell),
            fileSeen(seen, DEVICES.lt0417, dumper, {
              verdict: "malicious",
              remediationStatus: "notFound",
              remediationStatusDetails: "The file was gone when the action ran.",
            }),
            userSeen(seen, PEOPLE.jude),
          ],
        },
        {
          source: SOURCES.endpoint,
          title: "Memory dump of a protected process was written",
          description:
            "A file with the memory of the local security authority was created in a public folder.",
          category: "CredentialAccess",
          severity: "medium",
          mitre: ["T1003.001"],
          activity: [48, 51],
          raised: 205,
          investigation: [88, "pendingApproval"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.lt0417, {}, "high"),
            fileSeen(seen, DEVICES.lt0417, dump, {
              remediationStatus: "pendingApproval",
              roles: ["created"],
            }),
            processSeen(seen, dumping, { verdict: "malicious", remediationStatus: "active" }),
          ],
        },
        {
          source: SOURCES.endpoint,
          title: "Administrator account used from an unusual device",
          description:
            "A remote session to a server was opened with an account that has never come from this device.",
          category: "LateralMovement",
          severity: "high",
          mitre: ["T1021.006", "T1078.002"],
          activity: [1_480, 1_502],
          raised: 1_611,
          investigation: [91, "running"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.jump01, { roles: ["destination", "attacked"] }, "medium"),
            deviceSeen(seen, DEVICES.lt0417, { roles: ["source"], detailedRoles: [] }, "high"),
            processSeen(seen, remote),
            connectionSeen(seen, {
              from: DEVICES.lt0417.lastIpAddress,
              fromPort: 50_322,
              to: DEVICES.jump01.lastIpAddress,
              toPort: 5_985,
            }),
            {
              kind: "hostLogonSessionEvidence",
              ...seen(),
              sessionId: "0x3e7a1c",
              account: {
                kind: "userEvidence",
                ...seen({ roles: ["compromised"] }),
                userAccount: accountOf(PEOPLE.admin),
              },
              host: deviceSeen(seen, DEVICES.jump01),
              startUtcDateTime: scene.tick(1_480),
              endUtcDateTime: scene.tick(3_122),
            },
            userSeen(seen, PEOPLE.admin, { roles: ["compromised"] }),
          ],
        },
        {
          source: SOURCES.signIn,
          title: "Unfamiliar sign-in properties",
          description: "A sign-in had properties that have not been seen for this user before.",
          category: "InitialAccess",
          severity: "medium",
          mitre: ["T1078", "T1078.004"],
          activity: [1_702, 1_702],
          raised: 1_806,
          detector: "UnfamiliarLocation",
          assignedTo: null,
          evidence: (seen) => [
            userSeen(seen, PEOPLE.admin),
            ipSeen(seen, "203.0.113.41", { roles: ["source"] }, PLACES.exit),
            { kind: "cloudLogonRequestEvidence", ...seen(), requestId: scene.guid("sign-in request") },
          ],
        },
      ],
    };
  },
};
