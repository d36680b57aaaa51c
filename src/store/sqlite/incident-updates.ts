import type { Alert } from "../../domain/alert/alert.ts";
import { withOwner } from "../../domain/alert/update.ts";
import { changedFields } from "../../domain/history/changed-fields.ts";
import type { IncidentHeader } from "../../domain/incident/incident.ts";
import { type IncidentUpdate, updateIncident } from "../../domain/incident/update.ts";
import { callerName } from "../../domain/scope.ts";
import type { UpdatedIncident } from "../contract.ts";
import { alertsOf, writeAlertRow } from "./alert-rows.ts";
import { appendChange } from "./changes.ts";
import { storedIncident, writeIncidentRow } from "./incident-rows.ts";
import { storedRendition } from "./renditions.ts";
import type { Transaction } from "./transaction.ts";
import { copyToVisibility } from "./visibility.ts";
import { sees, visibleIncident } from "./visible.ts";

/** Updates one incident in the writer's transaction; undefined when the scope does not see it. */
export function updateStoredIncident(
  transaction: Transaction,
  incidentId: number,
  update: IncidentUpdate,
  form: string,
): UpdatedIncident | undefined {
  const { connection, scope, at } = transaction;
  if (!sees(connection, scope, "incident", incidentId)) return undefined;
  const stored = storedIncident(connection, scope, incidentId);
  if (!stored) return undefined;
  const before: IncidentHeader = JSON.parse(stored.document);
  const after = updateIncident(before, update, { at, by: callerName(scope.caller) });
  writeUpdate(transaction, before, after);
  if (update.assignedTo !== undefined) spreadOwner(transaction, after);
  if (update.status === "resolved") askForFollowUp(transaction, incidentId);
  return answerOf(transaction, after, form);
}

/** Writes the row of an incident whose alerts stay as they are, with its change. */
export function writeUpdate(transaction: Transaction, before: IncidentHeader, after: IncidentHeader): void {
  const { incidentId } = after;
  const version = appendChange(transaction, {
    action: "updated",
    incidentId,
    ...changedFields(before, after),
  });
  writeIncidentRow(transaction, after, version);
  copyToVisibility(transaction, incidentId);
}

/** The alerts of an incident are assigned with it (contract/defender.md § 11.4). */
function spreadOwner(transaction: Transaction, { incidentId, assignedTo }: IncidentHeader): void {
  const owners: Record<string, string | null> = {};
  for (const { document } of alertsOf(transaction, incidentId)) {
    const alert: Alert = JSON.parse(document);
    if (alert.assignedTo === assignedTo) continue;
    owners[alert.alertId] = alert.assignedTo;
    writeAlertRow(transaction, incidentId, withOwner(alert, assignedTo, transaction.at));
  }
  if (Object.keys(owners).length === 0) return;
  appendChange(transaction, {
    action: "updated-alerts",
    incidentId,
    before: { assignedTo: owners },
    after: { assignedTo },
  });
}

/** In the same transaction as the update, so that a crash between the two forgets neither. */
function askForFollowUp({ connection, scope }: Transaction, incidentId: number): void {
  connection.prepare("insert or ignore into follow_ups values (?, ?)").run(scope.tenantId, incidentId);
}

/** The incident as its caller sees it, with the text of its alerts as they are in this moment. */
function answerOf(transaction: Transaction, incident: IncidentHeader, form: string): UpdatedIncident {
  const { connection, scope, renderers, at } = transaction;
  const { incidentId } = incident;
  const everything = scope.exposure.kind === "everything";
  const ready = everything ? storedRendition(connection, scope, incidentId, form) : undefined;
  if (ready) return { incident, at, alerts: ready.alerts };
  const renderer = renderers.find((each) => each.form === form);
  const seen = visibleIncident(connection, scope, incidentId);
  if (!renderer || !seen) throw new Error(`an updated incident cannot be shown in the form ${form}`);
  return { incident: seen, at, alerts: seen.alerts.map((alert) => renderer.alert(alert, incidentId)) };
}
