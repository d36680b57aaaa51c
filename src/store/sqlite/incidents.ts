import type { Incident } from "../../domain/incident/incident.ts";
import { requireEverything, type Scope } from "../../domain/scope.ts";
import type { IncidentStore, Renderer, Rendition } from "../contract.ts";
import type { Connection } from "./connection.ts";
import { updateStoredIncident } from "./incident-updates.ts";
import { putIncident } from "./incident-writes.ts";
import { pageOfKeys } from "./page.ts";
import { INCIDENTS } from "./page-plan.ts";
import { rowsOf, sql } from "./query.ts";
import type { Readers } from "./readers.ts";
import type { RenditionCache } from "./rendition-cache.ts";
import { visibleIncident } from "./visible.ts";
import type { Writes } from "./writes.ts";

export function sqliteIncidents(
  readers: Readers,
  writes: Writes,
  renderers: readonly Renderer[],
  cache: RenditionCache,
): IncidentStore {
  const textOf = (connection: Connection, scope: Scope, incidentId: number, form: string) =>
    renditionOf(connection, scope, incidentId, form, renderers, cache);
  return {
    async get(scope, incidentId) {
      return readers.read((connection) => visibleIncident(connection, scope, incidentId));
    },

    async rendition(scope, incidentId, form) {
      return readers.read((connection) => textOf(connection, scope, incidentId, form));
    },

    async page(scope, selection, form) {
      return readers.snapshot((connection) =>
        pageOfKeys(connection, scope, selection, INCIDENTS, Number).flatMap(
          (incidentId) => textOf(connection, scope, incidentId, form) ?? [],
        ),
      );
    },

    put: (scope, list) =>
      writes.run(scope, (transaction) => list.map((write) => putIncident(transaction, write))),

    update: (scope, incidentId, update, form) =>
      writes.run(scope, (transaction) => updateStoredIncident(transaction, incidentId, update, form)),

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

/** Ready text for a scope that sees everything; for others, and where none is ready, the text of what they see. */
function renditionOf(
  connection: Connection,
  scope: Scope,
  incidentId: number,
  form: string,
  renderers: readonly Renderer[],
  cache: RenditionCache,
): Rendition | undefined {
  const everything = scope.exposure.kind === "everything";
  const ready = everything ? cache.get(connection, scope, incidentId, form) : undefined;
  if (ready) return ready;
  const renderer = renderers.find((each) => each.form === form);
  const incident = renderer && visibleIncident(connection, scope, incidentId);
  if (!incident) return undefined;
  const alerts = incident.status === "redirected" ? [] : incident.alerts;
  return {
    incidentId,
    incident: renderer.incident(incident),
    alerts: alerts.map((alert) => renderer.alert(alert, incidentId)),
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
