import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { ipSeen, PLACES } from "../build/network.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { DEVICES } from "../tenant/devices.ts";
import { NIGHT_WATCH, PEOPLE, SYSTEM } from "../tenant/people.ts";

const implant: SampleFile = { name: "winhlpsvc.exe", path: "C:\\Windows\\Help\\Corporate", size: 96_256 };

/** Hunters of the vendor write to Northwind about a quiet visitor on the historian; an action waits for consent. */
export const threatExperts: Story = {
  incidentId: 5140,
  begins: "2026-11-02T09:30:00Z",
  tell(scene) {
    const service = startProcess(scene, {
      on: DEVICES.historian,
      file: implant,
      commandLine: "C:\\Windows\\Help\\Corporate\\winhlpsvc.exe -k netsvcs",
      at: -2_600_000,
      as: SYSTEM,
      parent: SYSTEM_FILES.services,
    });
    return {
      status: "awaitingAction",
      assignedTo: PEOPLE.ana.userPrincipalName,
      judged: ["truePositive", "apt"],
      tags: ["tier3", "quiet"],
      systemTags: ["Defender Experts"],
      summary: "A long-lived implant on the historian. Isolation waits for the factory's maintenance window.",
      priorityScore: 97,
      remarks: [
        {
          at: 5_800,
          by: PEOPLE.ana.userPrincipalName,
          text: "Do not reboot and do not isolate before Sunday 04:00, oven line 3 runs on it.",
        },
        { at: 33_000, by: NIGHT_WATCH, text: "Watching the beacon, it is unchanged: every 6 h ± 20 min." },
      ],
      alerts: [
        {
          source: SOURCES.threatExperts,
          title: "Threat Experts: quiet implant on a server of the factory",
          description:
            "Hunters found a service that hides in a help folder and calls out four times a day. They believe that one activity group is behind it.",
          category: "Persistence",
          severity: "high",
          mitre: ["T1543.003", "T1036.005", "T1029"],
          activity: [-2_600_000, -900],
          raised: 60,
          actor: "Marsh Lantern",
          judged: ["truePositive", "apt"],
          investigation: [null, "unsupportedAlertType"],
          recommended: "Take an image of the memory first, then isolate the device.",
          remarks: [
            {
              at: 6_100,
              by: PEOPLE.ana.userPrincipalName,
              text: "Image of the memory is on the forensics share.",
            },
          ],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.historian, { verdict: "malicious" }, "high"),
            processSeen(seen, service, {
              verdict: "malicious",
              remediationStatus: "pendingApproval",
            }),
            fileSeen(seen, DEVICES.historian, implant, {
              verdict: "malicious",
              remediationStatus: "pendingApproval",
            }),
            ipSeen(
              seen,
              "2001:db8:1a:7::c2",
              { verdict: "malicious", roles: ["commandAndControl"] },
              PLACES.exit,
            ),
          ],
        },
        {
          source: SOURCES.endpointManual,
          title: "Raised by an analyst: same implant looked for on the viewer station",
          description: "An analyst raised this alert from a hunting result.",
          category: "Discovery",
          severity: "medium",
          activity: [4_000, 4_000],
          raised: 6_400,
          status: "inProgress",
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.viewer01, { verdict: "unknown", roles: ["scanned"] }, "low"),
          ],
        },
      ],
    };
  },
};
