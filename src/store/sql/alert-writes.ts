import type { Alert } from "../../domain/alert/alert.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Scope } from "../../domain/scope.ts";
import { alertsOf, type StoredAlert, writeAlertRow } from "./alert-rows.ts";
import { appendChange } from "./changes.ts";
import { forgetAlert, positionOf } from "./renditions.ts";
import { first, query, type Steps } from "./steps.ts";
import type { Transaction } from "./transaction.ts";
import { forgetVisibility, judgeIncident, keepVisibility } from "./visibility.ts";

interface Entry {
  readonly alert: Alert;
  readonly document: string;
  readonly stored: StoredAlert | undefined;
}

/** What a write does to the alerts of an incident: only what differs from the stored rows is written. */
export interface AlertPlan {
  readonly entries: readonly Entry[];
  readonly removed: readonly StoredAlert[];
  readonly unchanged: boolean;
}

/** Compares the alerts of a document with the stored ones. An alert that lives on in a newer incident stays there. */
export function* planAlerts({ scope }: Transaction, incident: Incident): Steps<AlertPlan> {
  const stored = yield* alertsOf(scope, incident.incidentId);
  const here = new Map(stored.map((alert) => [alert.alertId, alert]));
  const entries: Entry[] = [];
  for (const alert of incident.alerts) {
    const before = here.get(alert.alertId) ?? (yield* elsewhere(scope, alert, incident));
    here.delete(alert.alertId);
    if (before !== "newer elsewhere")
      entries.push({ alert, document: JSON.stringify(alert), stored: before });
  }
  const removed = [...here.values()];
  const unchanged =
    removed.length === 0 &&
    entries.every(
      ({ stored, document }) => stored?.document === document && stored.incidentId === incident.incidentId,
    );
  return { entries, removed, unchanged };
}

/** Carries a plan out, and keeps who may see the incident now that its own row is written. */
export function* writeAlerts(transaction: Transaction, incidentId: number, plan: AlertPlan): Steps<void> {
  const written: Alert[] = [];
  const left = new Set<number>();
  for (const alert of plan.removed) yield* removeAlert(transaction, alert);
  for (const entry of plan.entries) {
    const { stored } = entry;
    if (stored && stored.incidentId !== incidentId) {
      yield* leaveIncident(transaction, stored, incidentId);
      left.add(stored.incidentId);
    } else if (stored?.document === entry.document) continue;
    yield* writeAlert(transaction, incidentId, entry);
    written.push(entry.alert);
  }
  yield* keepVisibility(transaction, incidentId, written);
  for (const id of left) yield* judgeIncident(transaction.scope, id);
}

/**
 * Where an alert is that this incident did not have: documents of before and after a merge both name it, and the later
 * one is right, by the update of the alert first and of the incident second.
 */
function* elsewhere(
  { tenantId }: Scope,
  alert: Alert,
  incident: Incident,
): Steps<StoredAlert | "newer elsewhere" | undefined> {
  const row = yield* first(
    `select a.incident_id, a.created_date_time, a.document, a.last_update_date_time as alert_updated,
       i.last_update_date_time as incident_updated
     from alerts a join incidents i on i.tenant_id = a.tenant_id and i.incident_id = a.incident_id
     where a.tenant_id = $1 and a.alert_id = $2`,
    tenantId,
    alert.alertId,
  );
  if (!row) return undefined;
  const there = `${row.alert_updated} ${row.incident_updated}`;
  if (there > `${alert.lastUpdateDateTime} ${incident.lastUpdateDateTime}`) return "newer elsewhere";
  return {
    alertId: alert.alertId,
    incidentId: Number(row.incident_id),
    createdDateTime: String(row.created_date_time),
    document: String(row.document),
  };
}

export function* removeAlert(
  transaction: Transaction,
  alert: Pick<StoredAlert, "alertId" | "incidentId" | "createdDateTime">,
): Steps<void> {
  const { tenantId } = transaction.scope;
  yield* query("delete from alerts where tenant_id = $1 and alert_id = $2", tenantId, alert.alertId);
  yield* forgetAlert(transaction, alert.incidentId, positionOf(alert));
  yield* forgetVisibility(transaction.scope, alert.alertId);
}

/** An alert that moves takes its device and service along. */
function* leaveIncident(transaction: Transaction, alert: StoredAlert, incidentId: number): Steps<void> {
  yield* removeAlert(transaction, alert);
  yield* appendChange(transaction, {
    action: "moved-alerts",
    incidentId: alert.incidentId,
    before: { alertIds: [alert.alertId] },
    after: { movedTo: incidentId },
  });
}

function* writeAlert(
  transaction: Transaction,
  incidentId: number,
  { alert, document, stored }: Entry,
): Steps<void> {
  if (stored && stored.createdDateTime !== alert.createdDateTime) {
    yield* forgetAlert(transaction, stored.incidentId, positionOf(stored));
  }
  yield* writeAlertRow(transaction, incidentId, alert, document);
}
