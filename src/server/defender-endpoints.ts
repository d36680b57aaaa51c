import { alertPermissions, incidentPermissions } from "../identity/permissions.ts";
import type { IncidentStore, Store } from "../store/contract.ts";
import { alertEndpoints } from "../wire/defender/alert-endpoints.ts";
import { getIncident } from "../wire/defender/get-incident.ts";
import { listIncidents } from "../wire/defender/list-incidents.ts";
import { updateIncident } from "../wire/defender/update-incident.ts";
import type { Endpoint } from "../wire/endpoint.ts";
import type { FollowUps } from "./follow-ups.ts";

/** Every operation of the Defender dialect, over the store. */
export function defenderEndpoints(
  store: Store,
  followUps: FollowUps,
  newId: () => string,
): readonly Endpoint[] {
  const incidents = withFollowUp(store.incidents, followUps);
  return [
    listIncidents(incidents, incidentPermissions.list),
    getIncident(incidents, incidentPermissions.get),
    updateIncident(incidents, incidentPermissions.update),
    ...alertEndpoints({
      alerts: store.alerts,
      permissions: alertPermissions,
      newAlertId: () => `da${newId()}_1`,
    }),
  ];
}

function withFollowUp(incidents: IncidentStore, followUps: FollowUps): IncidentStore {
  return {
    ...incidents,
    async update(...parameters) {
      const updated = await incidents.update(...parameters);
      if (updated?.incident.status === "resolved") followUps.soon();
      return updated;
    },
  };
}
