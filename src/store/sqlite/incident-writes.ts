import { createHash } from "node:crypto";
import type { Incident, IncidentHeader } from "../../domain/incident/incident.ts";
import type { IncidentWrite, WriteOutcome } from "../contract.ts";
import { type AlertPlan, planAlerts, writeAlerts } from "./alert-writes.ts";
import { actorOf, appendChange } from "./changes.ts";
import { keepExposure } from "./exposure.ts";
import { isKnownOriginal, keepOriginal } from "./originals.ts";
import { renderHeader } from "./renditions.ts";
import type { Transaction } from "./transaction.ts";

interface StoredHeader {
  readonly version: number;
  readonly lastUpdateDateTime: string;
  readonly document: string;
}

/** Writes one incident with its alerts. An older version never covers a newer one, and the same one changes nothing. */
export function putIncident(transaction: Transaction, { incident, original }: IncidentWrite): WriteOutcome {
  const { connection, scope } = transaction;
  if (original && isKnownOriginal(connection, scope, incident.incidentId, original)) return "unchanged";
  const stored = storedHeader(transaction, incident.incidentId);
  if (stored && stored.lastUpdateDateTime > incident.lastUpdateDateTime) {
    if (original) keepOriginal(connection, scope, incident, original);
    return "older";
  }
  const header = headerText(incident);
  const plan = planAlerts(transaction, incident);
  if (stored?.document === header && plan.unchanged) return "unchanged";
  if (original) keepOriginal(connection, scope, incident, original);
  const version = appendChange(connection, scope, {
    at: transaction.at,
    actor: actorOf(scope),
    action: stored ? "replaced" : "created",
    incidentId: incident.incidentId,
    before: JSON.stringify(stored ? { version: stored.version } : null),
    after: JSON.stringify({ sha256: documentHash(header, plan) }),
  });
  writeHeader(transaction, incident, header, version);
  writeAlerts(transaction, incident.incidentId, plan);
  keepExposure(
    transaction,
    incident.incidentId,
    plan.entries.map(({ alert }) => alert),
  );
  return stored ? "updated" : "created";
}

function storedHeader({ connection, scope }: Transaction, incidentId: number): StoredHeader | undefined {
  const row = connection
    .prepare(
      "select version, last_update_date_time, document from incidents where tenant_id = ? and incident_id = ?",
    )
    .get(scope.tenantId, incidentId);
  if (!row) return undefined;
  return {
    version: Number(row.version),
    lastUpdateDateTime: String(row.last_update_date_time),
    document: String(row.document),
  };
}

function headerText({ alerts: _, ...header }: Incident): string {
  return JSON.stringify(header satisfies IncidentHeader);
}

function documentHash(header: string, plan: AlertPlan): string {
  const hash = createHash("sha256").update(header);
  for (const { document } of plan.entries) hash.update(document);
  return hash.digest("hex");
}

function writeHeader(transaction: Transaction, incident: Incident, document: string, version: number): void {
  const { connection, scope } = transaction;
  connection
    .prepare(
      `insert into incidents (tenant_id, incident_id, redirect_incident_id, created_date_time,
         last_update_date_time, status, assigned_to, version, document) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict do update set redirect_incident_id = excluded.redirect_incident_id,
         created_date_time = excluded.created_date_time, last_update_date_time = excluded.last_update_date_time,
         status = excluded.status, assigned_to = excluded.assigned_to, version = excluded.version,
         document = excluded.document`,
    )
    .run(
      scope.tenantId,
      incident.incidentId,
      incident.redirectIncidentId,
      incident.createdDateTime,
      incident.lastUpdateDateTime,
      incident.status,
      incident.assignedTo,
      version,
      document,
    );
  renderHeader(transaction, incident);
}
