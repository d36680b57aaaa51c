import type { Incident, IncidentHeader } from "../../domain/incident/incident.ts";
import type { Scope } from "../../domain/scope.ts";
import { renderHeader } from "./renditions.ts";
import { first, placeholders, query, type Steps } from "./steps.ts";
import type { Transaction } from "./transaction.ts";

/** An incident's own row, its document unread. */
export interface StoredIncident {
  readonly version: number;
  readonly lastUpdateDateTime: string;
  readonly document: string;
}

export function* storedIncident({ tenantId }: Scope, incidentId: number): Steps<StoredIncident | undefined> {
  const row = yield* first(
    "select version, last_update_date_time, document from incidents where tenant_id = $1 and incident_id = $2",
    tenantId,
    incidentId,
  );
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
  "severity",
  "classification",
  "determination",
  "version",
  "document",
] as const;
const UPSERT = `insert into incidents (${COLUMNS.join(", ")}) values (${placeholders(COLUMNS.length, 1)})
  on conflict (tenant_id, incident_id) do update set ${COLUMNS.slice(2)
    .map((name) => `${name} = excluded.${name}`)
    .join(", ")}`;

/** Writes the row of an incident and its ready text; `version` is the sequence of the change that tells of it. */
export function* writeIncidentRow(
  transaction: Transaction,
  header: IncidentHeader,
  version: number,
  document = JSON.stringify(header),
): Steps<void> {
  yield* query(
    UPSERT,

    transaction.scope.tenantId,
    header.incidentId,
    header.redirectIncidentId,
    header.createdDateTime,
    header.lastUpdateDateTime,
    header.status,
    header.assignedTo,
    header.severity,
    header.classification,
    header.determination,
    version,
    document,
  );
  yield* renderHeader(transaction, header);
}
