import type { Alert, AlertOfIncident } from "../../domain/alert/alert.ts";
import { redirectedIncident, trimIncident } from "../../domain/exposure/trim.ts";
import type { Incident, IncidentHeader } from "../../domain/incident/incident.ts";
import type { Exposure, Scope } from "../../domain/scope.ts";
import { alertsOf, storedAlerts } from "./alert-rows.ts";
import { storedIncident } from "./incident-rows.ts";
import { first, placeholders, query, type Steps } from "./steps.ts";
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
export function* visibleIncident(scope: Scope, incidentId: number): Steps<Incident | undefined> {
  if (!(yield* sees(scope, "incident", incidentId))) return undefined;
  const incident = yield* wholeIncident(scope, incidentId);
  const { exposure } = scope;
  if (!incident || exposure.kind === "everything") return incident;
  if (incident.redirectIncidentId !== null) return redirectedIncident(incident, exposure);
  const groups = yield* groupsOfDevices(scope, incidentId);
  return trimIncident(incident, exposure, (deviceId) => groups.get(deviceId));
}

/** Incidents that are kept trimmed while alerts are read: those of one incident seldom stand together. */
const TRIMMED_MAX = 500;

/** Alerts as a scope may see them: as they stand in their incidents. Each incident is trimmed once for all its alerts. */
export class VisibleAlerts {
  readonly #scope: Scope;
  readonly #trimmed = new Map<number, ReadonlyMap<string, Alert>>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  *find(alertId: string): Steps<AlertOfIncident | undefined> {
    if (!(yield* sees(this.#scope, "alert", alertId))) return undefined;
    const [found] = yield* this.these([alertId]);
    return found;
  }

  /** Several that are known to be visible, in the order of their ids here; those that are gone are left out. */
  *these(alertIds: readonly string[]): Steps<readonly AlertOfIncident[]> {
    const stored = yield* storedAlerts(this.#scope, alertIds);
    const found: AlertOfIncident[] = [];
    for (const alertId of alertIds) {
      const whole = stored.get(alertId);
      const seen = whole && (yield* this.#trimmedTo(whole));
      if (seen) found.push(seen);
    }
    return found;
  }

  *#trimmedTo(whole: AlertOfIncident): Steps<AlertOfIncident | undefined> {
    if (this.#scope.exposure.kind === "everything") return whole;
    const { incidentId } = whole;
    const alert = (yield* this.#alertsOf(incidentId)).get(whole.alert.alertId);
    return alert && { incidentId, alert };
  }

  *#alertsOf(incidentId: number): Steps<ReadonlyMap<string, Alert>> {
    const known = this.#trimmed.get(incidentId);
    if (known) return known;
    if (this.#trimmed.size >= TRIMMED_MAX) this.#trimmed.clear();
    const { alerts = [] } = (yield* visibleIncident(this.#scope, incidentId)) ?? {};
    const byId = new Map(alerts.map((alert) => [alert.alertId, alert]));
    this.#trimmed.set(incidentId, byId);
    return byId;
  }
}

/** Whether a scope sees an incident or alert at all; true for what does not exist when the scope sees everything. */
export function* sees(
  { tenantId, exposure }: Scope,
  what: "incident" | "alert",
  id: number | string,
): Steps<boolean> {
  if (exposure.kind === "everything") return true;
  const { services, groups } = openTo(exposure);
  const row = yield* first(
    `select 1 as seen from ${what}_visibility where tenant_id = $1 and ${what}_id = $2
       and service_source in (${placeholders(services.length, 3)})
       and device_group in (${placeholders(groups.length, 3 + services.length)}) limit 1`,
    tenantId,
    id,
    ...services,
    ...groups,
  );
  return row !== undefined;
}

function* wholeIncident(scope: Scope, incidentId: number): Steps<Incident | undefined> {
  const stored = yield* storedIncident(scope, incidentId);
  if (!stored) return undefined;
  const header: IncidentHeader = JSON.parse(stored.document);
  const alerts = yield* alertsOf(scope, incidentId);
  return { ...header, alerts: alerts.map((alert): Alert => JSON.parse(alert.document)) };
}

/** The groups of the devices that decide on the alerts of an incident. */
function* groupsOfDevices({ tenantId }: Scope, incidentId: number): Steps<ReadonlyMap<string, string>> {
  const rows = yield* query(
    `select d.device_id, d.device_group
     from alerts a
       join alert_exposure e on e.tenant_id = a.tenant_id and e.alert_id = a.alert_id
       join devices d on d.tenant_id = e.tenant_id and d.device_id = e.device_id
     where a.tenant_id = $1 and a.incident_id = $2`,
    tenantId,
    incidentId,
  );
  return new Map(rows.map((row) => [String(row.device_id), String(row.device_group)]));
}
