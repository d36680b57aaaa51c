import type { EvidenceBase } from "./base.ts";
import type { CloudFamily } from "./cloud-evidence.ts";
import type { ContainerFamily } from "./container-evidence.ts";
import type { DeviceEvidence, DeviceFamily } from "./device-evidence.ts";
import type { IdentityFamily } from "./identity-evidence.ts";
import type { MailFamily } from "./mail-evidence.ts";
import type { NetworkFamily } from "./network-evidence.ts";

/** The 48 kinds of evidence that Graph names, contract/graph.md § 6.4. */
export type KnownEvidence =
  | IdentityFamily
  | DeviceFamily
  | MailFamily
  | NetworkFamily
  | CloudFamily
  | ContainerFamily;

/** Evidence of a kind that this version does not know; its own properties are kept in `unmapped`. */
export interface OtherEvidence extends EvidenceBase {
  readonly kind: `other:${string}`;
}

export type Evidence = KnownEvidence | OtherEvidence;

export function isDevice(evidence: Evidence): evidence is DeviceEvidence {
  return evidence.kind === "deviceEvidence";
}
