import type { Alert } from "../alert/alert.ts";
import type { AlertClassification, AlertDetermination, AlertSeverity, IncidentStatus } from "../enums.ts";
import type { Unmapped } from "../json.ts";
import type { Timestamp } from "../time.ts";

/** A remark on an incident or alert; it is never edited or deleted. */
export interface Comment {
  readonly comment: string;
  readonly createdByDisplayName: string | null;
  readonly createdDateTime: Timestamp;
  readonly unmapped?: Unmapped;
}

/** An incident without its alerts. */
export interface IncidentHeader {
  readonly incidentId: number;
  /** The incident this one was merged into. A redirected incident has no alerts. */
  readonly redirectIncidentId: number | null;
  readonly displayName: string;
  readonly createdDateTime: Timestamp;
  readonly lastUpdateDateTime: Timestamp;
  readonly assignedTo: string | null;
  readonly classification: AlertClassification;
  readonly determination: AlertDetermination;
  readonly status: IncidentStatus;
  readonly severity: AlertSeverity;
  readonly customTags: readonly string[];
  readonly systemTags: readonly string[];
  readonly description: string | null;
  readonly summary: string | null;
  readonly resolvingComment: string | null;
  readonly lastModifiedBy: string | null;
  readonly priorityScore: number | null;
  readonly comments: readonly Comment[];
  readonly unmapped?: Unmapped;
}

/**
 * An incident with its alerts in order of creation. The superset of what the two dialects know, in the words of Graph
 * (contract/graph.md § 6.1); each dialect is a projection of it.
 */
export interface Incident extends IncidentHeader {
  readonly alerts: readonly Alert[];
}
