import type { Alert } from "../../domain/alert/alert.ts";
import type { IncidentHeader } from "../../domain/incident/incident.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Rendition } from "../contract.ts";
import type { Connection } from "./connection.ts";
import type { Transaction } from "./transaction.ts";

const SELECT =
  "select text from renditions where tenant_id = ? and incident_id = ? and form = ? order by position";
const UPSERT = `insert into renditions (tenant_id, incident_id, form, position, text) values (?, ?, ?, ?, ?)
  on conflict do update set text = excluded.text`;
const DELETE = "delete from renditions where tenant_id = ? and incident_id = ? and position = ?";

/** The ready text of an incident in one form: its own part stands first, its alerts follow by creation. */
export function storedRendition(
  connection: Connection,
  scope: Scope,
  incidentId: number,
  form: string,
): Rendition | undefined {
  const [own, ...alerts] = connection.prepare(SELECT).all(scope.tenantId, incidentId, form);
  if (!own) return undefined;
  return { incidentId, incident: String(own.text), alerts: alerts.map((alert) => String(alert.text)) };
}

export function renderHeader(transaction: Transaction, header: IncidentHeader): void {
  const { connection, scope, renderers, touched } = transaction;
  touched.add(header.incidentId);
  for (const { form, incident } of renderers) {
    connection.prepare(UPSERT).run(scope.tenantId, header.incidentId, form, "", incident(header));
  }
}

export function renderAlert(transaction: Transaction, incidentId: number, alert: Alert): void {
  const { connection, scope, renderers, touched } = transaction;
  touched.add(incidentId);
  for (const renderer of renderers) {
    const text = renderer.alert(alert, incidentId);
    connection.prepare(UPSERT).run(scope.tenantId, incidentId, renderer.form, positionOf(alert), text);
  }
}

export function forgetAlert(transaction: Transaction, incidentId: number, position: string): void {
  const { connection, scope, touched } = transaction;
  touched.add(incidentId);
  connection.prepare(DELETE).run(scope.tenantId, incidentId, position);
}

/** Sorts alerts by creation, then by id, as the wire shows them. */
export function positionOf(alert: { readonly createdDateTime: string; readonly alertId: string }): string {
  return `${alert.createdDateTime} ${alert.alertId}`;
}
