import type { PropertySpec } from "../odata/property-spec.ts";
import { defineSurface } from "../odata/surface.ts";
import { incidentStatus } from "./enums.ts";

const instant = (name: string, column: string): PropertySpec => ({
  type: "timestamp",
  name,
  column,
  filterable: true,
  sortable: true,
  nullable: false,
});
const fixed: PropertySpec = { type: "string" };

/**
 * What clients may ask of `GET /api/incidents`, contract/defender.md § 4.1: four properties can be filtered, the others
 * are known and refused. Most recent change first. `$orderby` is not documented, but live clients send it
 * (contract/clients.md § 4).
 */
export const incidentSurface = defineSurface({
  type: "microsoft.defender.incident",
  table: "incidents",
  options: ["filter", "orderby", "top", "skip"],
  limits: { topMax: 100, pageSize: 100 },
  order: { default: [{ property: "lastUpdateTime", descending: true }], key: "incidentId" },
  properties: {
    incidentId: { type: "int64", column: "incident_id", nullable: false },
    createdTime: instant("createdDateTime", "created_date_time"),
    lastUpdateTime: instant("lastUpdateDateTime", "last_update_date_time"),
    status: {
      type: "enum",
      enumType: "microsoft.defender.incidentStatus",
      column: "status",
      filterable: true,
      nullable: false,
      members: incidentStatus.names,
    },
    assignedTo: { type: "string", column: "assigned_to", filterable: true },
    incidentUri: fixed,
    redirectIncidentId: fixed,
    incidentName: fixed,
    classification: fixed,
    determination: fixed,
    severity: fixed,
    tags: { type: "collection", element: { type: "string" } },
  },
});
