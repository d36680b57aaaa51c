import type { AlertOfIncident } from "../../domain/alert/alert.ts";
import {
  type AlertReport,
  absorbReport,
  absorbs,
  incidentOpenedBy,
  REPORTED_SERVICE,
  reportedAlert,
} from "../../domain/alert/report.ts";
import type { DeviceEvidence } from "../../domain/evidence/device-evidence.ts";
import { devicesOf, keyVisible } from "../../domain/exposure/exposure-key.ts";
import type { Scope } from "../../domain/scope.ts";
import { storedAlert } from "./alert-rows.ts";
import { writeAlertChanges } from "./alert-updates.ts";
import { putIncident } from "./incident-writes.ts";
import { first, query, type Steps } from "./steps.ts";
import type { Transaction } from "./transaction.ts";
import { sees, VisibleAlerts } from "./visible.ts";

/** Raises an alert in the writer's transaction; undefined for a device that the scope does not see. */
export function* reportAlert(
  transaction: Transaction,
  report: AlertReport,
): Steps<AlertOfIncident | undefined> {
  const { scope, at } = transaction;
  if (!(yield* seesDevice(scope, report.deviceId))) return undefined;
  const absorbing = yield* absorbingAlert(scope, report);
  if (absorbing) {
    const { incidentId, alert: before } = absorbing;
    const after = absorbReport(before, report, at);
    yield* writeAlertChanges(transaction, incidentId, [{ before, after }], "updated-alerts");
    return yield* new VisibleAlerts(scope).find(before.alertId);
  }
  const device = yield* newestEvidenceOf(scope, report.deviceId);
  if (!device) return undefined;
  const alert = reportedAlert(report, device, at);
  const incidentId = yield* nextIncidentId(scope);
  yield* putIncident(transaction, { incident: incidentOpenedBy(alert, incidentId, at) });
  return yield* new VisibleAlerts(scope).find(alert.alertId);
}

function* seesDevice({ tenantId, exposure }: Scope, deviceId: string): Steps<boolean> {
  const row = yield* first(
    "select device_group from devices where tenant_id = $1 and device_id = $2",
    tenantId,
    deviceId,
  );
  if (!row || exposure.kind === "everything") return row !== undefined;
  return keyVisible({ serviceSource: REPORTED_SERVICE, deviceId }, exposure, () => String(row.device_group));
}

/** The ids of the alerts about a device, the newest first. */
function* alertsOn({ tenantId }: Scope, deviceId: string, which: string): Steps<readonly string[]> {
  const rows = yield* query(
    `select a.alert_id from alert_exposure e
       join alerts a on a.tenant_id = e.tenant_id and a.alert_id = e.alert_id
       join incidents i on i.tenant_id = a.tenant_id and i.incident_id = a.incident_id
     where e.tenant_id = $1 and e.device_id = $2 and ${which}
     order by a.last_update_date_time desc, a.alert_id`,
    tenantId,
    deviceId,
  );
  return rows.map((row) => String(row.alert_id));
}

/** An alert of a resolved incident takes nothing in, though it may still have to be resolved itself. */
function* absorbingAlert(scope: Scope, report: AlertReport): Steps<AlertOfIncident | undefined> {
  for (const alertId of yield* alertsOn(
    scope,
    report.deviceId,
    "a.status <> 'resolved' and i.status <> 'resolved'",
  )) {
    const found = yield* storedAlert(scope, alertId);
    if (found && absorbs(found.alert, report) && (yield* sees(scope, "alert", alertId))) return found;
  }
  return undefined;
}

/** What the newest alert tells of the device that the scope sees: others may tell what is hidden from it. */
function* newestEvidenceOf(scope: Scope, deviceId: string): Steps<DeviceEvidence | undefined> {
  const visible = new VisibleAlerts(scope);
  for (const alertId of yield* alertsOn(scope, deviceId, "1 = 1")) {
    const found = yield* visible.find(alertId);
    const device = found && devicesOf(found.alert).get(deviceId);
    if (device) return device;
  }
  return undefined;
}

/** Ids ascend (contract/defender.md § 5.1); one that was imported from the very end of the numbers does not count. */
export function* nextIncidentId({ tenantId }: Scope): Steps<number> {
  const row = yield* first(
    "select max(incident_id) as last from incidents where tenant_id = $1 and incident_id < $2",
    tenantId,
    Number.MAX_SAFE_INTEGER - 1,
  );
  return Number(row?.last ?? 0) + 1;
}
