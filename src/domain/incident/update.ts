import type { AlertClassification, AlertDetermination, AlertSeverity, IncidentStatus } from "../enums.ts";
import { judgedAnew } from "../judgement/judgement.ts";
import { storedGrain, type Timestamp } from "../time.ts";
import { UpdateRefused } from "../update-refused.ts";
import type { Comment, IncidentHeader } from "./incident.ts";

/** What a caller may change of an incident (defender.md § 4.3, graph.md § 4.3); what is left out keeps its value. */
export interface IncidentUpdate {
  readonly displayName?: string;
  readonly severity?: AlertSeverity;
  readonly description?: string | null;
  readonly summary?: string | null;
  readonly resolvingComment?: string | null;
  readonly status?: IncidentStatus;
  /** null takes the owner away. */
  readonly assignedTo?: string | null;
  readonly classification?: AlertClassification;
  readonly determination?: AlertDetermination;
  /** Replaces all of them. */
  readonly customTags?: readonly string[];
  /** Is appended; comments are never edited or deleted. */
  readonly comment?: string;
}

/** When something is written, and in whose name. */
export interface Stamp {
  readonly at: Timestamp;
  readonly by: string;
  /** As `lastModifiedBy` names it. */
  readonly modifier: string;
}

/**
 * An incident after an update. Its alerts are not part of it: their owner follows at once, their status a little later
 * (§ 4.3, § 11.4).
 *
 * @throws {UpdateRefused} `redirected` for an incident that was merged, `determination`
 */
export function updateIncident(header: IncidentHeader, update: IncidentUpdate, stamp: Stamp): IncidentHeader {
  const { incidentId, redirectIncidentId } = header;
  if (redirectIncidentId !== null || header.status === "redirected")
    throw new UpdateRefused({ code: "redirected", incidentId, redirectIncidentId });
  const { comment, classification: _, determination: __, ...values } = update;
  return {
    ...header,
    ...values,
    ...judgedAnew(header, update),
    lastModifiedBy: stamp.modifier,
    comments: remarked(header.comments, comment, stamp),
    lastUpdateDateTime: updatedAt(header, stamp.at),
  };
}

/** An incident whose alerts changed has changed; with the last alert that is closed it is closed too (§ 11.4). */
export function afterAlertUpdate(
  header: IncidentHeader,
  { lastOneResolved, at }: { readonly lastOneResolved: boolean; readonly at: Timestamp },
): IncidentHeader {
  return {
    ...header,
    status: lastOneResolved && header.status !== "redirected" ? "resolved" : header.status,
    lastUpdateDateTime: updatedAt(header, at),
  };
}

/** Comments with a new one behind them, if there is one. */
export function remarked(
  comments: readonly Comment[],
  comment: string | undefined,
  { at, by }: Pick<Stamp, "at" | "by">,
): readonly Comment[] {
  if (comment === undefined) return comments;
  return [...comments, { comment, createdByDisplayName: by, createdDateTime: at }];
}

/** Now, unless a document from a clock ahead of ours claimed a later time: an update never turns the clock back. */
export function updatedAt(
  { lastUpdateDateTime }: Pick<IncidentHeader, "lastUpdateDateTime">,
  at: Timestamp,
): Timestamp {
  const now = storedGrain(at);
  return now > lastUpdateDateTime ? now : lastUpdateDateTime;
}
