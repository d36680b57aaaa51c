import type { Alert } from "../../domain/alert/alert.ts";
import { withOwner } from "../../domain/alert/update.ts";
import { changedFields } from "../../domain/history/changed-fields.ts";
import type { IncidentHeader } from "../../domain/incident/incident.ts";
import { type IncidentUpdate, updateIncident } from "../../domain/incident/update.ts";
import type { Scope } from "../../domain/scope.ts";
import type { UpdatedIncident } from "../contract.ts";
import { alertsOf, writeAlertRow } from "./alert-rows.ts";
import { appendChange } from "./changes.ts";
import { storedIncident, writeIncidentRow } from "./incident-rows.ts";
import { storedRendition } from "./renditions.ts";
import { query, type Steps } from "./steps.ts";
import { stampOf, type Transaction } from "./transaction.ts";
import { copyToVisibility } from "./visibility.ts";
import { sees, visibleIncident } from "./visible.ts";

/** Updates one incident in the writer's transaction; undefined when the scope does not see it. */
export function* updateStoredIncident(
  transaction: Transaction,
  incidentId: number,
  update: IncidentUpdate,
  form: string,
): Steps<UpdatedIncident | undefined> {
  const { scope } = transaction;
  if (!(yield* sees(scope, "incident", incidentId))) return undefined;
  const stored = yield* storedIncident(scope, incidentId);
  if (!stored) return undefined;
  const before: IncidentHeader = JSON.parse(stored.document);
  const after = updateIncident(before, update, stampOf(transaction));
  yield* writeUpdate(transaction, before, after);
  if (update.assignedTo !== undefined) yield* spreadOwner(transaction, after);
  if (update.status === "resolved") yield* askForFollowUp(scope, incidentId);
  return yield* answerOf(transaction, after, form);
}

/** Writes the own row of an incident with its change. */
export function* writeUpdate(
  transaction: Transaction,
  before: IncidentHeader,
  after: IncidentHeader,
  action: "updated" | "merged" = "updated",
): Steps<void> {
  const { incidentId } = after;
  const version = yield* appendChange(transaction, {
    action,
    incidentId,
    ...changedFields(before, after),
  });
  yield* writeIncidentRow(transaction, after, version);
  yield* copyToVisibility(transaction.scope, incidentId);
}

/** The alerts of an incident are assigned with it (contract/defender.md § 11.4). */
function* spreadOwner(transaction: Transaction, { incidentId, assignedTo }: IncidentHeader): Steps<void> {
  const owners: Record<string, string | null> = {};
  for (const { document } of yield* alertsOf(transaction.scope, incidentId)) {
    const alert: Alert = JSON.parse(document);
    if (alert.assignedTo === assignedTo) continue;
    owners[alert.alertId] = alert.assignedTo;
    yield* writeAlertRow(transaction, incidentId, withOwner(alert, assignedTo, transaction.at));
  }
  if (Object.keys(owners).length === 0) return;
  yield* appendChange(transaction, {
    action: "updated-alerts",
    incidentId,
    before: { assignedTo: owners },
    after: { assignedTo },
  });
}

/** In the same transaction as the update, so that a crash between the two forgets neither. */
function* askForFollowUp({ tenantId }: Scope, incidentId: number): Steps<void> {
  yield* query(
    "insert into follow_ups (tenant_id, incident_id) values ($1, $2) on conflict do nothing",
    tenantId,
    incidentId,
  );
}

/** The incident as its caller sees it, with the text of its alerts as they are in this moment. */
function* answerOf(transaction: Transaction, incident: IncidentHeader, form: string): Steps<UpdatedIncident> {
  const { scope, renderers, at } = transaction;
  const { incidentId } = incident;
  const everything = scope.exposure.kind === "everything";
  const ready = everything ? yield* storedRendition(scope, incidentId, form) : undefined;
  if (ready) return { incident, at, alerts: ready.alerts };
  const renderer = renderers.find((each) => each.form === form);
  const seen = yield* visibleIncident(scope, incidentId);
  if (!renderer || !seen) throw new Error(`an updated incident cannot be shown in the form ${form}`);
  return {
    incident: seen,
    at,
    alerts: seen.alerts.map((alert) => renderer.alert(alert, incidentId, scope.tenantId)),
  };
}
