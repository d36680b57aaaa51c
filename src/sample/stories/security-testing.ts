import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { connectionSeen } from "../build/network.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { DEVICES } from "../tenant/devices.ts";
import { NIGHT_WATCH, PEOPLE } from "../tenant/people.ts";

const testFile: SampleFile = { name: "eicar.txt", path: "C:\\Temp", size: 68 };

/** The helpdesk checks that antivirus is awake. */
export const antivirusTest: Story = {
  incidentId: 5019,
  begins: "2026-07-13T12:30:00Z",
  tell: () => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["informationalExpectedActivity", "securityTesting"],
    resolvingComment: "Monthly check.",
    remarks: [
      { at: 1_200, by: PEOPLE.ana.userPrincipalName, text: "Jonas (helpdesk) tests new images with it. 👍" },
    ],
    alerts: [
      {
        source: SOURCES.antivirus,
        title: "'EICAR_Test_File' malware was prevented",
        description: "The harmless file that vendors agreed on for tests was found.",
        category: "Malware",
        severity: "informational",
        activity: [0, 0],
        raised: 20,
        closed: 1_200,
        threat: "Virus:DOS/EICAR_Test_File",
        family: "EICAR_Test_File",
        investigation: [47, "suppressedAlert"],
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.lt0105, { verdict: "noThreatsFound" }),
          fileSeen(
            seen,
            DEVICES.lt0105,
            testFile,
            { verdict: "malicious", remediationStatus: "prevented" },
            "prevented",
          ),
        ],
      },
    ],
  }),
};

/** A hired red team walks the path that the year's exercise allows. */
export const redTeam: Story = {
  incidentId: 5070,
  begins: "2026-09-09T20:05:00Z",
  tell(scene) {
    const beacon = startProcess(scene, {
      on: DEVICES.dev07,
      file: { name: "exercise.exe", path: "C:\\RedTeam\\2026", size: 55_808 },
      commandLine:
        "C:\\RedTeam\\2026\\exercise.exe --note \"authorised test, ask 'red@lighthouse-soc.example'\"",
      at: 0,
      as: PEOPLE.developer,
      parent: SYSTEM_FILES.powershell,
    });
    return {
      assignedTo: PEOPLE.ana.userPrincipalName,
      judged: ["informationalExpectedActivity", "securityPersonnel"],
      tags: ["exercise 2026"],
      resolvingComment: "Authorised exercise; all of it was seen within the agreed time.",
      remarks: [
        { at: 3_300, by: NIGHT_WATCH, text: "Isolated DEV-07. Not on my list of exercises, calling Ana." },
        {
          at: 5_400,
          by: PEOPLE.ana.userPrincipalName,
          text: "It's the exercise. Good catch, isolation lifted.",
        },
      ],
      alerts: [
        {
          source: SOURCES.endpoint,
          title: "Unsigned program talks to a new address in regular steps",
          description: "The pattern of a program that waits for orders.",
          category: "CommandAndControl",
          severity: "medium",
          mitre: ["T1071", "T1573"],
          activity: [0, 1_800],
          raised: 2_022,
          closed: 5_500,
          investigation: [96, "terminatedByUser"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.dev07, {}, "medium"),
            processSeen(seen, beacon, { remediationStatus: "declined" }),
            connectionSeen(seen, {
              from: DEVICES.dev07.lastIpAddress,
              fromPort: 52_011,
              to: "198.51.100.200",
              toPort: 8_443,
            }),
            userSeen(seen, PEOPLE.developer),
          ],
        },
      ],
    };
  },
};
