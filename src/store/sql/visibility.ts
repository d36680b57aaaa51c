import type { Alert } from "../../domain/alert/alert.ts";
import { NAMELESS_DEVICE } from "../../domain/exposure/device-names.ts";
import { devicesOf, keysOfAlert } from "../../domain/exposure/exposure-key.ts";
import type { Scope } from "../../domain/scope.ts";
import { deviceGroupsInForce, keepDevice } from "./devices.ts";
import { first, query, type Steps } from "./steps.ts";
import type { Transaction } from "./transaction.ts";

/** In place of a service: visible to whoever may view the data of all of them. */
export const EVERY_SERVICE = "*";
/** Merges of merges are followed this far. */
const REDIRECTS_MAX = 16;

/** What `keyVisible` says of each exposure key, as rows: which services and groups open an alert. */
const alertRows = (which: string) => `
  with opened as (
    select e.tenant_id, e.alert_id, e.service_source,
      case e.device_id when '' then '' else d.device_group end as device_group
    from alert_exposure e left join devices d on d.tenant_id = e.tenant_id and d.device_id = e.device_id
    where e.tenant_id = $1 and ${which}
      and (e.device_id = '' or (d.device_group is not null and e.device_id <> '${NAMELESS_DEVICE}'))
  )
  insert into alert_visibility
  select tenant_id, service_source, device_group, alert_id from opened
  union select tenant_id, '${EVERY_SERVICE}', device_group, alert_id from opened`;

const incidentRows = (target: string, which: string) => `
  insert into incident_visibility
  select distinct i.tenant_id, v.service_source, v.device_group, i.last_update_date_time, i.incident_id,
    i.created_date_time, i.status, i.assigned_to, i.severity, i.classification, i.determination
  from incidents i
    join alerts a on a.tenant_id = i.tenant_id and a.incident_id = ${target}
    join alert_visibility v on v.tenant_id = a.tenant_id and v.alert_id = a.alert_id
  where i.tenant_id = $1 and ${which}`;

/**
 * Keeps, beside alerts that were written, what decides who may see them and their incidents, so that reads and lists are
 * trimmed inside the query and cost the same whatever is hidden. A device that an alert tells news of may have moved to
 * another group: then everything about that device is judged anew.
 */
export function* keepVisibility(
  transaction: Transaction,
  incidentId: number,
  alerts: readonly Alert[],
): Steps<void> {
  const { scope } = transaction;
  for (const alert of alerts) yield* keepExposure(scope, alert);
  const moved = yield* keepDevices(scope, alerts);
  const judged = new Set(alerts.map(({ alertId }) => alertId));
  for (const deviceId of moved) for (const alertId of yield* alertsOn(scope, deviceId)) judged.add(alertId);
  for (const alertId of judged) yield* judgeAlert(scope, alertId);
  const incidents = new Set([incidentId]);
  if (moved.length > 0) {
    for (const alertId of judged) for (const id of yield* incidentOf(scope, alertId)) incidents.add(id);
  }
  for (const id of incidents) yield* judgeIncident(scope, id);
}

/** Forgets who could see an alert that is gone. */
export function* forgetVisibility({ tenantId }: Scope, alertId: string): Steps<void> {
  for (const table of ["alert_exposure", "alert_visibility"]) {
    yield* query(`delete from ${table} where tenant_id = $1 and alert_id = $2`, tenantId, alertId);
  }
}

/** Judges an incident anew, and with it those that were merged into it. */
export function* judgeIncident(scope: Scope, incidentId: number, depth = 0): Steps<void> {
  const { tenantId } = scope;
  yield* query(
    "delete from incident_visibility where tenant_id = $1 and incident_id = $2",
    tenantId,
    incidentId,
  );
  const target = yield* targetOf(scope, incidentId);
  yield* query(incidentRows("$3", "i.incident_id = $2"), tenantId, incidentId, target);
  if (depth === REDIRECTS_MAX) return;
  const sources = yield* query(
    "select incident_id from incidents where tenant_id = $1 and redirect_incident_id = $2",
    tenantId,
    incidentId,
  );
  for (const source of sources) yield* judgeIncident(scope, Number(source.incident_id), depth + 1);
}

/** Carries what lists filter and order by over to the rows of an incident whose alerts stay as they are. */
export function* copyToVisibility({ tenantId }: Scope, incidentId: number): Steps<void> {
  yield* query(
    `update incident_visibility as v set last_update_date_time = i.last_update_date_time, status = i.status,
       assigned_to = i.assigned_to, severity = i.severity, classification = i.classification,
       determination = i.determination
     from incidents i
     where v.tenant_id = $1 and v.incident_id = $2 and i.tenant_id = $1 and i.incident_id = $2`,
    tenantId,
    incidentId,
  );
}

/** Judges a whole tenant anew, after new rules for its device groups. */
export function* judgeTenant(scope: Scope): Steps<void> {
  const { tenantId } = scope;
  for (const table of ["alert_visibility", "incident_visibility"]) {
    yield* query(`delete from ${table} where tenant_id = $1`, tenantId);
  }
  yield* query(alertRows("true"), tenantId);
  yield* query(incidentRows("i.incident_id", "i.redirect_incident_id is null"), tenantId);
  const merged = yield* query(
    "select incident_id from incidents where tenant_id = $1 and redirect_incident_id is not null",
    tenantId,
  );
  for (const row of merged) yield* judgeIncident(scope, Number(row.incident_id), REDIRECTS_MAX);
}

/** The services and devices of an alert; everything else about visibility follows from them. */
export function* keepExposure({ tenantId }: Scope, alert: Alert): Steps<void> {
  const { alertId } = alert;
  yield* query("delete from alert_exposure where tenant_id = $1 and alert_id = $2", tenantId, alertId);
  for (const { serviceSource, deviceId } of keysOfAlert(alert)) {
    yield* query(
      "insert into alert_exposure (tenant_id, alert_id, service_source, device_id) values ($1, $2, $3, $4)",
      tenantId,
      alertId,
      serviceSource,
      deviceId,
    );
  }
}

/** Keeps what the alerts tell of their devices; gives those that are new or in another group now. */
function* keepDevices(scope: Scope, alerts: readonly Alert[]): Steps<readonly string[]> {
  const groups = yield* deviceGroupsInForce(scope);
  const moved: string[] = [];
  for (const alert of alerts) {
    for (const [deviceId, device] of devicesOf(alert)) {
      if (yield* keepDevice(scope, deviceId, device, alert.lastUpdateDateTime, groups)) moved.push(deviceId);
    }
  }
  return moved;
}

function* judgeAlert({ tenantId }: Scope, alertId: string): Steps<void> {
  yield* query("delete from alert_visibility where tenant_id = $1 and alert_id = $2", tenantId, alertId);
  yield* query(alertRows("e.alert_id = $2"), tenantId, alertId);
}

function* alertsOn({ tenantId }: Scope, deviceId: string): Steps<readonly string[]> {
  const rows = yield* query(
    "select alert_id from alert_exposure where tenant_id = $1 and device_id = $2",
    tenantId,
    deviceId,
  );
  return rows.map((row) => String(row.alert_id));
}

function* incidentOf({ tenantId }: Scope, alertId: string): Steps<readonly number[]> {
  const rows = yield* query(
    "select incident_id from alerts where tenant_id = $1 and alert_id = $2",
    tenantId,
    alertId,
  );
  return rows.map((row) => Number(row.incident_id));
}

/** Where a merge of merges ends. */
export function* targetOf({ tenantId }: Scope, incidentId: number): Steps<number> {
  let target = incidentId;
  for (let hop = 0; hop < REDIRECTS_MAX; hop++) {
    const row = yield* first(
      "select redirect_incident_id as target from incidents where tenant_id = $1 and incident_id = $2",
      tenantId,
      target,
    );
    const found = row?.target ?? null;
    if (found === null) break;
    target = Number(found);
  }
  return target;
}
