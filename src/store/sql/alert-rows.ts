import type { Alert, AlertOfIncident } from "../../domain/alert/alert.ts";
import type { Scope } from "../../domain/scope.ts";
import { renderAlert } from "./renditions.ts";
import { first, placeholders, query, type Steps } from "./steps.ts";
import type { Transaction } from "./transaction.ts";

/** An alert as its row has it, its document unread. */
export interface StoredAlert {
  readonly alertId: string;
  readonly incidentId: number;
  readonly createdDateTime: string;
  readonly document: string;
}

/** The alerts of an incident in order of creation. */
export function* alertsOf({ tenantId }: Scope, incidentId: number): Steps<readonly StoredAlert[]> {
  const rows = yield* query(
    `select alert_id, created_date_time, document from alerts where tenant_id = $1 and incident_id = $2
     order by created_date_time, alert_id`,
    tenantId,
    incidentId,
  );
  return rows.map((row) => ({
    alertId: String(row.alert_id),
    incidentId,
    createdDateTime: String(row.created_date_time),
    document: String(row.document),
  }));
}

export function* storedAlert({ tenantId }: Scope, alertId: string): Steps<AlertOfIncident | undefined> {
  const row = yield* first(
    "select incident_id, document from alerts where tenant_id = $1 and alert_id = $2",
    tenantId,
    alertId,
  );
  return row && { incidentId: Number(row.incident_id), alert: JSON.parse(String(row.document)) };
}

/** Several alerts by their ids; those that are not there are left out. */
export function* storedAlerts(
  { tenantId }: Scope,
  alertIds: readonly string[],
): Steps<ReadonlyMap<string, AlertOfIncident>> {
  const rows = yield* query(
    `select alert_id, incident_id, document from alerts
     where tenant_id = $1 and alert_id in (${placeholders(alertIds.length, 2)})`,
    tenantId,
    ...alertIds,
  );
  return new Map(
    rows.map((row) => [
      String(row.alert_id),
      { incidentId: Number(row.incident_id), alert: JSON.parse(String(row.document)) },
    ]),
  );
}

const COLUMNS = [
  "tenant_id",
  "alert_id",
  "incident_id",
  "created_date_time",
  "last_update_date_time",
  "last_activity_date_time",
  "status",
  "severity",
  "category",
  "detection_source",
  "assigned_to",
  "investigation_id",
  "classification",
  "determination",
  "service_source",
  "document",
] as const;
const UPSERT = `insert into alerts (${COLUMNS.join(", ")}) values (${placeholders(COLUMNS.length, 1)})
  on conflict (tenant_id, alert_id) do update set ${COLUMNS.slice(2)
    .map((name) => `${name} = excluded.${name}`)
    .join(", ")}`;

/** Writes the row of an alert and its ready text. Who may see it is kept apart (visibility.ts). */
export function* writeAlertRow(
  transaction: Transaction,
  incidentId: number,
  alert: Alert,
  document = JSON.stringify(alert),
): Steps<void> {
  yield* query(
    UPSERT,

    transaction.scope.tenantId,
    alert.alertId,
    incidentId,
    alert.createdDateTime,
    alert.lastUpdateDateTime,
    alert.lastActivityDateTime,
    alert.status,
    alert.severity,
    alert.category,
    alert.detectionSource,
    alert.assignedTo,
    alert.investigationId,
    alert.classification,
    alert.determination,
    alert.serviceSource,
    document,
  );
  yield* renderAlert(transaction, incidentId, alert);
}
