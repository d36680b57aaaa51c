import { isDeepStrictEqual } from "node:util";
import type { Alert } from "../../domain/alert/alert.ts";
import type { Comment, Incident } from "../../domain/incident/incident.ts";
import { incidentNumberOf } from "../../domain/incident/incident-number.ts";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { DocumentReader, inOrder, unmappedFrom } from "../document.ts";
import { categoriesOf, PRODUCT_NAMES } from "./derived.ts";
import { graphEnum } from "./enum-reader.ts";
import { readEvidence } from "./evidence-reader.ts";
import { ALERT, INCIDENT } from "./types.ts";

/** An incident of this dialect has its id as text, and its alerts when they were expanded. */
export function isGraphIncident(document: JsonObject): boolean {
  return (
    typeof document.id === "string" && ["displayName", "alerts"].every((key) => Object.hasOwn(document, key))
  );
}

const CONTEXT = "@odata.context";
const INCIDENT_KEYS: ReadonlySet<string> = new Set([
  CONTEXT,
  "@odata.type",
  ...INCIDENT.properties.map(({ name }) => name),
  "alerts",
]);
const incidentStatus = graphEnum("incidentStatus");
const alertStatus = graphEnum("alertStatus");
const severity = graphEnum("alertSeverity");
const classification = graphEnum("alertClassification");
const determination = graphEnum("alertDetermination");
const serviceSource = graphEnum("serviceSource");
const detectionSource = graphEnum("detectionSource");
const investigationState = graphEnum("investigationState");

/**
 * Reads an incident with its alerts as `$expand=alerts` gives it (contract/graph.md § 6). Links and the tenant are this
 * server's own and not read.
 *
 * @throws {DocumentError} with the path of what cannot be used
 */
export function readGraphIncident(document: JsonObject): Incident {
  const incident = new DocumentReader(document, "");
  const incidentId = idOf(incident, "id") ?? incident.fail("id", "must be there");
  const redirectIncidentId = idOf(incident, "redirectIncidentId") ?? null;
  if (redirectIncidentId === incidentId) incident.fail("redirectIncidentId", "must be another incident");
  const created = incident.requiredTime("createdDateTime");
  const status = incident.enum("status", incidentStatus) ?? "active";
  const alerts = inOrder(incident, "id", incident.objects("alerts").map(readGraphAlert));
  return {
    incidentId,
    redirectIncidentId,
    displayName: incident.text("displayName") ?? "",
    createdDateTime: created,
    lastUpdateDateTime: incident.time("lastUpdateDateTime") ?? created,
    assignedTo: incident.text("assignedTo") ?? null,
    classification: incident.enum("classification", classification) ?? "unknown",
    determination: incident.enum("determination", determination) ?? "unknown",
    status,
    severity: incident.enum("severity", severity) ?? "unknown",
    customTags: incident.texts("customTags"),
    systemTags: incident.texts("systemTags"),
    description: incident.text("description") ?? null,
    summary: incident.text("summary") ?? null,
    resolvingComment: incident.text("resolvingComment") ?? null,
    lastModifiedBy: incident.text("lastModifiedBy") ?? null,
    priorityScore: incident.integer("priorityScore") ?? null,
    comments: incident.objects("comments").map(readComment),
    alerts: status === "redirected" ? [] : alerts,
    ...unmappedFrom(incident.others(INCIDENT_KEYS), "graph"),
  };
}

/** Ids are decimal digits as text (§ 6.1). */
function idOf(reader: DocumentReader, key: string): number | undefined {
  const text = reader.text(key);
  if (text === undefined || text === "") return undefined;
  return incidentNumberOf(text) ?? reader.fail(key, "must be a number as text");
}

const ALERT_KEYS: ReadonlySet<string> = new Set([
  CONTEXT,
  "@odata.type",
  ...ALERT.properties.map(({ name }) => name),
]);

function readGraphAlert(alert: DocumentReader): Alert {
  const alertId = alert.requiredText("id");
  const created = alert.requiredTime("createdDateTime");
  const service = alert.enum("serviceSource", serviceSource) ?? "unknown";
  const category = categoryOf(alert);
  keepProductName(alert, service);
  return {
    alertId,
    providerAlertId: alert.text("providerAlertId") ?? null,
    serviceSource: service,
    detectionSource: alert.enum("detectionSource", detectionSource) ?? "unknown",
    detectorId: alert.text("detectorId") ?? null,
    createdDateTime: created,
    lastUpdateDateTime: alert.time("lastUpdateDateTime") ?? created,
    resolvedDateTime: alert.time("resolvedDateTime") ?? null,
    firstActivityDateTime: alert.time("firstActivityDateTime") ?? created,
    lastActivityDateTime: alert.time("lastActivityDateTime") ?? created,
    title: alert.text("title") ?? "",
    description: alert.text("description") ?? "",
    category,
    status: alert.enum("status", alertStatus) ?? "unknown",
    severity: alert.enum("severity", severity) ?? "unknown",
    investigationId: null,
    investigationState: alert.enum("investigationState", investigationState) ?? "unknown",
    classification: alert.enum("classification", classification) ?? null,
    determination: alert.enum("determination", determination) ?? null,
    assignedTo: alert.text("assignedTo") ?? null,
    actorDisplayName: alert.text("actorDisplayName") ?? null,
    threatDisplayName: alert.text("threatDisplayName") ?? null,
    threatFamilyName: alert.text("threatFamilyName") ?? null,
    mitreTechniques: alert.texts("mitreTechniques"),
    systemTags: alert.texts("systemTags"),
    recommendedActions: alert.text("recommendedActions") ?? null,
    alertPolicyId: alert.text("alertPolicyId") ?? null,
    comments: alert.objects("comments").map(readComment),
    customDetails: dictionaryOf(alert, "customDetails"),
    additionalData: dictionaryOf(alert, "additionalData"),
    evidence: alert.objects("evidence").map((evidence) => readEvidence(evidence, created)),
    ...unmappedFrom(alert.others(ALERT_KEYS), "graph"),
  };
}

/** `categories` replaces `category` (§ 6.2): kept where it tells more. */
function categoryOf(alert: DocumentReader): string {
  const categories = alert.texts("categories");
  const category = alert.text("category") ?? categories[0] ?? "";
  const told = (alert.value("categories") ?? null) !== null;
  if (told && !isDeepStrictEqual(categories, categoriesOf(category))) alert.keep("categories", categories);
  return category;
}

function keepProductName(alert: DocumentReader, service: string): void {
  const name = alert.text("productName");
  if (name !== undefined && name !== PRODUCT_NAMES.get(service)) alert.keep("productName", name);
}

function dictionaryOf(alert: DocumentReader, key: string): JsonObject {
  const value = alert.value(key) ?? null;
  if (value === null) return {};
  if (!isJsonObject(value)) return alert.fail(key, "must be an object");
  alert.bound(key, value);
  return value;
}

function readComment(comment: DocumentReader): Comment {
  return {
    comment: comment.text("comment") ?? "",
    createdByDisplayName: comment.text("createdByDisplayName") ?? null,
    createdDateTime: comment.requiredTime("createdDateTime"),
  };
}
