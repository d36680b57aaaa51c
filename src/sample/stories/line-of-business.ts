import { deviceSeen } from "../build/device.ts";
import { fileSeen, type SampleFile, SYSTEM_FILES } from "../build/file.ts";
import { processSeen, startProcess } from "../build/process.ts";
import type { Scene } from "../build/scene.ts";
import { SOURCES } from "../build/sources.ts";
import type { AlertPlan, Story } from "../build/story.ts";
import { DEVICES, type Device } from "../tenant/devices.ts";
import { PEOPLE, SYSTEM } from "../tenant/people.ts";

const LIBRARIES = 260;
const classPath = Array.from(
  { length: LIBRARIES },
  (_, n) => `C:\\Program Files\\OvenPlan\\lib\\module-${n}.jar`,
).join(";");
const java: SampleFile = { name: "javaw.exe", path: "C:\\Program Files\\OvenPlan\\jre\\bin", size: 53_760 };

/** The planning program of the factory starts with a class path of many thousand characters. */
export const longCommandLine: Story = {
  incidentId: 5030,
  begins: "2026-07-23T05:58:00Z",
  tell(scene) {
    const planning = startProcess(scene, {
      on: DEVICES.hmi01,
      file: java,
      commandLine: `"C:\\Program Files\\OvenPlan\\jre\\bin\\javaw.exe" -Xmx4g -cp "${classPath}" example.ovenplan.Main`,
      at: 0,
      as: PEOPLE.operator,
    });
    return {
      assignedTo: PEOPLE.ana.userPrincipalName,
      judged: ["informationalExpectedActivity", "lineOfBusinessApplication"],
      tags: ["OvenPlan"],
      resolvingComment: "OvenPlan 11, known. Tuning rule made.",
      alerts: [
        {
          source: SOURCES.endpoint,
          title: "Unusually long command line",
          description: "A program was started with far more arguments than programs have.",
          category: "DefenseEvasion",
          severity: "low",
          mitre: ["T1027"],
          activity: [0, 0],
          raised: 844,
          closed: 9_010,
          investigation: [58, "terminatedBySystem"],
          evidence: (seen) => [
            deviceSeen(seen, DEVICES.hmi01, { verdict: "noThreatsFound" }),
            processSeen(seen, planning, { verdict: "noThreatsFound" }),
          ],
        },
      ],
    };
  },
};

const agent: SampleFile = {
  name: "nwdeploy-agent.exe",
  path: "C:\\Program Files\\NWDeploy",
  size: 18_227_200,
  variant: "6.0",
};

/** What the new agent does on every device, one alert each. */
const STEPS = [
  {
    title: "Service was registered from a temporary folder",
    category: "Persistence",
    mitre: ["T1543.003"],
    command: "install --service",
  },
  {
    title: "Antivirus exclusion was added",
    category: "DefenseEvasion",
    mitre: ["T1562.001"],
    command: "configure --exclude self",
  },
  {
    title: "Scheduled task with the rights of the system",
    category: "PrivilegeEscalation",
    mitre: ["T1053.005"],
    command: "schedule --as system",
  },
  {
    title: "Installed programs were listed by a new program",
    category: "Discovery",
    mitre: ["T1518"],
    command: "inventory --all",
  },
  {
    title: "Program was fetched and started by a service",
    category: "Execution",
    mitre: ["T1105"],
    command: "update --now",
  },
] as const;

/** Thirty Windows devices of all groups. */
const ROLLED_OUT: readonly Device[] = Object.values(DEVICES)
  .filter((device: Device) => device.osPlatform?.startsWith("Windows") && device.dnsDomain !== undefined)
  .slice(0, 30);

/** The new version of the deployment agent looks like an attack on thirty devices in five ways: 150 alerts. */
export const agentRollout: Story = {
  incidentId: 5062,
  begins: "2026-09-01T04:00:00Z",
  tell: (scene) => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["informationalExpectedActivity", "lineOfBusinessApplication"],
    tags: ["NWDeploy 6", "tuning"],
    resolvingComment: "Roll-out of NWDeploy 6.0, change CHG-20388.",
    remarks: [
      {
        at: 14_200,
        by: PEOPLE.ana.userPrincipalName,
        text: "Please tell us BEFORE you roll out, Inês. Five rules tuned by publisher and path.",
      },
    ],
    alerts: ROLLED_OUT.flatMap((device, place) =>
      STEPS.map((_, step) => rolloutAlert(scene, device, place, step)),
    ),
  }),
};

function rolloutAlert(scene: Scene, device: Device, place: number, number: number): AlertPlan {
  const at = place * 240 + number * 35;
  const step = STEPS[number] ?? STEPS[0];
  const process = startProcess(scene, {
    on: device,
    file: agent,
    commandLine: `"C:\\Program Files\\NWDeploy\\nwdeploy-agent.exe" ${step.command}`,
    at,
    as: SYSTEM,
    parent: SYSTEM_FILES.services,
  });
  return {
    source: SOURCES.endpoint,
    title: step.title,
    description: "Seen on many devices within minutes, always by the same program.",
    category: step.category,
    severity: number === 1 ? "medium" : "low",
    mitre: step.mitre,
    activity: [at, at + 4],
    raised: at + 90,
    closed: 14_400,
    investigation: [null, "preexistingAlert"],
    evidence: (seen) => [
      deviceSeen(seen, device, { verdict: "noThreatsFound" }),
      processSeen(seen, process, { verdict: "noThreatsFound" }),
      fileSeen(seen, device, agent, { verdict: "noThreatsFound", roles: ["scanned"] }),
    ],
  };
}
