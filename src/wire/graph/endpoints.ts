import type { Endpoint } from "../endpoint.ts";
import { alertEndpoints, alertsOfIncidentEndpoints } from "./alerts.ts";
import { incidentEndpoints } from "./incidents.ts";
import type { GraphPermissions } from "./operation.ts";
import type { GraphAlerts, GraphIncidents } from "./services.ts";
import { surfacesOf } from "./surfaces.ts";
import { VERSIONS } from "./version.ts";

/** Every operation of this dialect, in both versions (contract/graph.md § 4). */
export function graphEndpoints(
  incidents: GraphIncidents,
  alerts: GraphAlerts,
  permissions: GraphPermissions,
): readonly Endpoint[] {
  return VERSIONS.flatMap((version) => {
    const surfaces = surfacesOf(version);
    return [
      ...incidentEndpoints(version, incidents, surfaces.incidents, permissions),
      ...alertEndpoints(version, alerts, surfaces.alerts, permissions),
      ...alertsOfIncidentEndpoints(version, alerts, incidents, surfaces.alerts, permissions),
    ];
  });
}
