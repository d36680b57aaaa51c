import type { DatabaseSync } from "node:sqlite";
import type { Alert } from "../../src/domain/alert/alert.ts";
import { keysOfAlert } from "../../src/domain/exposure/exposure-key.ts";
import { withDatabase } from "./documents.ts";

/** Rows whose columns do not say what their document says, or that belong to nothing; each query gives what is wrong. */
const CONTRADICTIONS: Readonly<Record<string, string>> = {
  "the row of an incident differs from its document": `
    select incident_id as which from incidents
    where status is not document ->> '$.status' or assigned_to is not document ->> '$.assignedTo'
      or last_update_date_time is not document ->> '$.lastUpdateDateTime'
      or created_date_time is not document ->> '$.createdDateTime'
      or redirect_incident_id is not document ->> '$.redirectIncidentId'
      or severity is not document ->> '$.severity' or classification is not document ->> '$.classification'
      or determination is not document ->> '$.determination'`,
  "the row of an alert differs from its document": `
    select alert_id as which from alerts
    where status is not document ->> '$.status' or assigned_to is not document ->> '$.assignedTo'
      or last_update_date_time is not document ->> '$.lastUpdateDateTime'
      or last_activity_date_time is not document ->> '$.lastActivityDateTime'
      or severity is not document ->> '$.severity' or category is not document ->> '$.category'`,
  "the version of an incident is not that of its last change": `
    select i.incident_id as which from incidents i where i.version is not
      (select max(sequence) from changes c where c.tenant_id = i.tenant_id and c.incident_id = i.incident_id
         and c.action in ('created', 'replaced', 'updated', 'merged'))`,
  "an alert has no incident": `
    select alert_id as which from alerts a where not exists
      (select 1 from incidents i where i.tenant_id = a.tenant_id and i.incident_id = a.incident_id)`,
  "a text belongs to no incident or alert": `
    select r.incident_id as which from renditions r where not exists
      (select 1 from incidents i where i.tenant_id = r.tenant_id and i.incident_id = r.incident_id)
      or (r.position <> '' and not exists (select 1 from alerts a where a.tenant_id = r.tenant_id
        and a.incident_id = r.incident_id and r.position = a.created_date_time || ' ' || a.alert_id))`,
};

/** Where the rows of a data folder contradict each other. */
export function contradictions(folder: string): readonly string[] {
  return withDatabase(folder, (database) => [
    ...Object.entries(CONTRADICTIONS).flatMap(([problem, sql]) =>
      database
        .prepare(sql)
        .all()
        .map(({ which }) => `${problem}: ${which}`),
    ),
    ...(exposureFits(database) ? [] : ["the exposure of alerts is not what their documents say"]),
  ]);
}

function exposureFits(database: DatabaseSync): boolean {
  const stored = database.prepare(
    "select tenant_id, alert_id, service_source, device_id from alert_exposure",
  );
  const kept = stored
    .all()
    .map((row) => `${row.tenant_id} ${row.alert_id} ${row.service_source} ${row.device_id}`);
  const due = database
    .prepare("select tenant_id, document from alerts")
    .all()
    .flatMap((row) => {
      const alert: Alert = JSON.parse(String(row.document));
      return keysOfAlert(alert).map(
        ({ serviceSource, deviceId }) => `${row.tenant_id} ${alert.alertId} ${serviceSource} ${deviceId}`,
      );
    });
  return kept.toSorted().join("\n") === due.toSorted().join("\n");
}
