import { INCIDENT_STATUSES } from "../../domain/enums.ts";
import { defineSurface } from "./surface.ts";

/** Surfaces for the tests of this folder: the Defender dialect's own, and two shaped like those of Graph. */

export { incidentSurface as defenderIncidents } from "../defender/incident-surface.ts";

export const graphAlerts = defineSurface({
  type: "microsoft.graph.security.alert",
  table: "alerts",
  document: "document",
  anyCase: true,
  options: ["filter", "orderby", "top", "skip", "select", "count"],
  functions: ["contains", "startswith", "endswith", "tolower", "toupper", "any", "all"],
  limits: { topMax: 1000, pageSize: 100, skipMax: 500 },
  order: { default: [{ property: "createdDateTime", descending: true }], key: "id" },
  properties: {
    id: { type: "string", name: "alertId", column: "alert_id", nullable: false },
    createdDateTime: {
      type: "timestamp",
      column: "created_date_time",
      filterable: true,
      sortable: true,
      nullable: false,
    },
    title: { type: "string", filterable: true },
    severity: {
      type: "enum",
      enumType: "microsoft.graph.security.alertSeverity",
      filterable: true,
      sortable: true,
      members: ["unknown", "informational", "low", "medium", "high"],
    },
    systemTags: { type: "collection", filterable: true, element: { type: "string", filterable: true } },
    evidence: {
      type: "collection",
      filterable: true,
      element: {
        type: "complex",
        complexType: "microsoft.graph.security.alertEvidence",
        properties: { remediationStatus: { type: "string", filterable: true } },
        derived: {
          discriminator: "kind",
          types: {
            "microsoft.graph.security.userEvidence": {
              value: "user",
              properties: {
                userAccount: {
                  type: "complex",
                  complexType: "microsoft.graph.security.userAccount",
                  properties: { userPrincipalName: { type: "string", filterable: true } },
                },
              },
            },
          },
        },
      },
    },
  },
});

export const graphIncidents = defineSurface({
  type: "microsoft.graph.security.incident",
  table: "incidents",
  document: "document",
  anyCase: true,
  options: ["filter", "orderby", "top", "skip", "select", "expand", "count", "format"],
  limits: { topMax: 50, pageSize: 50 },
  order: { default: [{ property: "createdDateTime", descending: true }], key: "incidentId" },
  wording: (error) => (error.option === "$filter" ? `Invalid filter clause: ${error.detail}` : error.message),
  properties: {
    incidentId: { type: "int64", column: "incident_id", nullable: false, selectable: false },
    displayName: { type: "string" },
    createdDateTime: {
      type: "timestamp",
      column: "created_date_time",
      filterable: true,
      sortable: true,
      nullable: false,
    },
    lastUpdateDateTime: {
      type: "timestamp",
      column: "last_update_date_time",
      filterable: true,
      sortable: true,
      nullable: false,
    },
    status: {
      type: "enum",
      enumType: "microsoft.graph.security.incidentStatus",
      column: "status",
      filterable: true,
      sortable: true,
      nullable: false,
      members: INCIDENT_STATUSES,
    },
    assignedTo: { type: "string", column: "assigned_to", filterable: true, operators: ["eq", "ne", "in"] },
    alerts: { type: "navigation", surface: graphAlerts, options: ["select", "filter", "top", "orderby"] },
  },
});
