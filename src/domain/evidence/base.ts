import type { EvidenceRemediationStatus, EvidenceRole, EvidenceVerdict } from "../enums.ts";
import type { Unmapped } from "../json.ts";
import type { Timestamp } from "../time.ts";

/** What every piece of evidence carries, contract/graph.md § 6.4. */
export interface EvidenceBase {
  readonly kind: string;
  readonly createdDateTime: Timestamp;
  readonly verdict: EvidenceVerdict;
  readonly remediationStatus: EvidenceRemediationStatus;
  readonly remediationStatusDetails?: string;
  readonly roles: readonly EvidenceRole[];
  readonly detailedRoles: readonly string[];
  readonly tags: readonly string[];
  readonly unmapped?: Unmapped;
}
