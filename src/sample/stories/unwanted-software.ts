import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile } from "../build/file.ts";
import { urlSeen } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { DEVICES } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";

const bundler: SampleFile = {
  name: 'free pdf "converter" setup (1).exe',
  path: "C:\\Users\\psalinas\\Downloads",
  size: 3_904_512,
  publisher: "Bright Toolbar Media",
};

/** A free converter that brings a toolbar along. */
export const unwantedSoftware: Story = {
  incidentId: 5015,
  begins: "2026-07-08T14:11:00Z",
  tell: () => ({
    assignedTo: "Automation",
    judged: ["truePositive", "unwantedSoftware"],
    alerts: [
      {
        source: SOURCES.antivirus,
        title: "'BrightBar' unwanted software was prevented",
        description: "A program that changes the browser and shows advertisements was stopped.",
        category: "UnwantedSoftware",
        severity: "low",
        mitre: ["T1176"],
        activity: [0, 14],
        raised: 44,
        closed: 611,
        threat: "PUA:Win32/BrightBar",
        family: "BrightBar",
        investigation: [44, "successfullyRemediated"],
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.lt0412),
          fileSeen(seen, DEVICES.lt0412, bundler, { remediationStatus: "prevented" }, "prevented"),
        ],
      },
      {
        source: SOURCES.smartScreen,
        title: "Somebody went on to a download that is not trusted",
        description: "A warning of the browser was passed over.",
        category: "UnwantedSoftware",
        severity: "informational",
        activity: [-31, -31],
        raised: 102,
        closed: 611,
        assignedTo: PEOPLE.ana.userPrincipalName,
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.lt0412),
          urlSeen(seen, "https://downloads.free-pdf.example/get?x=1&y=%3Cscript%3E"),
        ],
      },
    ],
  }),
};
