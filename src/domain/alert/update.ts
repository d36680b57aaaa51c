import type { AlertClassification, AlertDetermination, AlertStatus } from "../enums.ts";
import { remarked, type Stamp, updatedAt } from "../incident/update.ts";
import type { JsonObject } from "../json.ts";
import { judgedAnew } from "../judgement/judgement.ts";
import { storedGrain, type Timestamp } from "../time.ts";
import type { Alert } from "./alert.ts";

/** What a caller may change of an alert (contract/defender.md § 10.1); what is left out keeps its value. */
export interface AlertUpdate {
  readonly status?: AlertStatus;
  /** null takes the owner away. */
  readonly assignedTo?: string | null;
  readonly classification?: AlertClassification;
  readonly determination?: AlertDetermination;
  /** Replaces all of them; known to Graph alone (contract/graph.md § 4.4). */
  readonly customDetails?: JsonObject;
  /** Is appended; comments are never edited or deleted. */
  readonly comment?: string;
}

/**
 * An alert after an update.
 *
 * @throws {UpdateRefused} `determination`
 */
export function updateAlert(alert: Alert, update: AlertUpdate, { at, by }: Stamp): Alert {
  const { comment } = update;
  return {
    ...withStatus(alert, update.status ?? alert.status, at),
    ...judgementOf(alert, update),
    assignedTo: update.assignedTo === undefined ? alert.assignedTo : update.assignedTo,
    customDetails: update.customDetails ?? alert.customDetails,
    comments: remarked(alert.comments, comment, { at, by }),
  };
}

/** An alert that follows its incident: `resolvedTime` is there exactly while the alert is resolved (§ 5.3). */
export function withStatus(alert: Alert, status: AlertStatus, at: Timestamp): Alert {
  const resolved = alert.resolvedDateTime ?? storedGrain(at);
  return {
    ...alert,
    status,
    resolvedDateTime: status === "resolved" ? resolved : null,
    lastUpdateDateTime: storedGrain(at),
  };
}

/** An alert that went into another incident: whoever reads alerts by their last change learns of it. */
export function moved(alert: Alert, comment: string | undefined, stamp: Stamp): Alert {
  const comments = remarked(alert.comments, comment, stamp);
  return { ...alert, comments, lastUpdateDateTime: updatedAt(alert, stamp.at) };
}

export function withOwner(alert: Alert, assignedTo: string | null, at: Timestamp): Alert {
  return { ...alert, assignedTo, lastUpdateDateTime: storedGrain(at) };
}

/** An alert that nobody has judged has null where an incident has `unknown` (§ 5.3). */
function judgementOf(alert: Alert, update: AlertUpdate): Pick<Alert, "classification" | "determination"> {
  if (update.classification === undefined && update.determination === undefined) {
    return { classification: alert.classification, determination: alert.determination };
  }
  const stored = {
    classification: alert.classification ?? "unknown",
    determination: alert.determination ?? "unknown",
  };
  const { classification, determination } = judgedAnew(stored, update);
  return {
    classification: classification === "unknown" ? null : classification,
    determination: determination === "unknown" ? null : determination,
  };
}
