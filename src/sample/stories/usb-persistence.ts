import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { DEVICES } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";

const worm: SampleFile = { name: "Photos.lnk.exe", path: "E:\\", size: 214_016 };
const copy: SampleFile = { name: "igfxsrv.exe", path: "C:\\Users\\Public\\Libraries", size: 214_016 };

/** A stick from home plants itself in the start-up keys of a machine on the factory floor, and of the label printer. */
export const usbPersistence: Story = {
  incidentId: 5037,
  begins: "2026-08-03T06:12:20Z",
  tell(scene) {
    const opened = startProcess(scene, {
      on: DEVICES.hmi01,
      file: worm,
      commandLine: '"E:\\Photos.lnk.exe"',
      at: 0,
      as: PEOPLE.operator,
    });
    const shell = startProcess(scene, {
      on: DEVICES.hmi01,
      file: SYSTEM_FILES.cmd,
      commandLine:
        'cmd /c reg add "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run" /v "Graphics Service" /d "\\"C:\\Users\\Public\\Libraries\\igfxsrv.exe\\" -q" /f',
      at: 3,
      as: PEOPLE.operator,
      parent: opened,
    });
    return {
      assignedTo: PEOPLE.ana.userPrincipalName,
      judged: ["truePositive", "malware"],
      tags: ["OT", "removable media"],
      resolvingComment: "Both machines cleaned by hand; sticks are blocked on the floor from now on.",
      remarks: [
        {
          at: 9_000,
          by: PEOPLE.ana.userPrincipalName,
          text: "Cleaning in the break at 09:30, Ayanda stands by.",
        },
      ],
      alerts: [
        {
          source: SOURCES.endpoint,
          title: "Program from a removable drive starts itself at sign-in",
          description: "A copy of a program from a stick was entered in a start-up key.",
          category: "Persistence",
          severity: "medium",
          mitre: ["T1547.001", "T1091"],
          activity: [0, 3],
          raised: 310,
          closed: 14_400,
          investigation: [63, "pendingResource"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.hmi01, {}, "medium"),
            processSeen(seen, opened, { verdict: "malicious", remediationStatus: "active" }),
            processSeen(seen, shell),
            {
              kind: "registryValueEvidence",
              ...seen({ verdict: "malicious", remediationStatus: "running", roles: ["added"] }),
              mdeDeviceId: DEVICES.hmi01.mdeDeviceId,
              registryHive: "HKEY_CURRENT_USER",
              registryKey: "Software\\Microsoft\\Windows\\CurrentVersion\\Run",
              registryValueName: "Graphics Service",
              registryValue: '"C:\\Users\\Public\\Libraries\\igfxsrv.exe" -q',
              registryValueType: "String",
            },
            {
              kind: "registryKeyEvidence",
              ...seen({ roles: ["edited"] }),
              mdeDeviceId: DEVICES.hmi01.mdeDeviceId,
              registryHive: "HKEY_CURRENT_USER",
              registryKey: "Software\\Microsoft\\Windows\\CurrentVersion\\Run",
            },
            fileSeen(seen, DEVICES.hmi01, copy, {
              verdict: "malicious",
              remediationStatus: "running",
              roles: ["created"],
            }),
          ],
        },
        {
          source: SOURCES.antivirus,
          title: "'Stickleaf' malware was found on a removable drive",
          description: "A worm that travels on removable drives.",
          category: "Malware",
          severity: "medium",
          mitre: ["T1091"],
          activity: [2_940, 2_944],
          raised: 3_002,
          closed: 14_400,
          threat: "Worm:Win32/Stickleaf.B",
          family: "Stickleaf",
          investigation: [64, "partiallyRemediated"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.label01),
            fileSeen(
              seen,
              DEVICES.label01,
              worm,
              { verdict: "malicious", remediationStatus: "blocked" },
              "blocked",
            ),
          ],
        },
      ],
    };
  },
};
