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
import { writeAlertChanges } from "./alert-updates.ts";
import { putIncident } from "./incident-writes.ts";
import type { Transaction } from "./transaction.ts";
import { visibleAlert } from "./visible.ts";

/** Raises an alert in the writer's transaction; undefined for a device that the scope does not see. */
export function reportAlert(transaction: Transaction, report: AlertReport): AlertOfIncident | undefined {
  const { connection, scope, at } = transaction;
  if (!seesDevice(transaction, report.deviceId)) return undefined;
  const absorbing = absorbingAlert(transaction, report);
  if (absorbing) {
    const { incidentId, alert: before } = absorbing;
    const after = absorbReport(before, report, at);
    writeAlertChanges(transaction, incidentId, [{ before, after }], "updated-alerts");
    return visibleAlert(connection, scope, before.alertId);
  }
  const device = newestEvidenceOf(transaction, report.deviceId);
  if (!device) return undefined;
  const alert = reportedAlert(report, device, at);
  putIncident(transaction, { incident: incidentOpenedBy(alert, nextIncidentId(transaction), at) });
  return visibleAlert(connection, scope, alert.alertId);
}

function seesDevice({ connection, scope }: Transaction, deviceId: string): boolean {
  const row = connection
    .prepare("select device_group from devices where tenant_id = ? and device_id = ?")
    .get(scope.tenantId, deviceId);
  if (!row || scope.exposure.kind === "everything") return row !== undefined;
  const key = { serviceSource: REPORTED_SERVICE, deviceId };
  return keyVisible(key, scope.exposure, () => String(row.device_group));
}

/** Alerts about the device, the newest first. */
function alertsOn(
  { connection, scope }: Transaction,
  deviceId: string,
  and: string,
): Iterable<AlertOfIncident> {
  const rows = connection
    .prepare(
      `select a.incident_id, a.document from alert_exposure e
         cross join alerts a on a.tenant_id = e.tenant_id and a.alert_id = e.alert_id
       where e.tenant_id = ? and e.device_id = ? and ${and} order by a.last_update_date_time desc, a.alert_id`,
    )
    .iterate(scope.tenantId, deviceId);
  return rows.map((row) => ({
    incidentId: Number(row.incident_id),
    alert: JSON.parse(String(row.document)),
  }));
}

function absorbingAlert(transaction: Transaction, report: AlertReport): AlertOfIncident | undefined {
  const { connection, scope } = transaction;
  for (const found of alertsOn(transaction, report.deviceId, "a.status <> 'resolved'")) {
    if (absorbs(found.alert, report) && visibleAlert(connection, scope, found.alert.alertId)) return found;
  }
  return undefined;
}

function newestEvidenceOf(transaction: Transaction, deviceId: string): DeviceEvidence | undefined {
  for (const { alert } of alertsOn(transaction, deviceId, "true")) {
    const device = devicesOf(alert).get(deviceId);
    if (device) return device;
  }
  return undefined;
}

/** Ids ascend (contract/defender.md § 5.1); one that was imported from the very end of the numbers does not count. */
function nextIncidentId({ connection, scope }: Transaction): number {
  const row = connection
    .prepare("select max(incident_id) as last from incidents where tenant_id = ? and incident_id < ?")
    .get(scope.tenantId, Number.MAX_SAFE_INTEGER - 1);
  return Number(row?.last ?? 0) + 1;
}
