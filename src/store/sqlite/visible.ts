import type { Alert, AlertOfIncident } from "../../domain/alert/alert.ts";
import { redirectedIncident, trimIncident } from "../../domain/exposure/trim.ts";
import type { Incident, IncidentHeader } from "../../domain/incident/incident.ts";
import type { Exposure, Scope } from "../../domain/scope.ts";
import { storedAlert } from "./alert-rows.ts";
import type { Connection } from "./connection.ts";
import { storedIncident } from "./incident-rows.ts";
import { EVERY_SERVICE } from "./visibility.ts";

/** The services and groups of the rows of visibility that are open to a limited exposure. */
export interface OpenTo {
  readonly services: readonly string[];
  readonly groups: readonly string[];
}

export function openTo(exposure: Extract<Exposure, { kind: "limited" }>): OpenTo {
  const { serviceSources, deviceGroups } = exposure;
  return {
    services: serviceSources === "all" ? [EVERY_SERVICE] : [...serviceSources],
    groups: ["", ...deviceGroups],
  };
}

/**
 * An incident as a scope may see it. A limited scope is judged before any row of the incident is read, so that a hidden
 * incident costs what a missing one costs. A merged incident is judged by the one it was merged into.
 */
export function visibleIncident(
  connection: Connection,
  scope: Scope,
  incidentId: number,
): Incident | undefined {
  if (!sees(connection, scope, "incident", incidentId)) return undefined;
  const incident = wholeIncident(connection, scope, incidentId);
  const { exposure } = scope;
  if (!incident || exposure.kind === "everything") return incident;
  if (incident.redirectIncidentId !== null) return redirectedIncident(incident, exposure);
  const groups = groupsOfDevices(connection, scope, incidentId);
  return trimIncident(incident, exposure, (deviceId) => groups.get(deviceId));
}

/** An alert as a scope may see it: as it stands in its incident. */
export function visibleAlert(
  connection: Connection,
  scope: Scope,
  alertId: string,
  incidentOf = visibleIncident,
): AlertOfIncident | undefined {
  if (!sees(connection, scope, "alert", alertId)) return undefined;
  const stored = storedAlert(connection, scope, alertId);
  if (!stored || scope.exposure.kind === "everything") return stored;
  const { incidentId } = stored;
  const alert = incidentOf(connection, scope, incidentId)?.alerts.find((each) => each.alertId === alertId);
  return alert && { incidentId, alert };
}

/** Whether a scope sees an incident or alert at all; true for what does not exist when the scope sees everything. */
export function sees(
  connection: Connection,
  { tenantId, exposure }: Scope,
  what: "incident" | "alert",
  id: number | string,
): boolean {
  if (exposure.kind === "everything") return true;
  const { services, groups } = openTo(exposure);
  const row = connection
    .prepare(
      `select 1 from ${what}_visibility indexed by ${what}_visibility_of_${what} where tenant_id = ?1 and ${what}_id = ?2
         and service_source in (select value from json_each(?3))
         and device_group in (select value from json_each(?4)) limit 1`,
    )
    .get(tenantId, id, JSON.stringify(services), JSON.stringify(groups));
  return row !== undefined;
}

function wholeIncident(connection: Connection, scope: Scope, incidentId: number): Incident | undefined {
  const stored = storedIncident(connection, scope, incidentId);
  if (!stored) return undefined;
  const header: IncidentHeader = JSON.parse(stored.document);
  const alerts = connection
    .prepare(
      "select document from alerts where tenant_id = ? and incident_id = ? order by created_date_time, alert_id",
    )
    .all(scope.tenantId, incidentId);
  return { ...header, alerts: alerts.map((alert): Alert => JSON.parse(String(alert.document))) };
}

/** The groups of the devices that decide on the alerts of an incident. */
function groupsOfDevices(
  connection: Connection,
  { tenantId }: Scope,
  incidentId: number,
): ReadonlyMap<string, string> {
  const rows = connection
    .prepare(
      `select d.device_id, d.device_group
       from alerts a
         join alert_exposure e on e.tenant_id = a.tenant_id and e.alert_id = a.alert_id
         join devices d on d.tenant_id = e.tenant_id and d.device_id = e.device_id
       where a.tenant_id = ? and a.incident_id = ?`,
    )
    .all(tenantId, incidentId);
  return new Map(rows.map((row) => [String(row.device_id), String(row.device_group)]));
}
