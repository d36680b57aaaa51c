import type { InvestigationState } from "../../domain/enums.ts";
import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile } from "../build/file.ts";
import type { Marks } from "../build/seen.ts";
import { SOURCES } from "../build/sources.ts";
import type { AlertPlan, Judgement, Story } from "../build/story.ts";
import { DEVICES, type Device } from "../tenant/devices.ts";
import { PEOPLE } from "../tenant/people.ts";

/** What antivirus finds in an ordinary week. */
interface Finding {
  readonly incidentId: number;
  readonly begins: string;
  readonly device: Device;
  readonly file: SampleFile;
  readonly threat: string;
  readonly family: string;
  readonly state: InvestigationState;
  /** Left out for one that is still open. */
  readonly judged?: Judgement;
  readonly remediation: NonNullable<Marks["remediationStatus"]>;
  /** The automated investigation found a second file and raised an alert of its own. */
  readonly second?: SampleFile;
}

const MALWARE: Judgement = ["truePositive", "malware"];

function download(owner: string, name: string): SampleFile {
  return { name, path: `C:\\Users\\${owner}\\Downloads`, size: 40_000 + name.length * 1_024 };
}

const FINDINGS: readonly Finding[] = [
  {
    incidentId: 5012,
    begins: "2026-07-06T07:18:00Z",
    device: DEVICES.lt0433,
    file: download("tmoretti", "Ricette_forno.pdf.exe"),
    threat: "TrojanDownloader:Win32/Quillsteal.A",
    family: "Quillsteal",
    state: "successfullyRemediated",
    judged: MALWARE,
    remediation: "remediated",
  },
  {
    incidentId: 5022,
    begins: "2026-07-15T13:44:00Z",
    device: DEVICES.lt0211,
    file: download("cmartel", "facture_07-2026.zip"),
    threat: "Trojan:Script/Quillsteal.B",
    family: "Quillsteal",
    state: "benign",
    judged: MALWARE,
    remediation: "blocked",
  },
  {
    incidentId: 5036,
    begins: "2026-07-30T16:02:00Z",
    device: DEVICES.mac12,
    file: { name: "Installer (quiet).pkg", path: "/Users/wbrandt/Downloads", size: 7_310_204 },
    threat: "Adware:MacOS/Plumbranch",
    family: "Plumbranch",
    state: "unsupportedOs",
    judged: ["truePositive", "unwantedSoftware"],
    remediation: "prevented",
  },
  {
    incidentId: 5045,
    begins: "2026-08-12T08:09:00Z",
    device: DEVICES.kiosk,
    file: { name: "autorun_copy.vbs", path: "D:\\", size: 3_801 },
    threat: "Worm:VBS/Stickleaf.A",
    family: "Stickleaf",
    state: "terminatedBySystem",
    judged: MALWARE,
    remediation: "remediated",
  },
  {
    incidentId: 5060,
    begins: "2026-08-28T10:51:00Z",
    device: DEVICES.dev07,
    file: download("siyer", "crack-me_level3.exe"),
    threat: "HackTool:Win32/Keyhole",
    family: "Keyhole",
    state: "successfullyRemediated",
    judged: ["falsePositive", "notMalicious"],
    remediation: "none",
  },
  {
    incidentId: 5071,
    begins: "2026-09-10T06:33:00Z",
    device: DEVICES.lt0409,
    file: download("lhaddad", "عرض أسعار.docm"),
    threat: "TrojanDownloader:O97M/Pantryloader.A",
    family: "Pantryloader",
    state: "partiallyRemediated",
    judged: MALWARE,
    remediation: "partiallyRemediated",
    second: {
      name: "~$template.dotm",
      path: "C:\\Users\\lhaddad\\AppData\\Roaming\\Microsoft\\Templates",
      size: 32_256,
    },
  },
  {
    incidentId: 5098,
    begins: "2026-10-01T09:00:00Z",
    device: DEVICES.label01,
    file: { name: "label_driver_patch.exe", path: "C:\\Install", size: 1_990_144 },
    threat: "Behavior:Win32/SuspDriver",
    family: "SuspDriver",
    state: "preexistingAlert",
    judged: ["falsePositive", "other"],
    remediation: "declined",
  },
  {
    incidentId: 5118,
    begins: "2026-10-19T14:27:00Z",
    device: DEVICES.lt0440,
    file: download("hsato", "予定表 🗓️.iso"),
    threat: "Trojan:Win32/Pantryloader.D",
    family: "Pantryloader",
    state: "successfullyRemediated",
    judged: MALWARE,
    remediation: "remediated",
  },
  {
    incidentId: 5137,
    begins: "2026-10-30T11:36:00Z",
    device: DEVICES.guest,
    file: download("visitor", "wifi-speedup.apk"),
    threat: "Trojan:AndroidOS/Brinepage",
    family: "Brinepage",
    state: "unsupportedAlertType",
    judged: ["truePositive", "other"],
    remediation: "notFound",
  },
  {
    incidentId: 5166,
    begins: "2026-11-18T15:20:00Z",
    device: DEVICES.lt0421,
    file: download("nbyrne", 'handover "notes".lnk'),
    threat: "Trojan:Win32/Quillsteal.C",
    family: "Quillsteal",
    state: "queued",
    remediation: "unremediated",
  },
];

export const routineAntivirus: readonly Story[] = FINDINGS.map((finding) => ({
  incidentId: finding.incidentId,
  begins: finding.begins,
  tell: () => ({
    ...(finding.judged ? { assignedTo: "Automation", judged: finding.judged } : {}),
    alerts: [found(finding), ...(finding.second ? [foundNextToIt(finding, finding.second)] : [])],
  }),
}));

function found(finding: Finding): AlertPlan {
  const { device, file, family, remediation } = finding;
  return {
    source: SOURCES.antivirus,
    title: `'${family}' malware was ${finding.judged ? "handled" : "detected"}`,
    description: "Antivirus knows this file, or one that is very much like it.",
    category: "Malware",
    severity: finding.judged ? "informational" : "medium",
    mitre: ["T1204.002"],
    activity: [0, 2],
    raised: 41,
    ...(finding.judged ? { closed: 1_800 } : {}),
    threat: finding.threat,
    family,
    investigation: [finding.incidentId - 5_000, finding.state],
    evidence: (seen) => [
      deviceSeen(seen, device, {}, finding.judged ? undefined : "medium"),
      fileSeen(seen, device, file, { verdict: "malicious", remediationStatus: remediation }),
    ],
  };
}

function foundNextToIt(finding: Finding, file: SampleFile): AlertPlan {
  return {
    source: SOURCES.investigation,
    title: "Automated investigation found a file that belongs to the same attack",
    description: "While it looked at another alert, an automated investigation came across one more file.",
    category: "SuspiciousActivity",
    severity: "low",
    activity: [12, 12],
    raised: 612,
    closed: 1_800,
    assignedTo: "Microsoft (to remove duplicates)",
    investigation: [finding.incidentId - 5_000, finding.state],
    remarks: [
      {
        at: 1_750,
        by: PEOPLE.ana.userPrincipalName,
        text: "Template deleted by hand, the profile is clean.",
      },
    ],
    evidence: (seen) => [
      deviceSeen(seen, finding.device),
      fileSeen(seen, finding.device, file, { remediationStatus: "remediated", roles: ["created"] }),
    ],
  };
}
