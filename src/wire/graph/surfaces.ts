import type { NavigationSpec, PropertySpec } from "../odata/property-spec.ts";
import { defineSurface, type Surface, type SurfaceSpec } from "../odata/surface.ts";
import { enumNamed } from "./enum-reader.ts";
import { ENUM_TYPES } from "./enum-types.ts";
import { ALERT, INCIDENT, INCIDENT_BETA, NAMESPACE, type Property } from "./types.ts";
import type { Version } from "./version.ts";

/** Rows that a page may have; a page has as many when the client names no number (contract/graph.md §§ 4.1, 4.4). */
export const INCIDENT_PAGE_MAX = 50;
export const ALERT_PAGE_MAX = 1_000;

const OPTIONS = ["filter", "orderby", "top", "skip", "select", "count", "format"] as const;

/** The columns that lists are filtered by, each with a row of its own in the database (§ 5.1). */
const INCIDENT_COLUMNS: Readonly<Record<string, string>> = {
  assignedTo: "assigned_to",
  classification: "classification",
  createdDateTime: "created_date_time",
  determination: "determination",
  lastUpdateDateTime: "last_update_date_time",
  severity: "severity",
  status: "status",
};
const ALERT_COLUMNS: Readonly<Record<string, string>> = {
  ...INCIDENT_COLUMNS,
  serviceSource: "service_source",
};

/** What clients may ask of a collection: filter by the documented properties, order by its two times (docs/differences.md). */
export interface Surfaces {
  readonly incidents: Surface;
  readonly alerts: Surface;
}

export function surfacesOf(version: Version): Surfaces {
  const common = { anyCase: true, dollarOptional: version === "beta" } as const;
  const alerts = defineSurface({
    ...common,
    type: `${NAMESPACE}.alert`,
    table: "alerts",
    options: OPTIONS,
    limits: { topMax: ALERT_PAGE_MAX, pageSize: ALERT_PAGE_MAX },
    order: { default: [{ property: "lastUpdateDateTime", descending: true }], key: "id" },
    properties: { ...specsOf(ALERT.properties, ALERT_COLUMNS), id: key("string", "alertId", "alert_id") },
  });
  const expandable: NavigationSpec = { type: "navigation", surface: alerts, options: ["select"] };
  const incidents: SurfaceSpec = {
    ...common,
    type: `${NAMESPACE}.incident`,
    table: "incidents",
    options: [...OPTIONS, "expand"],
    limits: { topMax: INCIDENT_PAGE_MAX, pageSize: INCIDENT_PAGE_MAX },
    order: { default: [{ property: "lastUpdateDateTime", descending: true }], key: "id" },
    properties: {
      ...specsOf([...INCIDENT.properties, ...(version === "beta" ? INCIDENT_BETA : [])], INCIDENT_COLUMNS),
      id: key("int64", "incidentId", "incident_id"),
      alerts: expandable,
    },
  };
  return { incidents: defineSurface(incidents), alerts };
}

const key = (type: "string" | "int64", name: string, column: string): PropertySpec => ({
  type,
  name,
  column,
  nullable: false,
});

function specsOf(
  properties: readonly Property[],
  columns: Readonly<Record<string, string>>,
): Readonly<Record<string, PropertySpec>> {
  return Object.fromEntries(properties.map((property) => [property.name, specOf(property, columns)]));
}

/** Every property can be selected; of those without a column nothing more can be asked. */
function specOf(
  { name, type, collection }: Property,
  columns: Readonly<Record<string, string>>,
): PropertySpec {
  const column = columns[name];
  if (collection) return { type: "collection", element: { type: "string" } };
  if (column === undefined) return { type: "string" };
  if (type === "DateTimeOffset")
    return { type: "timestamp", column, filterable: true, sortable: true, nullable: false };
  if (!ENUM_TYPES.has(type)) return { type: "string", column, filterable: true };
  return {
    type: "enum",
    enumType: `${NAMESPACE}.${type}`,
    column,
    filterable: true,
    members: membersOf(name, type),
  };
}

/** An alert that nobody has judged has no value where its incident has `unknown`; clients mean both (§ 6.2). */
function membersOf(
  name: string,
  type: string,
): Readonly<Record<string, string | readonly (string | null)[]>> {
  const names = enumNamed(type)?.names ?? {};
  const judged = name === "classification" || name === "determination";
  return Object.fromEntries(
    Object.keys(names).map((member) => [member, judged && member === "unknown" ? [member, null] : member]),
  );
}
