import type { Alert } from "../alert/alert.ts";
import type { Timestamp } from "../time.ts";
import type { IncidentHeader } from "./incident.ts";
import { incidentName } from "./name.ts";
import { highestSeverity } from "./severity.ts";

/**
 * An incident that its alerts open: named after them, as severe as the worst of them, active, and judged by nobody
 * (contract/defender.md § 11.3 to § 11.5). `at` is the stored moment.
 */
export function openedIncident(
  incidentId: number,
  alerts: readonly Alert[],
  lastModifiedBy: string | null,
  at: Timestamp,
): IncidentHeader {
  return {
    incidentId,
    redirectIncidentId: null,
    displayName: incidentName(alerts),
    createdDateTime: at,
    lastUpdateDateTime: at,
    assignedTo: null,
    classification: "unknown",
    determination: "unknown",
    status: "active",
    severity: highestSeverity(alerts.map(({ severity }) => severity)),
    customTags: [],
    systemTags: [],
    description: null,
    summary: null,
    resolvingComment: null,
    lastModifiedBy,
    priorityScore: null,
    comments: [],
  };
}
