import { deviceSeen } from "../build/device.ts";
import { SYSTEM_FILES } from "../build/file.ts";
import { ipSeen, PLACES } from "../build/network.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { DEVICES } from "../tenant/devices.ts";
import { NIGHT_WATCH, ROOT } from "../tenant/people.ts";

/** Somebody tries names at the mail gateway's door; nobody has looked at it yet. */
export const sshBruteForce: Story = {
  incidentId: 5158,
  begins: "2026-11-13T03:03:03Z",
  tell(scene) {
    const login = startProcess(scene, {
      on: DEVICES.mailGateway,
      file: SYSTEM_FILES.bash,
      commandLine: `-bash -c 'printf "%s\\n" "$SSH_CLIENT" >> /tmp/.x; uname -a'`,
      at: 4_011,
      as: ROOT,
      parent: SYSTEM_FILES.sshd,
    });
    return {
      assignedTo: NIGHT_WATCH,
      tags: ["linux"],
      alerts: [
        {
          source: SOURCES.endpoint,
          title: "Many failed sign-ins, then one that worked",
          description: "After hundreds of failures a sign-in over SSH succeeded.",
          category: "CredentialAccess",
          severity: "high",
          mitre: ["T1110.001", "T1021.004"],
          activity: [0, 4_011],
          raised: 4_300,
          investigation: [149, "unsupportedOs"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.mailGateway, {}, "high"),
            processSeen(seen, login),
            ipSeen(
              seen,
              "203.0.113.5",
              { verdict: "malicious", roles: ["attacker", "source"] },
              PLACES.hosting,
            ),
          ],
        },
      ],
    };
  },
};
