import type { Alert } from "../alert/alert.ts";
import { compareTexts } from "../text-order.ts";
import type { Comment, IncidentHeader } from "./incident.ts";
import { highestSeverity } from "./severity.ts";
import { remarked, type Stamp, updatedAt } from "./update.ts";

/** Incidents that one merge may join, contract/defender.md § 11.2. */
export const MERGED_AT_ONCE_MAX = 5;

/** Why incidents cannot be merged, or alerts not moved. */
export type MergeRefusal =
  | { readonly code: "redirected" | "resolved"; readonly incidentId: number }
  | { readonly code: "differing"; readonly property: "assignedTo" | "classification" | "determination" }
  | { readonly code: "same-incident"; readonly incidentId: number };

/** A merge that the rules of incidents forbid; nothing of it was written. Dialects put it into words. */
export class MergeRefused extends Error {
  readonly refusal: MergeRefusal;
  constructor(refusal: MergeRefusal) {
    super(`the merge is refused: ${refusal.code}`);
    this.name = "MergeRefused";
    this.refusal = refusal;
  }
}

/** What a merge leaves: the incident that lives on, and those that lead to it. Alerts move in the store. */
export interface Merged {
  readonly target: IncidentHeader;
  readonly sources: readonly IncidentHeader[];
}

/**
 * Merges incidents into the one that was created first, of several the one with the lowest number (§ 11.2). Its owner and
 * judgement are those that any of them has; tags and comments of all come together; its severity is the highest. The others
 * are redirected to it, all at the same moment, without tags and judgement.
 *
 * @throws {MergeRefused} `redirected` or `resolved` for one that is, `differing` when two of them have other values
 */
export function mergeIncidents(
  incidents: readonly IncidentHeader[],
  comment: string | undefined,
  stamp: Stamp,
): Merged {
  for (const { incidentId, status, redirectIncidentId } of incidents) {
    if (redirectIncidentId !== null || status === "redirected")
      throw new MergeRefused({ code: "redirected", incidentId });
    if (status === "resolved") throw new MergeRefused({ code: "resolved", incidentId });
  }
  const [first, ...sources] = incidents.toSorted(byCreation);
  if (!first) throw new TypeError("a merge of no incident");
  const own = incidents.flatMap(({ comments }) => comments).toSorted(byTime);
  const target: IncidentHeader = {
    ...first,
    assignedTo: common(incidents, "assignedTo", null),
    classification: common(incidents, "classification", "unknown"),
    determination: common(incidents, "determination", "unknown"),
    severity: highestSeverity(incidents.map(({ severity }) => severity)),
    customTags: united(incidents, "customTags"),
    systemTags: united(incidents, "systemTags"),
    comments: remarked(own, comment, stamp),
    lastModifiedBy: stamp.modifier,
    lastUpdateDateTime: updatedAt(first, stamp.at),
  };
  return { target, sources: sources.map((source) => redirected(source, target.incidentId, stamp)) };
}

/** An incident whose alerts all went into another leads there from now on. */
export function redirected(source: IncidentHeader, to: number, { at, modifier }: Stamp): IncidentHeader {
  return {
    ...source,
    status: "redirected",
    redirectIncidentId: to,
    classification: "unknown",
    determination: "unknown",
    customTags: [],
    lastModifiedBy: modifier,
    lastUpdateDateTime: updatedAt(source, at),
  };
}

/** An incident that gained or lost alerts: as severe as its worst one (§ 11.3). */
export function withAlerts(header: IncidentHeader, alerts: readonly Alert[], stamp: Stamp): IncidentHeader {
  return {
    ...header,
    severity: highestSeverity(alerts.map(({ severity }) => severity)),
    lastModifiedBy: stamp.modifier,
    lastUpdateDateTime: updatedAt(header, stamp.at),
  };
}

/** The one value that incidents have of a property, apart from those that have none. */
function common<K extends "assignedTo" | "classification" | "determination">(
  incidents: readonly IncidentHeader[],
  property: K,
  none: IncidentHeader[K],
): IncidentHeader[K] {
  const values = new Set(incidents.map((incident) => incident[property]).filter((value) => value !== none));
  if (values.size > 1) throw new MergeRefused({ code: "differing", property });
  const [value = none] = values;
  return value;
}

function united(incidents: readonly IncidentHeader[], property: "customTags" | "systemTags") {
  return [...new Set(incidents.flatMap((incident) => incident[property]))];
}

function byCreation(a: IncidentHeader, b: IncidentHeader): number {
  return compareTexts(a.createdDateTime, b.createdDateTime) || a.incidentId - b.incidentId;
}

function byTime(a: Comment, b: Comment): number {
  return compareTexts(a.createdDateTime, b.createdDateTime);
}
