import type { Incident, IncidentHeader } from "../../domain/incident/incident.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Connection } from "./connection.ts";
import { renderHeader } from "./renditions.ts";
import type { Transaction } from "./transaction.ts";

/** An incident's own row, its document unread. */
export interface StoredIncident {
  readonly version: number;
  readonly lastUpdateDateTime: string;
  readonly document: string;
}

export function storedIncident(
  connection: Connection,
  { tenantId }: Scope,
  incidentId: number,
): StoredIncident | undefined {
  const row = connection
    .prepare(
      "select version, last_update_date_time, document from incidents where tenant_id = ? and incident_id = ?",
    )
    .get(tenantId, incidentId);
  if (!row) return undefined;
  return {
    version: Number(row.version),
    lastUpdateDateTime: String(row.last_update_date_time),
    document: String(row.document),
  };
}

/** The stored document of an incident: everything but its alerts. */
export function headerText({ alerts: _, ...header }: Incident): string {
  return JSON.stringify(header satisfies IncidentHeader);
}

const COLUMNS = [
  "tenant_id",
  "incident_id",
  "redirect_incident_id",
  "created_date_time",
  "last_update_date_time",
  "status",
  "assigned_to",
  "version",
  "document",
] as const;
const UPSERT = `insert into incidents (${COLUMNS.join(", ")}) values (${COLUMNS.map(() => "?").join(", ")})
  on conflict do update set ${COLUMNS.slice(2)
    .map((name) => `${name} = excluded.${name}`)
    .join(", ")}`;

/** Writes the row of an incident and its ready text; `version` is the sequence of the change that tells of it. */
export function writeIncidentRow(
  transaction: Transaction,
  header: IncidentHeader,
  version: number,
  document = JSON.stringify(header),
): void {
  transaction.connection
    .prepare(UPSERT)
    .run(
      transaction.scope.tenantId,
      header.incidentId,
      header.redirectIncidentId,
      header.createdDateTime,
      header.lastUpdateDateTime,
      header.status,
      header.assignedTo,
      version,
      document,
    );
  renderHeader(transaction, header);
}
