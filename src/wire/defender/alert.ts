import type { Alert } from "../../domain/alert/alert.ts";
import { isDevice } from "../../domain/evidence/evidence.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { trimTimestamp } from "../../domain/time.ts";
import { type DocumentReader, enumText, othersOf, unmappedFrom } from "../document.ts";
import type { EnumTable } from "../enum-table.ts";
import { readDevice, writeDevice } from "./device.ts";
import { readEntity } from "./entity-reader.ts";
import { writeEntity } from "./entity-writer.ts";
import {
  alertStatus,
  classification,
  detectionSource,
  determination,
  investigationState,
  serviceSource,
  severity,
} from "./enums.ts";

/** The members of an alert inside an incident, contract/defender.md § 5.3. */
const KEYS: ReadonlySet<string> = new Set([
  "alertId",
  "providerAlertId",
  "incidentId",
  "serviceSource",
  "creationTime",
  "lastUpdatedTime",
  "resolvedTime",
  "firstActivity",
  "lastActivity",
  "title",
  "description",
  "category",
  "status",
  "severity",
  "investigationId",
  "investigationState",
  "classification",
  "determination",
  "detectionSource",
  "detectorId",
  "assignedTo",
  "actorName",
  "threatFamilyName",
  "mitreTechniques",
  "devices",
  "entities",
]);

/** An alert of an incident. What older shapes lack gets a default; ids and the time of creation must be there. */
export function readAlert(alert: DocumentReader): Alert {
  const alertId = alert.requiredText("alertId");
  const created = alert.requiredTime("creationTime");
  return {
    alertId,
    providerAlertId: alert.text("providerAlertId") ?? alertId.replace(/^[a-z]{2}(?=.)/, ""),
    serviceSource: alert.enum("serviceSource", serviceSource) ?? "unknown",
    detectionSource: alert.enum("detectionSource", detectionSource) ?? "unknown",
    detectorId: alert.text("detectorId") ?? null,
    createdDateTime: created,
    lastUpdateDateTime: alert.time("lastUpdatedTime") ?? created,
    resolvedDateTime: alert.time("resolvedTime") ?? null,
    firstActivityDateTime: alert.time("firstActivity") ?? created,
    lastActivityDateTime: alert.time("lastActivity") ?? created,
    title: alert.text("title") ?? "",
    description: alert.text("description") ?? "",
    category: alert.text("category") ?? "",
    status: alert.enum("status", alertStatus) ?? "unknown",
    severity: alert.enum("severity", severity) ?? "unknown",
    investigationId: alert.integer("investigationId") ?? null,
    investigationState: alert.enum("investigationState", investigationState) ?? "unknown",
    classification: alert.enum("classification", classification) ?? null,
    determination: alert.enum("determination", determination) ?? null,
    assignedTo: alert.text("assignedTo") ?? null,
    actorDisplayName: alert.text("actorName") ?? null,
    threatDisplayName: null,
    threatFamilyName: alert.text("threatFamilyName") ?? null,
    mitreTechniques: alert.texts("mitreTechniques"),
    systemTags: [],
    recommendedActions: null,
    alertPolicyId: null,
    comments: [],
    customDetails: {},
    additionalData: {},
    evidence: [
      ...alert.objects("devices").map((device) => readDevice(device, created)),
      ...alert.objects("entities").map((entity) => readEntity(entity, created)),
    ],
    ...unmappedFrom(alert.others(KEYS)),
  };
}

/** All 26 members in the order of the wire, with `null` where there is no value, then what Tocsin merely keeps. */
export function writeAlert(alert: Alert, incidentId: number): JsonObject {
  const kept = alert.unmapped?.defender;
  return Object.fromEntries<Json>([
    ["alertId", alert.alertId],
    ["providerAlertId", alert.providerAlertId],
    ["incidentId", incidentId],
    ["serviceSource", enumText(serviceSource, alert.serviceSource, kept, "serviceSource")],
    ["creationTime", trimTimestamp(alert.createdDateTime)],
    ["lastUpdatedTime", trimTimestamp(alert.lastUpdateDateTime)],
    ["resolvedTime", alert.resolvedDateTime === null ? null : trimTimestamp(alert.resolvedDateTime)],
    ["firstActivity", trimTimestamp(alert.firstActivityDateTime)],
    ["lastActivity", trimTimestamp(alert.lastActivityDateTime)],
    ["title", alert.title],
    ["description", alert.description],
    ["category", alert.category],
    ["status", enumText(alertStatus, alert.status, kept, "status")],
    ["severity", enumText(severity, alert.severity, kept, "severity")],
    ["investigationId", alert.investigationId],
    [
      "investigationState",
      enumText(investigationState, alert.investigationState, kept, "investigationState"),
    ],
    ["classification", nullable(classification, alert.classification, kept, "classification")],
    ["determination", nullable(determination, alert.determination, kept, "determination")],
    ["detectionSource", enumText(detectionSource, alert.detectionSource, kept, "detectionSource")],
    ["detectorId", alert.detectorId],
    ["assignedTo", alert.assignedTo],
    ["actorName", alert.actorDisplayName],
    ["threatFamilyName", alert.threatFamilyName],
    ["mitreTechniques", alert.mitreTechniques],
    ["devices", alert.evidence.filter(isDevice).map(writeDevice)],
    ["entities", alert.evidence.filter((evidence) => !isDevice(evidence)).map(writeEntity)],
    ...othersOf(kept, KEYS),
  ]);
}

function nullable(
  table: EnumTable,
  member: string | null,
  kept: JsonObject | undefined,
  key: string,
): string | null {
  return member === null ? null : enumText(table, member, kept, key);
}
