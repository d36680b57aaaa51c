import type { Alert } from "../../domain/alert/alert.ts";
import type { IncidentHeader } from "../../domain/incident/incident.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Extent, Rendition } from "../contract.ts";
import { placeholders, query, type Steps } from "./steps.ts";
import type { Transaction } from "./transaction.ts";

const SELECT = "select text from renditions where tenant_id = $1 and incident_id = $2 and form = $3";
const WITHIN: Readonly<Record<Extent, string>> = { whole: " order by position", own: " and position = ''" };
const UPSERT = `insert into renditions (tenant_id, incident_id, form, position, text) values ($1, $2, $3, $4, $5)
  on conflict (tenant_id, incident_id, form, position) do update set text = excluded.text`;
const DELETE = "delete from renditions where tenant_id = $1 and incident_id = $2 and position = $3";

/** The ready text of an incident in one form: its own part stands first, its alerts follow by creation. */
export function* storedRendition(
  { tenantId }: Scope,
  incidentId: number,
  form: string,
  extent: Extent = "whole",
): Steps<Rendition | undefined> {
  const [own, ...alerts] = yield* query(SELECT + WITHIN[extent], tenantId, incidentId, form);
  if (!own) return undefined;
  return { incidentId, incident: String(own.text), alerts: alerts.map((alert) => String(alert.text)) };
}

/** The same for several incidents, by their number; those without text are left out. */
export function* storedRenditions(
  { tenantId }: Scope,
  incidentIds: readonly number[],
  form: string,
  extent: Extent,
): Steps<ReadonlyMap<number, Rendition>> {
  const rows = yield* query(
    `select incident_id, text from renditions
     where tenant_id = $1 and form = $2 and incident_id in (${placeholders(incidentIds.length, 3)})
       ${extent === "own" ? "and position = ''" : ""}
     order by incident_id, position`,
    tenantId,
    form,
    ...incidentIds,
  );
  const texts = Map.groupBy(rows, (row) => Number(row.incident_id));
  return new Map(
    [...texts].map(([incidentId, [own, ...alerts]]) => [
      incidentId,
      { incidentId, incident: String(own?.text), alerts: alerts.map((alert) => String(alert.text)) },
    ]),
  );
}

export function* renderHeader(transaction: Transaction, header: IncidentHeader): Steps<void> {
  const { scope, renderers, touched } = transaction;
  touched.add(header.incidentId);
  for (const { form, incident } of renderers) {
    yield* query(UPSERT, scope.tenantId, header.incidentId, form, "", incident(header, scope.tenantId));
  }
}

export function* renderAlert(transaction: Transaction, incidentId: number, alert: Alert): Steps<void> {
  const { scope, renderers, touched } = transaction;
  touched.add(incidentId);
  for (const renderer of renderers) {
    const text = renderer.alert(alert, incidentId, scope.tenantId);
    yield* query(UPSERT, scope.tenantId, incidentId, renderer.form, positionOf(alert), text);
  }
}

export function* forgetAlert(transaction: Transaction, incidentId: number, position: string): Steps<void> {
  const { scope, touched } = transaction;
  touched.add(incidentId);
  yield* query(DELETE, scope.tenantId, incidentId, position);
}

/** Sorts alerts by creation, then by id, as the wire shows them. */
export function positionOf(alert: { readonly createdDateTime: string; readonly alertId: string }): string {
  return `${alert.createdDateTime} ${alert.alertId}`;
}
