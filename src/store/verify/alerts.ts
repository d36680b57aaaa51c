import type { Alert } from "../../domain/alert/alert.ts";
import { NAMELESS_DEVICE } from "../../domain/exposure/device-names.ts";
import { keysOfAlert } from "../../domain/exposure/exposure-key.ts";
import type { Renderer } from "../contract.ts";
import type { Reading } from "../copy/ends.ts";
import { type Piece, rowsIn, within } from "../copy/ranges.ts";
import { tableNamed } from "../copy/tables.ts";
import { query, type Row, type Steps } from "../sql/steps.ts";
import { EVERY_SERVICE } from "../sql/visibility.ts";
import type { Tallies } from "./documents.ts";
import { factOf, otherColumns, sameFacts } from "./same.ts";

const ALERTS = tableNamed("alerts");

/** Checks some alerts of a tenant: their columns, their text, what they are about, and who may see them. */
export async function checkAlerts(
  store: Reading,
  piece: Piece,
  renderers: readonly Renderer[],
  tallies: Tallies,
): Promise<void> {
  const alerts = new Map<string, Alert>();
  const rows = await store.read(rowsIn(ALERTS, piece));
  for (const row of rows) {
    const alertId = String(row.alert_id);
    const alert = tallies.parsed<Alert>(`alert ${alertId}`, row.document);
    if (alert) alerts.set(alertId, alert);
    const other = alert ? otherColumns(row, columnsOf(alert)) : [];
    if (other.length > 0)
      tallies.documents.wrong(`alert ${alertId} differs from its row in ${other.join(", ")}`);
  }
  for (const renderer of renderers) {
    for (const row of await store.read(textsOf(piece, renderer.form)))
      checkText(row, alerts, renderer, piece.tenantId, tallies);
  }
  const exposure = byAlert(await store.read(exposureIn(piece)));
  const visibility = byAlert(await store.read(visibilityIn(piece)));
  for (const { alert_id } of rows) {
    const alertId = String(alert_id);
    const keys = exposure.get(alertId) ?? [];
    const alert = alerts.get(alertId);
    if (alert && !tallies.attempt(`alert ${alertId}`, () => sameFacts(keysOf(alert), keys.map(keyOf)))) {
      tallies.exposure.wrong(`alert ${alertId} is kept as being about other devices than its evidence names`);
    }
    if (!sameFacts(keys.flatMap(openedBy), (visibility.get(alertId) ?? []).map(openingOf))) {
      tallies.visibility.wrong(`alert ${alertId} is kept as visible to others than may see it`);
    }
  }
}

function columnsOf(alert: Alert) {
  return {
    alert_id: alert.alertId,
    created_date_time: alert.createdDateTime,
    last_update_date_time: alert.lastUpdateDateTime,
    last_activity_date_time: alert.lastActivityDateTime,
    status: alert.status,
    severity: alert.severity,
    category: alert.category,
    detection_source: alert.detectionSource,
    assigned_to: alert.assignedTo,
    investigation_id: alert.investigationId,
    classification: alert.classification,
    determination: alert.determination,
    service_source: alert.serviceSource,
  };
}

/** The text of each alert, and whether its incident is shown from ready text at all. */
function* textsOf(piece: Piece, form: string): Steps<readonly Row[]> {
  const { sql, parameters } = within(ALERTS, piece, "a");
  const at = `$${parameters.length + 1}`;
  const ofIncident = (alias: string) =>
    `${alias}.tenant_id = a.tenant_id and ${alias}.incident_id = a.incident_id and ${alias}.form = ${at}`;
  return yield* query(
    `select a.alert_id, a.incident_id, r.text, o.position as own
     from alerts a
       left join renditions r on ${ofIncident("r")} and r.position = a.created_date_time || ' ' || a.alert_id
       left join renditions o on ${ofIncident("o")} and o.position = ''
     where ${sql}`,
    ...parameters,
    form,
  );
}

function checkText(
  row: Row,
  alerts: ReadonlyMap<string, Alert>,
  renderer: Renderer,
  tenantId: string,
  tallies: Tallies,
): void {
  const alertId = String(row.alert_id);
  const alert = alerts.get(alertId);
  if (!alert) return;
  if (row.text !== null)
    tallies.compare(`alert ${alertId}`, row.text, () =>
      renderer.alert(alert, Number(row.incident_id), tenantId),
    );
  else if (row.own !== null) tallies.texts.wrong(`alert ${alertId} has no text, and its incident has`);
}

function* exposureIn(piece: Piece): Steps<readonly Row[]> {
  const { sql, parameters } = within(ALERTS, piece, "e");
  return yield* query(
    `select e.alert_id, e.service_source, e.device_id, d.device_group
     from alert_exposure e left join devices d on d.tenant_id = e.tenant_id and d.device_id = e.device_id
     where ${sql}`,
    ...parameters,
  );
}

function* visibilityIn(piece: Piece): Steps<readonly Row[]> {
  const { sql, parameters } = within(ALERTS, piece, "v");
  return yield* query(
    `select alert_id, service_source, device_group from alert_visibility v where ${sql}`,
    ...parameters,
  );
}

function byAlert(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, (row) => String(row.alert_id));
}

function keysOf(alert: Alert): readonly string[] {
  return keysOfAlert(alert).map(({ serviceSource, deviceId }) => factOf(serviceSource, deviceId));
}

function keyOf({ service_source, device_id }: Row): string {
  return factOf(service_source, device_id);
}

function openingOf({ service_source, device_group }: Row): string {
  return factOf(service_source, device_group);
}

/** What a key opens an alert to, as store/sql/visibility.ts makes it: its service, and all of them, in its device's group. */
function openedBy({ service_source, device_id, device_group }: Row): readonly string[] {
  if (device_id === "") return [factOf(service_source, ""), factOf(EVERY_SERVICE, "")];
  if (device_group === null || device_id === NAMELESS_DEVICE) return [];
  return [factOf(service_source, device_group), factOf(EVERY_SERVICE, device_group)];
}
