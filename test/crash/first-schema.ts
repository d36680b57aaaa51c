import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CHAIN_START, chainHash } from "../../src/domain/history/change.ts";
import type { Incident } from "../../src/domain/incident/incident.ts";
import { incidents as firstSchema } from "../../src/store/migrations/0001-incidents.ts";
import { type Connection, openWriter } from "../../src/store/sqlite/connection.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { DEFENDER_FORM, renderIncident } from "../../src/wire/defender/writer.ts";
import { alertOf, deviceOf, incidentOf, time } from "../fixtures/incidents.ts";
import { NORTHWIND } from "../fixtures/scopes.ts";

const AT = time("2026-03-05T10:00:00Z");

/** Makes a data folder of the first schema, with rows in every table that it had. */
export function writeFirstSchema(folder: string, incidents: number): void {
  mkdirSync(folder);
  const connection = openWriter(join(folder, "tocsin.db"), "normal");
  migrate(connection, [firstSchema], { now: () => AT });
  connection.exec("begin");
  let hash = CHAIN_START;
  for (let incidentId = 1; incidentId <= incidents; incidentId++) {
    const device = deviceOf({ mdeDeviceId: `device-${incidentId}`, deviceDnsName: nameOf(incidentId) });
    const alerts = ["a", "b"].map((each) =>
      alertOf({ alertId: `da${incidentId}-${each}`, evidence: each === "a" ? [device] : [] }),
    );
    hash = writeIncident(connection, incidentOf({ incidentId, alerts }), hash);
  }
  connection.exec("commit");
  connection.close();
}

const nameOf = (incidentId: number) =>
  `${incidentId % 3 === 0 ? "srv" : "lt"}-${incidentId}.northwind.example`;

function writeIncident(connection: Connection, incident: Incident, previousHash: string): string {
  const { alerts, ...header } = incident;
  const { incidentId, createdDateTime, lastUpdateDateTime } = incident;
  const insert = (table: string, ...values: readonly (string | number | null | Uint8Array)[]) => {
    const places = values.map(() => "?").join(", ");
    connection.prepare(`insert into ${table} values (?, ${places})`).run(NORTHWIND, ...values);
  };
  const document = JSON.stringify(header);
  const { redirectIncidentId, status, assignedTo } = incident;
  const times = [createdDateTime, lastUpdateDateTime] as const;
  insert("incidents", incidentId, redirectIncidentId, ...times, status, assignedTo, incidentId, document);
  const text = renderIncident(incident);
  insert("renditions", incidentId, DEFENDER_FORM, "", text.incident);
  for (const [at, alert] of alerts.entries()) {
    const { alertId, createdDateTime: created, lastUpdateDateTime: updated } = alert;
    insert("alerts", alertId, incidentId, created, updated, JSON.stringify(alert));
    insert("renditions", incidentId, DEFENDER_FORM, `${created} ${alertId}`, text.alerts[at] ?? "");
  }
  insert("devices", `device-${incidentId}`, nameOf(incidentId), "Windows11", "[]", AT, "Ungrouped");
  insert("incident_exposure", incidentId, "microsoftDefenderForEndpoint", `device-${incidentId}`);
  insert("incident_exposure", incidentId, "microsoftDefenderForEndpoint", "");
  const sha256 = createHash("sha256").update(document).digest();
  insert("originals", incidentId, 1, lastUpdateDateTime, sha256, Buffer.from(document));
  const change = { action: "created", incidentId, before: "null", after: "{}" } as const;
  const hash = chainHash(previousHash, NORTHWIND, { sequence: incidentId, at: AT, actor: "test", ...change });
  insert("changes", incidentId, AT, "test", change.action, incidentId, change.before, change.after, hash);
  return hash;
}
