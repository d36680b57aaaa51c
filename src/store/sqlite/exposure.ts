import type { Alert } from "../../domain/alert/alert.ts";
import { devicesOf, exposureKeysOf } from "../../domain/exposure/exposure-key.ts";
import { deviceGroupsInForce, keepDevice } from "./devices.ts";
import type { Transaction } from "./transaction.ts";

/** Keeps what decides who may see an incident beside it, so that reads and lists are trimmed inside the query. */
export function keepExposure(transaction: Transaction, incidentId: number, alerts: readonly Alert[]): void {
  const { connection, scope } = transaction;
  connection
    .prepare("delete from incident_exposure where tenant_id = ? and incident_id = ?")
    .run(scope.tenantId, incidentId);
  const insert = connection.prepare("insert into incident_exposure values (?, ?, ?, ?)");
  for (const { serviceSource, deviceId } of exposureKeysOf(alerts)) {
    insert.run(scope.tenantId, incidentId, serviceSource, deviceId);
  }
  keepDevices(transaction, alerts);
}

function keepDevices({ connection, scope }: Transaction, alerts: readonly Alert[]): void {
  const groups = deviceGroupsInForce(connection, scope);
  for (const alert of alerts) {
    for (const [deviceId, device] of devicesOf(alert)) {
      keepDevice(connection, scope, deviceId, device, alert.lastUpdateDateTime, groups);
    }
  }
}
