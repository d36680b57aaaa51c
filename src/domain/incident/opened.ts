import type { AlertSeverity } from "../enums.ts";
import type { Timestamp } from "../time.ts";
import type { IncidentHeader } from "./incident.ts";

/** An incident that its alerts open: active, and judged by nobody. `at` is the stored moment. */
export function openedIncident(
  incidentId: number,
  opened: {
    readonly displayName: string;
    readonly severity: AlertSeverity;
    readonly modifier: string | null;
  },
  at: Timestamp,
): IncidentHeader {
  return {
    incidentId,
    redirectIncidentId: null,
    displayName: opened.displayName,
    createdDateTime: at,
    lastUpdateDateTime: at,
    assignedTo: null,
    classification: "unknown",
    determination: "unknown",
    status: "active",
    severity: opened.severity,
    customTags: [],
    systemTags: [],
    description: null,
    summary: null,
    resolvingComment: null,
    lastModifiedBy: opened.modifier,
    priorityScore: null,
    comments: [],
  };
}
