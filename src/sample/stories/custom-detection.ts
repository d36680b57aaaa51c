import { deviceSeen } from "../build/device.ts";
import { SYSTEM_FILES } from "../build/file.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { DEVICES } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";

/** Two queries of Northwind's own: script hosts under an office program, and new members of the local administrators. */
export const customDetection: Story = {
  incidentId: 5048,
  begins: "2026-08-14T10:27:44Z",
  tell(scene) {
    const word = startProcess(scene, {
      on: DEVICES.lt0440,
      file: SYSTEM_FILES.word,
      commandLine:
        '"C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE" /n "\\\\file-01\\Shares\\Sales\\Angebot \\"neu\\".docm"',
      at: -95,
      as: PEOPLE.hana,
    });
    const script = startProcess(scene, {
      on: DEVICES.lt0440,
      file: SYSTEM_FILES.mshta,
      commandLine: "mshta.exe \"about:<script>document.title='Angebot';</script>\"",
      at: 0,
      as: PEOPLE.hana,
      parent: word,
    });
    return {
      assignedTo: PEOPLE.ana.userPrincipalName,
      judged: ["falsePositive", "notMalicious"],
      tags: ["NW-hunting"],
      resolvingComment: "Template of the sales department. Query NW-014 now leaves it out by hash.",
      remarks: [
        {
          at: 7_300,
          by: PEOPLE.ana.userPrincipalName,
          text: "Old template, signed macro; it opens a title window and that's it.",
        },
      ],
      alerts: [
        {
          source: SOURCES.endpointCustom,
          title: "[NW-014] Script host under an office program",
          description: "Custom detection: an office program started a host for scripts.",
          category: "Execution",
          severity: "medium",
          mitre: ["T1204.002", "T1218.005"],
          activity: [0, 0],
          raised: 2_960,
          closed: 7_400,
          investigation: [67, "benign"],
          customDetails: { Rule: "NW-014", Frequency: "1h" },
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.lt0440, { verdict: "noThreatsFound" }),
            processSeen(seen, script, { verdict: "noThreatsFound" }),
            processSeen(seen, word, { verdict: "noThreatsFound" }),
          ],
        },
        {
          source: SOURCES.xdrCustom,
          title: "[NW-022] User made administrator of a device and then signed in from abroad",
          description: "Custom detection over devices and sign-ins: both within a day.",
          category: "PrivilegeEscalation",
          severity: "low",
          mitre: ["T1098", "T1078"],
          activity: [-20_400, 30],
          raised: 3_011,
          closed: 7_400,
          investigation: [null, "unsupportedAlertType"],
          customDetails: { Rule: "NW-022", Country: "Japan" },
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.lt0440, { verdict: "noThreatsFound" }),
            userSeen(seen, PEOPLE.hana, { verdict: "noThreatsFound", roles: ["added"] }),
            {
              kind: "registryKeyEvidence",
              ...seen({ verdict: "noThreatsFound", roles: ["edited"] }),
              mdeDeviceId: DEVICES.lt0440.mdeDeviceId,
              registryHive: "HKEY_LOCAL_MACHINE",
              registryKey: "SAM\\SAM\\Domains\\Builtin\\Aliases\\00000220",
            },
          ],
        },
      ],
    };
  },
};
