import type { Comment, Incident } from "../../domain/incident/incident.ts";
import type { JsonObject } from "../../domain/json.ts";
import { DocumentReader, inOrder, unmappedFrom } from "../document.ts";
import { readAlert } from "./alert.ts";
import { classification, determination, incidentStatus, severity } from "./enums.ts";

/** The members of an incident (contract/defender.md § 5.1), with the context that a single one comes with. */
export const INCIDENT_KEYS: ReadonlySet<string> = new Set([
  "@odata.context",
  "incidentId",
  "incidentUri",
  "redirectIncidentId",
  "incidentName",
  "createdTime",
  "lastUpdateTime",
  "assignedTo",
  "classification",
  "determination",
  "status",
  "severity",
  "tags",
  "comments",
  "alerts",
]);

/** An incident of this dialect is known by its number and its list of alerts. */
export function isDefenderIncident(document: JsonObject): boolean {
  return Object.hasOwn(document, "incidentId") && Object.hasOwn(document, "alerts");
}

/**
 * Reads an incident in today's shape or one of the older ones (§ 5.7). A redirected one has no alerts (§ 5.1).
 *
 * @throws {DocumentError} with the path of what cannot be used
 */
export function readDefenderIncident(document: JsonObject): Incident {
  const incident = new DocumentReader(document, "");
  const incidentId = incident.positiveInteger("incidentId") ?? incident.fail("incidentId", "must be there");
  const redirectIncidentId = incident.positiveInteger("redirectIncidentId") ?? null;
  if (redirectIncidentId === incidentId) incident.fail("redirectIncidentId", "must be another incident");
  const created = incident.requiredTime("createdTime");
  const status = incident.enum("status", incidentStatus) ?? "active";
  const alerts = inOrder(incident, "alertId", incident.objects("alerts").map(readAlert));
  return {
    incidentId,
    redirectIncidentId,
    displayName: incident.text("incidentName") ?? "",
    createdDateTime: created,
    lastUpdateDateTime: incident.time("lastUpdateTime") ?? created,
    assignedTo: incident.text("assignedTo") ?? null,
    classification: incident.enum("classification", classification) ?? "unknown",
    determination: incident.enum("determination", determination) ?? "unknown",
    status,
    severity: incident.enum("severity", severity) ?? "unknown",
    customTags: incident.texts("tags"),
    systemTags: [],
    description: null,
    summary: null,
    resolvingComment: null,
    lastModifiedBy: null,
    priorityScore: null,
    comments: incident.objects("comments").map((comment) => readComment(comment)),
    alerts: status === "redirected" ? [] : alerts,
    ...unmappedFrom(incident.others(INCIDENT_KEYS)),
  };
}

const COMMENT_KEYS: ReadonlySet<string> = new Set(["comment", "createdBy", "createdTime"]);
const OLDER_COMMENT_KEYS: ReadonlySet<string> = new Set(["comment", "createdBy", "createTime"]);

/** § 5.2: one page calls the time `createTime` (§ 14 no. 8). */
function readComment(comment: DocumentReader): Comment {
  const older = (comment.value("createdTime") ?? null) === null;
  return {
    comment: comment.text("comment") ?? "",
    createdByDisplayName: comment.text("createdBy") ?? null,
    createdDateTime: comment.requiredTime(older ? "createTime" : "createdTime"),
    ...unmappedFrom(comment.others(older ? OLDER_COMMENT_KEYS : COMMENT_KEYS)),
  };
}
