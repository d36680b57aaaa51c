import type { DetectionStatus } from "../../domain/enums.ts";
import type { FileEvidence } from "../../domain/evidence/device-evidence.ts";
import type { FileDetails } from "../../domain/evidence/parts.ts";
import { md5Of, sha1Of, sha256Of } from "../invented-ids.ts";
import type { Device } from "../tenant/devices.ts";
import type { Marks, Seen } from "./seen.ts";

/** A file of the sample world; the same name, variant and publisher are the same bytes everywhere. */
export interface SampleFile {
  readonly name: string;
  readonly path?: string;
  readonly size?: number;
  readonly publisher?: string;
  /** Tells files of one name apart. */
  readonly variant?: string;
}

/** The system's own programs that attacks lean on. */
export const SYSTEM_FILES = {
  cmd: system("cmd.exe"),
  powershell: system("powershell.exe", "\\WindowsPowerShell\\v1.0"),
  rundll32: system("rundll32.exe"),
  services: system("services.exe"),
  svchost: system("svchost.exe"),
  lsass: system("lsass.exe"),
  wmiHost: system("wmiprvse.exe", "\\wbem"),
  shadowCopies: system("vssadmin.exe"),
  net: system("net.exe"),
  mshta: system("mshta.exe"),
  schtasks: system("schtasks.exe"),
  webWorker: system("w3wp.exe", "\\inetsrv"),
  explorer: { name: "explorer.exe", path: "C:\\Windows", size: 5_244_416, publisher: "Microsoft Windows" },
  browser: program("msedge.exe", "Microsoft\\Edge\\Application"),
  word: program("winword.exe", "Microsoft Office\\root\\Office16"),
  outlook: program("outlook.exe", "Microsoft Office\\root\\Office16"),
  bash: { name: "bash", path: "/usr/bin", size: 1_446_024 },
  sshd: { name: "sshd", path: "/usr/sbin", size: 921_416 },
} as const satisfies Readonly<Record<string, SampleFile>>;

function system(name: string, folder = ""): SampleFile {
  return { name, path: `C:\\Windows\\System32${folder}`, size: 289_792, publisher: "Microsoft Windows" };
}

function program(name: string, folder: string): SampleFile {
  return { name, path: `C:\\Program Files\\${folder}`, size: 4_112_896, publisher: "Microsoft Corporation" };
}

export function detailsOf(file: SampleFile): FileDetails {
  const bytes = `file ${file.name} ${file.variant ?? ""} ${file.publisher ?? ""}`;
  return {
    sha1: sha1Of(bytes),
    sha256: sha256Of(bytes),
    md5: md5Of(bytes),
    fileName: file.name,
    ...(file.path === undefined ? {} : { filePath: file.path }),
    ...(file.size === undefined ? {} : { fileSize: file.size }),
    ...(file.publisher === undefined
      ? {}
      : { filePublisher: file.publisher, signer: file.publisher, issuer: "Northwind Sample Root 2024" }),
  };
}

/** A file on a device; a mail's attachment has neither device nor path. */
export function fileSeen(
  seen: Seen,
  device: Device | undefined,
  file: SampleFile,
  marks: Marks = {},
  detectionStatus: DetectionStatus = "detected",
): FileEvidence {
  return {
    kind: "fileEvidence",
    ...seen(marks),
    detectionStatus,
    fileDetails: detailsOf(file),
    ...(device === undefined ? {} : { mdeDeviceId: device.mdeDeviceId }),
  };
}
