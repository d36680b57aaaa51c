import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { ipSeen, PLACES } from "../build/network.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { DEVICES } from "../tenant/devices.ts";
import { NIGHT_WATCH, WEB_POOL } from "../tenant/people.ts";

const page: SampleFile = { name: "thumb.aspx", path: "C:\\inetpub\\intranet\\uploads", size: 1_122 };

/** The upload form of the intranet takes pages as well as pictures. */
export const webShell: Story = {
  incidentId: 5143,
  begins: "2026-11-03T21:09:17Z",
  tell(scene) {
    const whoami = startProcess(scene, {
      on: DEVICES.web01,
      file: SYSTEM_FILES.cmd,
      commandLine: 'cmd.exe /c "whoami /priv & net user & type ..\\web.config" 2>&1',
      at: 140,
      as: WEB_POOL,
      parent: SYSTEM_FILES.webWorker,
    });
    return {
      status: "inProgress",
      assignedTo: NIGHT_WATCH,
      judged: ["truePositive", "multiStagedAttack"],
      tags: ["web", "patch"],
      remarks: [
        {
          at: 5_100,
          by: NIGHT_WATCH,
          text: "Site stopped, page kept as evidence. Settings held a database password: it is being changed.",
        },
      ],
      alerts: [
        {
          source: SOURCES.endpoint,
          title: "Web server started a command prompt",
          description:
            "A web server's worker started a command prompt, as it does when somebody has left a page for that.",
          category: "Execution",
          severity: "high",
          mitre: ["T1505.003", "T1059.003"],
          activity: [140, 162],
          raised: 288,
          investigation: [144, "running"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.web01, {}, "high"),
            processSeen(seen, whoami, { verdict: "malicious" }),
            fileSeen(seen, DEVICES.web01, page, {
              verdict: "malicious",
              remediationStatus: "active",
              roles: ["created"],
            }),
            ipSeen(seen, "203.0.113.99", { roles: ["attacker", "source"] }, PLACES.exit),
          ],
        },
        {
          source: SOURCES.antivirus,
          title: "'Brinepage' backdoor was found",
          description: "A page that runs commands for whoever knows its address.",
          category: "Malware",
          severity: "medium",
          mitre: ["T1505.003"],
          activity: [0, 0],
          raised: 340,
          threat: "Backdoor:ASP/Brinepage.A",
          family: "Brinepage",
          investigation: [144, "running"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.web01, {}, "high"),
            fileSeen(seen, DEVICES.web01, page, { verdict: "malicious", remediationStatus: "active" }),
          ],
        },
        {
          source: SOURCES.cloudServers,
          title: "Suspicious process on a machine in the cloud",
          description: "The plan for servers saw the same command prompt.",
          category: "Execution",
          severity: "medium",
          mitre: ["T1059"],
          activity: [140, 140],
          raised: 1_303,
          evidence: (seen) => [deviceSeen(seen, DEVICES.web01, {}, "high"), processSeen(seen, whoami)],
        },
      ],
    };
  },
};
