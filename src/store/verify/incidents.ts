import type { IncidentHeader } from "../../domain/incident/incident.ts";
import { operatorScope } from "../../domain/operator.ts";
import type { Renderer } from "../contract.ts";
import type { Reading } from "../copy/ends.ts";
import { type Piece, rowsIn, within } from "../copy/ranges.ts";
import { tableNamed } from "../copy/tables.ts";
import { query, type Row, type SqlValue, type Steps } from "../sql/steps.ts";
import { targetOf } from "../sql/visibility.ts";
import type { Tallies } from "./documents.ts";
import { factOf, otherColumns, sameFacts } from "./same.ts";

const INCIDENTS = tableNamed("incidents");

/** Checks some incidents of a tenant: their columns, their own text, and who may see them. */
export async function checkIncidents(
  store: Reading,
  piece: Piece,
  renderers: readonly Renderer[],
  tallies: Tallies,
): Promise<void> {
  const rows = await store.read(rowsIn(INCIDENTS, piece));
  const headers = new Map<number, IncidentHeader>();
  for (const row of rows) {
    const incidentId = Number(row.incident_id);
    const header = tallies.parsed<IncidentHeader>(`incident ${incidentId}`, row.document);
    if (header) headers.set(incidentId, header);
    const other = header ? otherColumns(row, columnsOf(header)) : [];
    if (other.length > 0)
      tallies.documents.wrong(`incident ${incidentId} differs from its row in ${other.join(", ")}`);
  }
  for (const renderer of renderers) {
    for (const row of await store.read(textsOf(piece, renderer.form)))
      checkText(row, headers, renderer, piece.tenantId, tallies);
  }
  const found = factsById(await store.read(visibilityIn(piece)));
  const expected = factsById(await store.read(expectedVisibility(piece, rows)));
  for (const row of rows) {
    const incidentId = Number(row.incident_id);
    if (sameFacts(expected.get(incidentId) ?? [], found.get(incidentId) ?? [])) continue;
    tallies.visibility.wrong(`incident ${incidentId} is kept as visible to others than may see it`);
  }
}

function columnsOf(header: IncidentHeader) {
  return {
    incident_id: header.incidentId,
    redirect_incident_id: header.redirectIncidentId,
    created_date_time: header.createdDateTime,
    last_update_date_time: header.lastUpdateDateTime,
    status: header.status,
    assigned_to: header.assignedTo,
    severity: header.severity,
    classification: header.classification,
    determination: header.determination,
  };
}

/** The own text of each incident, and whether it has any text of that form. */
function* textsOf(piece: Piece, form: string): Steps<readonly Row[]> {
  const { sql, parameters } = within(INCIDENTS, piece, "i");
  const at = `$${parameters.length + 1}`;
  return yield* query(
    `select i.incident_id, r.text, (select min(t.position) from renditions t
       where t.tenant_id = i.tenant_id and t.incident_id = i.incident_id and t.form = ${at}) as any_position
     from incidents i left join renditions r on r.tenant_id = i.tenant_id and r.incident_id = i.incident_id
       and r.form = ${at} and r.position = ''
     where ${sql}`,
    ...parameters,
    form,
  );
}

/** An incident without any text is rendered when it is read; one with a part of its text would be shown without the rest. */
function checkText(
  row: Row,
  headers: ReadonlyMap<number, IncidentHeader>,
  renderer: Renderer,
  tenantId: string,
  tallies: Tallies,
): void {
  const incidentId = Number(row.incident_id);
  const header = headers.get(incidentId);
  if (!header) return;
  if (row.any_position === null) tallies.unready++;
  else if (row.text === null) tallies.texts.wrong(`incident ${incidentId} has no text of its own`);
  else tallies.compare(`incident ${incidentId}`, row.text, () => renderer.incident(header, tenantId));
}

function* visibilityIn(piece: Piece): Steps<readonly Row[]> {
  const { sql, parameters } = within(INCIDENTS, piece, "v");
  return yield* query(
    `select incident_id, service_source, device_group, last_update_date_time, created_date_time, status, assigned_to,
       severity, classification, determination
     from incident_visibility v where ${sql}`,
    ...parameters,
  );
}

/** What follows from who may see the alerts, as store/sql/visibility.ts makes it: a merged incident by its target's. */
function* expectedVisibility(piece: Piece, rows: readonly Row[]): Steps<readonly Row[]> {
  const { sql, parameters } = within(INCIDENTS, piece, "a");
  const opened = Map.groupBy(yield* openedBy(sql, parameters), (row) => Number(row.incident_id));
  const expected: Row[] = [];
  for (const row of rows) {
    const incidentId = Number(row.incident_id);
    const keys =
      row.redirect_incident_id === null
        ? (opened.get(incidentId) ?? [])
        : yield* openedByTarget(piece.tenantId, incidentId);
    for (const key of keys) {
      const { service_source, device_group } = key;
      expected.push({ ...row, service_source, device_group });
    }
  }
  return expected;
}

function* openedByTarget(tenantId: string, incidentId: number): Steps<readonly Row[]> {
  const target = yield* targetOf(operatorScope(tenantId, "tocsin verify"), incidentId);
  return yield* openedBy("a.tenant_id = $1 and a.incident_id = $2", [tenantId, target]);
}

function* openedBy(which: string, parameters: readonly SqlValue[]): Steps<readonly Row[]> {
  return yield* query(
    `select distinct a.incident_id, v.service_source, v.device_group
     from alerts a join alert_visibility v on v.tenant_id = a.tenant_id and v.alert_id = a.alert_id
     where ${which}`,
    ...parameters,
  );
}

function factsById(rows: readonly Row[]): ReadonlyMap<number, readonly string[]> {
  const facts = new Map<number, string[]>();
  for (const row of rows) {
    const fact = factOf(
      row.service_source,
      row.device_group,
      row.last_update_date_time,
      row.created_date_time,
      row.status,
      row.assigned_to,
      row.severity,
      row.classification,
      row.determination,
    );
    const all = facts.get(Number(row.incident_id));
    if (all) all.push(fact);
    else facts.set(Number(row.incident_id), [fact]);
  }
  return facts;
}
