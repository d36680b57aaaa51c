import type { Alert, AlertOfIncident } from "../../domain/alert/alert.ts";
import { moved } from "../../domain/alert/update.ts";
import type { IncidentHeader } from "../../domain/incident/incident.ts";
import { MergeRefused, mergeIncidents, redirected, withAlerts } from "../../domain/incident/merge.ts";
import { openedIncident } from "../../domain/incident/opened.ts";
import type { Scope } from "../../domain/scope.ts";
import { storedGrain } from "../../domain/time.ts";
import type { Joining } from "../contract.ts";
import { nextIncidentId } from "./alert-reports.ts";
import { alertsOf, storedAlert, writeAlertRow } from "./alert-rows.ts";
import { removeAlert } from "./alert-writes.ts";
import { appendChange } from "./changes.ts";
import { storedIncident, writeIncidentRow } from "./incident-rows.ts";
import { writeUpdate } from "./incident-updates.ts";
import type { Steps } from "./steps.ts";
import { stampOf, type Transaction } from "./transaction.ts";
import { judgeIncident, keepVisibility } from "./visibility.ts";
import { sees } from "./visible.ts";

/** Merges incidents in the writer's transaction; gives the one that lives on, undefined when the scope misses one. */
export function* mergeStoredIncidents(
  transaction: Transaction,
  incidentIds: readonly number[],
  { comment, reasons }: Joining,
): Steps<number | undefined> {
  const before = new Map<number, IncidentHeader>();
  for (const incidentId of incidentIds) {
    const header = yield* headerSeen(transaction.scope, incidentId);
    if (!header) return undefined;
    before.set(incidentId, header);
  }
  const { target, sources } = mergeIncidents([...before.values()], comment, stampOf(transaction));
  const alerts: AlertOfIncident[] = [];
  for (const source of sources) alerts.push(...(yield* alertsIn(transaction.scope, source.incidentId)));
  yield* moveRows(transaction, target.incidentId, alerts, undefined, reasons);
  for (const after of [...sources, target]) {
    yield* writeUpdate(transaction, before.get(after.incidentId) ?? after, after, "merged");
  }
  yield* judge(transaction, target.incidentId, alerts);
  return target.incidentId;
}

/**
 * Moves alerts into an incident in the writer's transaction, into a new one where none is named. An incident that loses its
 * last alert is redirected. Undefined when the scope misses an alert or the incident.
 */
export function* moveStoredAlerts(
  transaction: Transaction,
  alertIds: readonly string[],
  into: number | undefined,
  { comment, reasons }: Joining,
): Steps<number | undefined> {
  const { scope } = transaction;
  const alerts: AlertOfIncident[] = [];
  for (const alertId of alertIds) {
    const found = (yield* sees(scope, "alert", alertId)) ? yield* storedAlert(scope, alertId) : undefined;
    if (!found) return undefined;
    alerts.push(found);
  }
  const target = yield* targetOfMove(transaction, into, alerts);
  if (!target) return undefined;
  const { incidentId } = target;
  yield* moveRows(transaction, incidentId, alerts, comment, reasons);
  yield* writeAlertsChanged(transaction, target, incidentId);
  for (const source of new Set(alerts.map((each) => each.incidentId))) {
    const header = yield* headerOf(scope, source);
    if (header) yield* writeAlertsChanged(transaction, header, incidentId);
  }
  yield* judge(transaction, incidentId, alerts);
  return incidentId;
}

/** @throws {MergeRefused} for an incident that is closed or has them already */
function* targetOfMove(
  transaction: Transaction,
  into: number | undefined,
  alerts: readonly AlertOfIncident[],
): Steps<IncidentHeader | undefined> {
  if (into === undefined)
    return yield* openIncident(
      transaction,
      alerts.map(({ alert }) => alert),
    );
  const header = yield* headerSeen(transaction.scope, into);
  if (!header) return undefined;
  const { incidentId, status } = header;
  if (status === "redirected") throw new MergeRefused({ code: "redirected", incidentId });
  if (status === "resolved") throw new MergeRefused({ code: "resolved", incidentId });
  if (alerts.some((each) => each.incidentId === incidentId))
    throw new MergeRefused({ code: "same-incident", incidentId });
  return header;
}

function* openIncident(transaction: Transaction, alerts: readonly Alert[]): Steps<IncidentHeader> {
  const { scope, at } = transaction;
  const { modifier } = stampOf(transaction);
  const header = openedIncident(yield* nextIncidentId(scope), alerts, modifier, storedGrain(at));
  const { incidentId } = header;
  const version = yield* appendChange(transaction, {
    action: "created",
    incidentId,
    before: null,
    after: { alertIds: alerts.map(({ alertId }) => alertId) },
  });
  yield* writeIncidentRow(transaction, header, version);
  return header;
}

/** Writes alerts into another incident, with a change for each incident that they leave. */
function* moveRows(
  transaction: Transaction,
  into: number,
  alerts: readonly AlertOfIncident[],
  comment: string | undefined,
  reasons: readonly string[],
): Steps<void> {
  const stamp = stampOf(transaction);
  for (const [incidentId, leaving] of Map.groupBy(alerts, (each) => each.incidentId)) {
    yield* appendChange(transaction, {
      action: "moved-alerts",
      incidentId,
      before: { alertIds: leaving.map(({ alert }) => alert.alertId) },
      after: { movedTo: into, reasons },
    });
  }
  for (const { incidentId, alert } of alerts) {
    yield* removeAlert(transaction, { ...alert, incidentId });
    yield* writeAlertRow(transaction, into, moved(alert, comment, stamp));
  }
}

/** The severity of an incident follows its alerts; one without any leads to where they went. */
function* writeAlertsChanged(transaction: Transaction, before: IncidentHeader, target: number): Steps<void> {
  const stamp = stampOf(transaction);
  const alerts = (yield* alertsIn(transaction.scope, before.incidentId)).map(({ alert }) => alert);
  if (alerts.length > 0) yield* writeUpdate(transaction, before, withAlerts(before, alerts, stamp));
  else yield* writeUpdate(transaction, before, redirected(before, target, stamp), "merged");
}

/** Who may see an incident and the alerts that came to it, and the incidents that these left. */
function* judge(transaction: Transaction, into: number, came: readonly AlertOfIncident[]): Steps<void> {
  const left = new Set(came.map(({ incidentId }) => incidentId));
  yield* keepVisibility(
    transaction,
    into,
    came.map(({ alert }) => alert),
  );
  for (const incidentId of left) yield* judgeIncident(transaction.scope, incidentId);
}

function* headerSeen(scope: Scope, incidentId: number): Steps<IncidentHeader | undefined> {
  return (yield* sees(scope, "incident", incidentId)) ? yield* headerOf(scope, incidentId) : undefined;
}

function* headerOf(scope: Scope, incidentId: number): Steps<IncidentHeader | undefined> {
  const stored = yield* storedIncident(scope, incidentId);
  return stored && JSON.parse(stored.document);
}

function* alertsIn(scope: Scope, incidentId: number): Steps<readonly AlertOfIncident[]> {
  const rows = yield* alertsOf(scope, incidentId);
  return rows.map(({ document }) => ({ incidentId, alert: JSON.parse(document) }));
}
