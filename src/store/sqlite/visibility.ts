import type { Alert } from "../../domain/alert/alert.ts";
import { NAMELESS_DEVICE } from "../../domain/exposure/device-names.ts";
import { devicesOf, keysOfAlert } from "../../domain/exposure/exposure-key.ts";
import { operatorScope } from "../../domain/operator.ts";
import type { Scope } from "../../domain/scope.ts";
import { type Connection, column } from "./connection.ts";
import { deviceGroupsInForce, keepDevice } from "./devices.ts";
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
    where e.tenant_id = ?1 and ${which}
      and (e.device_id = '' or (d.device_group is not null and e.device_id <> '${NAMELESS_DEVICE}'))
  )
  insert into alert_visibility
  select tenant_id, service_source, device_group, alert_id from opened
  union select tenant_id, '${EVERY_SERVICE}', device_group, alert_id from opened`;

const incidentRows = (target: string, which: string) => `
  insert into incident_visibility
  select distinct i.tenant_id, v.service_source, v.device_group, i.last_update_date_time, i.incident_id,
    i.created_date_time, i.status, i.assigned_to
  from incidents i
    join alerts a on a.tenant_id = i.tenant_id and a.incident_id = ${target}
    join alert_visibility v on v.tenant_id = a.tenant_id and v.alert_id = a.alert_id
  where i.tenant_id = ?1 and ${which}`;

/**
 * Keeps, beside alerts that were written, what decides who may see them and their incidents, so that reads and lists are
 * trimmed inside the query and cost the same whatever is hidden. A device that an alert tells news of may have moved to
 * another group: then everything about that device is judged anew.
 */
export function keepVisibility(transaction: Transaction, incidentId: number, alerts: readonly Alert[]): void {
  const { connection, scope } = transaction;
  for (const alert of alerts) keepExposure(connection, scope, alert);
  const moved = keepDevices(transaction, alerts);
  const judged = new Set(alerts.map(({ alertId }) => alertId));
  for (const deviceId of moved)
    for (const alertId of alertsOn(connection, scope, deviceId)) judged.add(alertId);
  for (const alertId of judged) judgeAlert(connection, scope, alertId);
  const incidents = new Set([incidentId]);
  if (moved.length > 0) {
    for (const alertId of judged) for (const id of incidentOf(connection, scope, alertId)) incidents.add(id);
  }
  for (const id of incidents) judgeIncident(connection, scope, id);
}

/** Forgets who could see an alert that is gone. */
export function forgetVisibility({ connection, scope }: Transaction, alertId: string): void {
  for (const table of ["alert_exposure", "alert_visibility"]) {
    connection
      .prepare(`delete from ${table} where tenant_id = ? and alert_id = ?`)
      .run(scope.tenantId, alertId);
  }
}

/** Judges an incident anew, and with it those that were merged into it. */
export function judgeIncident(connection: Connection, scope: Scope, incidentId: number, depth = 0): void {
  connection
    .prepare("delete from incident_visibility where tenant_id = ? and incident_id = ?")
    .run(scope.tenantId, incidentId);
  connection
    .prepare(incidentRows("?3", "i.incident_id = ?2"))
    .run(scope.tenantId, incidentId, targetOf(connection, scope, incidentId));
  if (depth === REDIRECTS_MAX) return;
  const sources = connection
    .prepare("select incident_id from incidents where tenant_id = ? and redirect_incident_id = ?")
    .all(scope.tenantId, incidentId);
  for (const source of sources) judgeIncident(connection, scope, Number(source.incident_id), depth + 1);
}

/** Carries what lists filter and order by over to the rows of an incident whose alerts stay as they are. */
export function copyToVisibility({ connection, scope }: Transaction, incidentId: number): void {
  connection
    .prepare(
      `update incident_visibility as v set last_update_date_time = i.last_update_date_time, status = i.status,
         assigned_to = i.assigned_to
       from incidents i
       where v.tenant_id = ?1 and v.incident_id = ?2 and i.tenant_id = ?1 and i.incident_id = ?2`,
    )
    .run(scope.tenantId, incidentId);
}

/** Judges a whole tenant anew, after new rules for its device groups. */
export function judgeTenant(connection: Connection, scope: Scope): void {
  for (const table of ["alert_visibility", "incident_visibility"]) {
    connection.prepare(`delete from ${table} where tenant_id = ?`).run(scope.tenantId);
  }
  connection.prepare(alertRows("true")).run(scope.tenantId);
  connection.prepare(incidentRows("i.incident_id", "i.redirect_incident_id is null")).run(scope.tenantId);
  const merged = connection
    .prepare("select incident_id from incidents where tenant_id = ? and redirect_incident_id is not null")
    .all(scope.tenantId);
  for (const row of merged) judgeIncident(connection, scope, Number(row.incident_id), REDIRECTS_MAX);
}

/** Makes everything here anew from the documents, for every tenant. */
export function deriveAnew(connection: Connection): void {
  const rows = connection.prepare("select tenant_id, document from alerts").iterate();
  const tenants = new Map<string, Scope>();
  for (const row of rows) {
    const scope = operatorScope(String(row.tenant_id), "migration");
    tenants.set(scope.tenantId, scope);
    keepExposure(connection, scope, JSON.parse(String(row.document)));
  }
  for (const scope of tenants.values()) judgeTenant(connection, scope);
}

/** The services and devices of an alert; everything else about visibility follows from them. */
function keepExposure(connection: Connection, { tenantId }: Scope, alert: Alert): void {
  connection
    .prepare("delete from alert_exposure where tenant_id = ? and alert_id = ?")
    .run(tenantId, alert.alertId);
  const insert = connection.prepare("insert into alert_exposure values (?, ?, ?, ?)");
  for (const { serviceSource, deviceId } of keysOfAlert(alert)) {
    insert.run(tenantId, alert.alertId, serviceSource, deviceId);
  }
}

function keepDevices({ connection, scope }: Transaction, alerts: readonly Alert[]): readonly string[] {
  const groups = deviceGroupsInForce(connection, scope);
  return alerts.flatMap((alert) =>
    [...devicesOf(alert)].flatMap(([deviceId, device]) =>
      keepDevice(connection, scope, deviceId, device, alert.lastUpdateDateTime, groups) ? [deviceId] : [],
    ),
  );
}

function judgeAlert(connection: Connection, { tenantId }: Scope, alertId: string): void {
  connection
    .prepare("delete from alert_visibility where tenant_id = ? and alert_id = ?")
    .run(tenantId, alertId);
  connection.prepare(alertRows("e.alert_id = ?2")).run(tenantId, alertId);
}

function alertsOn(connection: Connection, { tenantId }: Scope, deviceId: string): readonly string[] {
  return column(
    connection.prepare("select alert_id from alert_exposure where tenant_id = ? and device_id = ?"),
    [tenantId, deviceId],
    String,
  );
}

function incidentOf(connection: Connection, { tenantId }: Scope, alertId: string): readonly number[] {
  return column(
    connection.prepare("select incident_id from alerts where tenant_id = ? and alert_id = ?"),
    [tenantId, alertId],
    Number,
  );
}

/** Where a merge of merges ends. */
function targetOf(connection: Connection, { tenantId }: Scope, incidentId: number): number {
  const next = connection.prepare(
    "select redirect_incident_id as target from incidents where tenant_id = ? and incident_id = ?",
  );
  let target = incidentId;
  for (let hop = 0; hop < REDIRECTS_MAX; hop++) {
    const found = next.get(tenantId, target)?.target ?? null;
    if (found === null) break;
    target = Number(found);
  }
  return target;
}
