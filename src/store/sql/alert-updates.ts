import type { Alert, AlertOfIncident } from "../../domain/alert/alert.ts";
import { type AlertUpdate, updateAlert, withStatus } from "../../domain/alert/update.ts";
import { changedFields } from "../../domain/history/changed-fields.ts";
import type { IncidentHeader } from "../../domain/incident/incident.ts";
import { afterAlertUpdate } from "../../domain/incident/update.ts";
import type { Scope } from "../../domain/scope.ts";
import { alertsOf, storedAlert, writeAlertRow } from "./alert-rows.ts";
import { appendChange } from "./changes.ts";
import { storedIncident } from "./incident-rows.ts";
import { writeUpdate } from "./incident-updates.ts";
import { first, type Steps } from "./steps.ts";
import { stampOf, type Transaction } from "./transaction.ts";
import { sees, VisibleAlerts } from "./visible.ts";

/** Two versions of an alert. */
interface AlertChange {
  readonly before: Alert;
  readonly after: Alert;
}

/**
 * Updates alerts in the writer's transaction and gives them as the scope sees them. When it does not see one of them, that
 * one is undefined and nothing is written.
 */
export function* updateStoredAlerts(
  transaction: Transaction,
  alertIds: readonly string[],
  update: AlertUpdate,
): Steps<readonly (AlertOfIncident | undefined)[]> {
  const { scope } = transaction;
  const found: (AlertOfIncident | undefined)[] = [];
  for (const alertId of alertIds) {
    const seen = yield* sees(scope, "alert", alertId);
    found.push(seen ? yield* storedAlert(scope, alertId) : undefined);
  }
  const all = found.filter((each) => each !== undefined);
  if (all.length < found.length) return found;
  const stamp = stampOf(transaction);
  for (const [incidentId, alerts] of Map.groupBy(all, (each) => each.incidentId)) {
    const changes = alerts.map(({ alert }) => ({ before: alert, after: updateAlert(alert, update, stamp) }));
    yield* writeAlertChanges(transaction, incidentId, changes, "updated-alerts");
  }
  const updated: (AlertOfIncident | undefined)[] = [];
  const visible = new VisibleAlerts(scope);
  for (const alertId of alertIds) updated.push(yield* visible.find(alertId));
  return updated;
}

/** Resolves what a resolved incident left open. One that is open again by now keeps its alerts as they are. */
export function* resolveOpenAlerts(transaction: Transaction, incidentId: number): Steps<void> {
  const { scope, at } = transaction;
  const stored = yield* storedIncident(scope, incidentId);
  const header: IncidentHeader | undefined = stored && JSON.parse(stored.document);
  if (header?.status !== "resolved") return;
  const alerts = yield* alertsOf(scope, incidentId);
  const changes = alerts
    .map(({ document }): Alert => JSON.parse(document))
    .filter(({ status }) => status !== "resolved")
    .map((alert) => ({ before: alert, after: withStatus(alert, "resolved", at) }));
  yield* writeAlertChanges(transaction, incidentId, changes, "resolved-alerts");
}

/** Writes alerts of one incident that stay in it, with their change, and carries it over to the incident. */
export function* writeAlertChanges(
  transaction: Transaction,
  incidentId: number,
  changes: readonly AlertChange[],
  action: "updated-alerts" | "resolved-alerts",
): Steps<void> {
  if (changes.length === 0) return;
  const fields = changes.map(({ before, after }) => [after.alertId, changedFields(before, after)] as const);
  yield* appendChange(transaction, {
    action,
    incidentId,
    before: Object.fromEntries(fields.map(([alertId, { before }]) => [alertId, before])),
    after: Object.fromEntries(fields.map(([alertId, { after }]) => [alertId, after])),
  });
  for (const { after } of changes) yield* writeAlertRow(transaction, incidentId, after);
  yield* touchIncident(transaction, incidentId, changes.some(resolves));
}

function resolves({ before, after }: AlertChange): boolean {
  return before.status !== "resolved" && after.status === "resolved";
}

function* touchIncident(transaction: Transaction, incidentId: number, oneResolved: boolean): Steps<void> {
  const { scope, at } = transaction;
  const stored = yield* storedIncident(scope, incidentId);
  if (!stored) throw new Error(`an alert of incident ${incidentId}, which is not there`);
  const header: IncidentHeader = JSON.parse(stored.document);
  const lastOneResolved = oneResolved && !(yield* hasOpenAlert(scope, incidentId));
  yield* writeUpdate(transaction, header, afterAlertUpdate(header, { lastOneResolved, at }));
}

function* hasOpenAlert({ tenantId }: Scope, incidentId: number): Steps<boolean> {
  const open = yield* first(
    "select 1 as open from alerts where tenant_id = $1 and incident_id = $2 and status <> 'resolved' limit 1",
    tenantId,
    incidentId,
  );
  return open !== undefined;
}
