import type { Alert } from "../../domain/alert/alert.ts";
import { type ExposureKey, keyVisible } from "../../domain/exposure/exposure-key.ts";
import { redirectedIncident, trimIncident } from "../../domain/exposure/trim.ts";
import type { Incident, IncidentHeader } from "../../domain/incident/incident.ts";
import { requireEverything, type Scope } from "../../domain/scope.ts";
import type { Clock, IncidentStore, Renderer } from "../contract.ts";
import type { Connection } from "./connection.ts";
import { putIncident } from "./incident-writes.ts";
import { rowsOf, sql } from "./query.ts";
import type { Readers } from "./readers.ts";
import { RenditionCache } from "./rendition-cache.ts";
import type { Writer } from "./writer.ts";

/** Merges of merges are followed this far. */
const REDIRECTS_MAX = 16;

const EXPOSURE = `
  with recursive target (incident_id, depth) as (
    select ?2, 0
    union all
    select i.redirect_incident_id, target.depth + 1
    from target join incidents i on i.tenant_id = ?1 and i.incident_id = target.incident_id
    where i.redirect_incident_id is not null and target.depth < ${REDIRECTS_MAX}
  )
  select e.service_source, e.device_id, d.device_group
  from incident_exposure e left join devices d on d.tenant_id = e.tenant_id and d.device_id = e.device_id
  where e.tenant_id = ?1 and e.incident_id = (select incident_id from target order by depth desc limit 1)`;

export function sqliteIncidents(
  readers: Readers,
  writer: Writer,
  renderers: readonly Renderer[],
  clock: Clock,
): IncidentStore {
  const cache = new RenditionCache();
  return {
    async get(scope, incidentId) {
      return readers.read((connection) => visibleIncident(connection, scope, incidentId));
    },

    async rendition(scope, incidentId, form) {
      requireEverything(scope);
      return readers.read((connection) => cache.get(connection, scope, incidentId, form));
    },

    async put(scope, writes) {
      const outcomes = await writer.run((connection) => {
        const transaction = { connection, scope, renderers, at: clock.now() };
        return writes.map((write) => putIncident(transaction, write));
      });
      cache.clear();
      return outcomes;
    },

    all(scope) {
      return readers.walk((connection) => visibleIncidents(connection, scope));
    },

    async count(scope) {
      requireEverything(scope);
      const incidents = sql
        .selectFrom("incidents")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("tenant_id", "=", scope.tenantId);
      return readers.read((connection) => [...rowsOf(connection, incidents)][0]?.count ?? 0);
    },
  };
}

function* visibleIncidents(connection: Connection, scope: Scope): Generator<Incident> {
  const incidents = sql
    .selectFrom("incidents")
    .select("incident_id")
    .where("tenant_id", "=", scope.tenantId)
    .orderBy("incident_id");
  for (const { incident_id } of rowsOf(connection, incidents)) {
    const incident = visibleIncident(connection, scope, incident_id);
    if (incident) yield incident;
  }
}

/**
 * A limited scope is judged by the exposure keys before any row of the incident is read, so that a hidden incident
 * costs what a missing one costs. A redirected incident is judged by the one it was merged into.
 */
function visibleIncident(connection: Connection, scope: Scope, incidentId: number): Incident | undefined {
  const { exposure } = scope;
  if (exposure.kind === "everything") return wholeIncident(connection, scope, incidentId);
  const rows = connection.prepare(EXPOSURE).all(scope.tenantId, incidentId);
  const groups = new Map(rows.map((row) => [String(row.device_id), String(row.device_group ?? "")]));
  const groupOf = (deviceId: string) => groups.get(deviceId);
  if (!rows.some((row) => keyVisible(exposureKey(row), exposure, groupOf))) return undefined;
  const incident = wholeIncident(connection, scope, incidentId);
  if (!incident) return undefined;
  if (incident.redirectIncidentId !== null) return redirectedIncident(incident, exposure);
  return trimIncident(incident, exposure, groupOf);
}

function exposureKey(row: Readonly<Record<string, unknown>>): ExposureKey {
  return { serviceSource: String(row.service_source), deviceId: String(row.device_id) };
}

function wholeIncident(connection: Connection, scope: Scope, incidentId: number): Incident | undefined {
  const row = connection
    .prepare("select document from incidents where tenant_id = ? and incident_id = ?")
    .get(scope.tenantId, incidentId);
  if (!row) return undefined;
  const header: IncidentHeader = JSON.parse(String(row.document));
  const alerts = connection
    .prepare(
      "select document from alerts where tenant_id = ? and incident_id = ? order by created_date_time, alert_id",
    )
    .all(scope.tenantId, incidentId);
  return { ...header, alerts: alerts.map((alert): Alert => JSON.parse(String(alert.document))) };
}
