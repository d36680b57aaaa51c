import type { Endpoint } from "../endpoint.ts";
import { alertEndpoints } from "./alerts.ts";
import { incidentEndpoints } from "./incidents.ts";
import type { GraphAlerts, GraphIncidents } from "./services.ts";
import { surfacesOf } from "./surfaces.ts";
import { VERSIONS } from "./version.ts";

/** Every operation of this dialect, in both versions (contract/graph.md § 4). */
export function graphEndpoints(incidents: GraphIncidents, alerts: GraphAlerts): readonly Endpoint[] {
  return VERSIONS.flatMap((version) => {
    const surfaces = surfacesOf(version);
    return [
      ...incidentEndpoints(version, incidents, surfaces.incidents),
      ...alertEndpoints(version, alerts, incidents, surfaces.alerts),
    ];
  });
}
