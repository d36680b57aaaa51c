import type { EnumTable } from "../enum-table.ts";
import type { PropertySpec } from "../odata/property-spec.ts";
import { defineSurface } from "../odata/surface.ts";
import { alertStatus, detectionSource, severity } from "./enums.ts";

const instant = (name: string, column: string): PropertySpec => ({
  type: "timestamp",
  name,
  column,
  filterable: true,
  nullable: false,
});
const choice = (enumType: string, column: string, table: EnumTable): PropertySpec => ({
  type: "enum",
  enumType: `microsoft.defender.${enumType}`,
  column,
  filterable: true,
  nullable: false,
  members: table.names,
});
const investigationId: PropertySpec = {
  type: "int64",
  name: "investigationId",
  column: "investigation_id",
  filterable: true,
};
const assignedTo: PropertySpec = {
  type: "string",
  name: "assignedTo",
  column: "assigned_to",
  filterable: true,
};
const fixed: PropertySpec = { type: "string" };

/** What `$expand` names. Nothing can be asked of it: it comes whole or not at all. */
const evidence = defineSurface({
  type: "microsoft.defender.alertEvidence",
  table: "evidence",
  options: [],
  limits: { topMax: 0, pageSize: 0 },
  order: { default: [], key: "entityType" },
  properties: { entityType: fixed },
});

/**
 * What clients may ask of `GET /api/alerts`, contract/defender.md § 10.1: eleven properties can be filtered, two of them
 * under the names that the page prints as well; the others are known and refused. By ascending id.
 */
export const alertSurface = defineSurface({
  type: "microsoft.defender.alert",
  table: "alerts",
  options: ["filter", "top", "skip", "expand"],
  limits: { topMax: 10_000, pageSize: 10_000 },
  order: { default: [], key: "id" },
  properties: {
    id: { type: "string", name: "alertId", column: "alert_id", filterable: true, nullable: false },
    incidentId: { type: "int64", column: "incident_id", filterable: true, nullable: false },
    investigationId,
    InvestigationId: investigationId,
    assignedTo,
    asssignedTo: assignedTo,
    severity: choice("alertSeverity", "severity", severity),
    status: choice("alertStatus", "status", alertStatus),
    detectionSource: choice("detectionSource", "detection_source", detectionSource),
    category: { type: "string", column: "category", filterable: true, nullable: false },
    alertCreationTime: instant("createdDateTime", "created_date_time"),
    lastEventTime: instant("lastActivityDateTime", "last_activity_date_time"),
    lastUpdateTime: instant("lastUpdateDateTime", "last_update_date_time"),
    classification: fixed,
    determination: fixed,
    investigationState: fixed,
    detectorId: fixed,
    threatFamilyName: fixed,
    title: fixed,
    description: fixed,
    firstEventTime: fixed,
    resolvedTime: fixed,
    machineId: fixed,
    computerDnsName: fixed,
    rbacGroupName: fixed,
    aadTenantId: fixed,
    threatName: fixed,
    mitreTechniques: { type: "collection", element: { type: "string" } },
    evidence: { type: "navigation", surface: evidence, options: [] },
  },
});
