import type { Incident } from "../../domain/incident/incident.ts";
import { requireEverything, type Scope } from "../../domain/scope.ts";
import type { IncidentStore, Renderer, Rendition, WriteOutcome } from "../contract.ts";
import { updateStoredIncident } from "../sql/incident-updates.ts";
import { putIncident } from "../sql/incident-writes.ts";
import { pageOfKeys } from "../sql/page.ts";
import { visibleIncident } from "../sql/visible.ts";
import type { Connection } from "./connection.ts";
import { INCIDENTS, sqlitePages } from "./page-plan.ts";
import { rowsOf, sql } from "./query.ts";
import type { Readers } from "./readers.ts";
import type { RenditionCache } from "./rendition-cache.ts";
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
      return readers.read((connection) => connection.run(visibleIncident(scope, incidentId)));
    },

    async rendition(scope, incidentId, form) {
      return readers.read((connection) => textOf(connection, scope, incidentId, form));
    },

    async page(scope, selection, form) {
      return readers.snapshot((connection) =>
        connection
          .run(pageOfKeys(scope, selection, INCIDENTS, sqlitePages))
          .flatMap((incidentId) => textOf(connection, scope, Number(incidentId), form) ?? []),
      );
    },

    put: (scope, list) =>
      writes.run(scope, function* (transaction) {
        const outcomes: WriteOutcome[] = [];
        for (const write of list) outcomes.push(yield* putIncident(transaction, write));
        return outcomes;
      }),

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
  const incident = renderer && connection.run(visibleIncident(scope, incidentId));
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
    const incident = connection.run(visibleIncident(scope, incident_id));
    if (incident) yield incident;
  }
}
