import type { DetectionStatus } from "../../domain/enums.ts";
import type { ProcessEvidence } from "../../domain/evidence/device-evidence.ts";
import type { FileDetails } from "../../domain/evidence/parts.ts";
import type { Timestamp } from "../../domain/time.ts";
import type { Device } from "../tenant/devices.ts";
import type { Account } from "../tenant/people.ts";
import { detailsOf, type SampleFile, SYSTEM_FILES } from "./file.ts";
import type { Scene } from "./scene.ts";
import type { Marks, Seen } from "./seen.ts";
import { accountOf } from "./user.ts";

/** A process that ran once; every alert of a story that names it agrees on ids and times. */
export interface SampleProcess {
  readonly on: Device;
  readonly file: SampleFile;
  readonly commandLine: string;
  readonly processId: number;
  readonly started: Timestamp;
  readonly account: Account;
  readonly parent: Pick<SampleProcess, "file" | "processId" | "started">;
}

export interface ProcessPlan {
  readonly on: Device;
  readonly file: SampleFile;
  readonly commandLine: string;
  /** Seconds since the story began. */
  readonly at: number;
  readonly as: Account;
  /** A process of the story, or a program that has been running for hours; the shell when left out. */
  readonly parent?: SampleProcess | SampleFile;
}

export function startProcess(scene: Scene, plan: ProcessPlan): SampleProcess {
  const parent = plan.parent ?? SYSTEM_FILES.explorer;
  return {
    on: plan.on,
    file: plan.file,
    commandLine: plan.commandLine,
    processId: processIdOf(scene, `${plan.file.name} at ${plan.at} on ${plan.on.hostName}`),
    started: scene.tick(plan.at),
    account: plan.as,
    parent: "processId" in parent ? parent : longRunning(scene, parent, plan),
  };
}

/** On one device it is the same process for all of the story that comes after the beginning. */
function longRunning(scene: Scene, file: SampleFile, { on, at }: ProcessPlan): SampleProcess["parent"] {
  const phrase = `${file.name} on ${on.hostName}${at < 0 ? ` before ${at}` : ""}`;
  const startedBefore = scene.number(`uptime of ${phrase}`, 2_000, 90_000);
  return {
    file,
    processId: processIdOf(scene, phrase),
    started: scene.tick(Math.min(at, 0) - startedBefore),
  };
}

/** Windows gives multiples of four. */
function processIdOf(scene: Scene, name: string): number {
  return 4 * scene.number(`process ${name}`, 200, 5_200);
}

export function processSeen(
  seen: Seen,
  process: SampleProcess,
  marks: Marks = {},
  detectionStatus: DetectionStatus = "detected",
): ProcessEvidence {
  return {
    kind: "processEvidence",
    ...seen(marks),
    detectionStatus,
    imageFile: detailsOf(process.file),
    mdeDeviceId: process.on.mdeDeviceId,
    parentProcessCreationDateTime: process.parent.started,
    parentProcessId: process.parent.processId,
    parentProcessImageFile: parentFileOf(process.parent.file),
    processCommandLine: process.commandLine,
    processCreationDateTime: process.started,
    processId: process.processId,
    userAccount: accountOf(process.account),
  };
}

/** Sensors give a parent by its name and its NT device path only (contract/defender.md § 5.6). */
function parentFileOf(file: SampleFile): FileDetails {
  return {
    fileName: file.name,
    ...(file.path === undefined ? {} : { filePath: file.path.replace(/^C:/, "\\Device\\HarddiskVolume3") }),
  };
}
