import { alertPermissions, incidentPermissions } from "../identity/permissions.ts";
import type { Store } from "../store/contract.ts";
import { alertEndpoints } from "../wire/defender/alert-endpoints.ts";
import { getIncident } from "../wire/defender/get-incident.ts";
import { listIncidents } from "../wire/defender/list-incidents.ts";
import { updateIncident } from "../wire/defender/update-incident.ts";
import type { Endpoint } from "../wire/endpoint.ts";

/** Every operation of the Defender dialect, over the store. */
export function defenderEndpoints(
  { incidents, alerts }: Pick<Store, "incidents" | "alerts">,
  newId: () => string,
): readonly Endpoint[] {
  return [
    listIncidents(incidents, incidentPermissions.list),
    getIncident(incidents, incidentPermissions.get),
    updateIncident(incidents, incidentPermissions.update),
    ...alertEndpoints({
      alerts,
      permissions: alertPermissions,
      newAlertId: () => `da${newId()}_1`,
    }),
  ];
}
