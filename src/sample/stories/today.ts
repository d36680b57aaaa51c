import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { messageSeen, type SampleMessage } from "../build/mail.ts";
import { processSeen, startProcess } from "../build/process.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { DEVICES } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";

const parcel: SampleMessage = {
  subject: '📦 Your parcel is waiting; "confirm" now',
  from: "track@parcel-desk.example",
  fromName: "Parcel Desk",
  senderIp: "203.0.113.33",
  receivedAt: -2_400,
  urls: ["https://parcel-desk.example/t/9"],
  threats: ["Phish"],
  methods: ["Fingerprint matching"],
  language: "de",
};

/** An assistant of the SOC has sorted a reported message; a person has yet to agree. */
export const triagedReport: Story = {
  incidentId: 5168,
  begins: "2026-11-19T14:05:00Z",
  tell: (scene) => ({
    alerts: [
      {
        source: SOURCES.copilot,
        title: "Reported message was judged to be phishing by the triage agent",
        description: "An automatic assistant read a reported message and believes that it is an attack.",
        category: "InitialAccess",
        severity: "low",
        mitre: ["T1566.002"],
        activity: [-2_400, 0],
        raised: 95,
        assignedTo: "Automation",
        investigation: [null, "unsupportedAlertType"],
        evidence: (seen) => [
          userSeen(seen, PEOPLE.foreman, { verdict: "unknown", roles: ["contextual"] }),
          messageSeen(seen, scene, parcel, PEOPLE.foreman, "DeliveredAsSpam", { verdict: "malicious" }),
        ],
      },
    ],
  }),
};

const archiver: SampleFile = { name: "7zr.exe", path: "C:\\Users\\Public", size: 603_136 };

/** The newest incident: files are packed on a finance laptop and on a sales laptop, and nobody has it yet. */
export const packedFiles: Story = {
  incidentId: 5172,
  begins: "2026-11-20T06:41:27Z",
  tell: (scene) => ({
    priorityScore: 71,
    alerts: [DEVICES.lt0207, DEVICES.lt0433].map((device, number) => {
      const packing = startProcess(scene, {
        on: device,
        file: archiver,
        commandLine: `7zr.exe a -p"s3cret \\" quote" -r C:\\Users\\Public\\b${number}.7z "C:\\Users\\*\\Documents\\*.xlsx"`,
        at: 300 * number,
        as: PEOPLE.teo,
        parent: SYSTEM_FILES.schtasks,
      });
      return {
        source: SOURCES.endpoint,
        title: "Documents were packed with a password by a scheduled task",
        description: "A task that was made from another device packs documents of all users.",
        category: "Collection",
        severity: number === 0 ? ("high" as const) : ("medium" as const),
        mitre: ["T1560.001", "T1053.005"],
        activity: [300 * number, 300 * number + 44] as const,
        raised: 300 * number + 201,
        investigation: [153, "running"] as const,
        evidence: (seen) => [
          deviceSeen(seen, device, {}, "high"),
          processSeen(seen, packing),
          fileSeen(seen, device, archiver, { verdict: "unknown", roles: ["unknown"] }),
          userSeen(seen, PEOPLE.teo, { roles: ["suspicious"] }),
        ],
      };
    }),
  }),
};
