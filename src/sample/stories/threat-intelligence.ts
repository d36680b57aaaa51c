import { deviceSeen } from "../build/device.ts";
import { detailsOf, fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { ipSeen, PLACES, urlSeen } from "../build/network.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { DEVICES } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";

const drop: SampleFile = { name: "עדכון-מדפסת.exe", path: "C:\\Users\\dkatz\\הורדות", size: 602_112 };

/** An indicator from the trade association meets a laptop; the same name is looked up by the mail gateway. */
export const threatIntelligence: Story = {
  incidentId: 5113,
  begins: "2026-10-14T08:40:09Z",
  tell(scene) {
    const run = startProcess(scene, {
      on: DEVICES.lt0404,
      file: drop,
      commandLine: '"C:\\Users\\dkatz\\הורדות\\עדכון-מדפסת.exe" /silent',
      at: 0,
      as: PEOPLE.dov,
      parent: SYSTEM_FILES.browser,
    });
    const sha256 = detailsOf(drop).sha256 ?? "";
    return {
      assignedTo: PEOPLE.ana.userPrincipalName,
      judged: ["truePositive", "malware"],
      tags: ["TI-2026-118"],
      resolvingComment: "Reimaged; indicator passed back to the association.",
      remarks: [
        { at: 6_100, by: PEOPLE.ana.userPrincipalName, text: "Jonas (helpdesk) reimages LT-0404 today." },
      ],
      alerts: [
        {
          source: SOURCES.customTi,
          title: "File on Northwind's own list of indicators",
          description: "An indicator that an administrator entered has matched.",
          category: "Malware",
          severity: "high",
          mitre: ["T1204.002"],
          activity: [0, 2],
          raised: 71,
          closed: 29_000,
          investigation: [118, "innerFailure"],
          customDetails: { Indicator: "TI-2026-118" },
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.lt0404, {}, "medium"),
            processSeen(seen, run, { verdict: "malicious", remediationStatus: "blocked" }, "blocked"),
            fileSeen(
              seen,
              DEVICES.lt0404,
              drop,
              { verdict: "malicious", remediationStatus: "blocked" },
              "blocked",
            ),
            {
              kind: "fileHashEvidence",
              ...seen({ verdict: "malicious" }),
              algorithm: "sha256",
              value: sha256,
            },
          ],
        },
        {
          source: SOURCES.threatIntelligence,
          title: "Name of a known distribution network was resolved",
          description: "A name was resolved that a tracked group has used for deliveries this month.",
          category: "CommandAndControl",
          severity: "medium",
          mitre: ["T1071.004", "T1568"],
          activity: [11, 330],
          raised: 1_850,
          closed: 29_000,
          actor: "Marsh Lantern",
          investigation: [null, "unsupportedAlertType"],
          evidence: (seen) => [
            {
              kind: "dnsEvidence",
              ...seen({ verdict: "malicious", roles: ["commandAndControl"] }),
              domainName: "cdn7.tidal-fonts.example",
              dnsServerIp: ipSeen(seen, DEVICES.dc01.lastIpAddress, {
                verdict: "unknown",
                roles: ["contextual"],
              }),
              hostIpAddress: ipSeen(seen, DEVICES.mailGateway.lastIpAddress),
              ipAddresses: [ipSeen(seen, "203.0.113.140"), ipSeen(seen, "2001:db8:f0::7")],
            },
            urlSeen(seen, "http://cdn7.tidal-fonts.example/مرفق/חשבונית.zip", { verdict: "malicious" }),
          ],
        },
        {
          source: SOURCES.cloudDns,
          title: "Lookup of a name on a threat list",
          description: "A machine in the cloud resolved a name that is on a threat list.",
          category: "CommandAndControl",
          severity: "low",
          mitre: ["T1071.004"],
          activity: [340, 340],
          raised: 2_400,
          closed: 29_000,
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.kubeNode),
            {
              kind: "dnsEvidence",
              ...seen(),
              domainName: "cdn7.tidal-fonts.example",
              ipAddresses: [ipSeen(seen, "203.0.113.140", {}, PLACES.hosting)],
            },
          ],
        },
      ],
    };
  },
};
