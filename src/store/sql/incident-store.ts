import type { Incident } from "../../domain/incident/incident.ts";
import { requireEverything, type Scope } from "../../domain/scope.ts";
import type { Extent, IncidentStore, Renderer, Rendition, Selection, WriteOutcome } from "../contract.ts";
import type { Backend } from "./backend.ts";
import { updateStoredIncident } from "./incident-updates.ts";
import { putIncident } from "./incident-writes.ts";
import { mergeStoredIncidents } from "./moves.ts";
import { countOfKeys, type PageDialect, pageOfKeys } from "./page.ts";
import { storedRendition, storedRenditions } from "./renditions.ts";
import { first, query, type Steps } from "./steps.ts";
import { visibleIncident } from "./visible.ts";

/** Incidents that a walk holds at once. */
const WALK_PIECE = 50;

export function incidentStore(backend: Backend, renderers: readonly Renderer[]): IncidentStore {
  return {
    get: (scope, incidentId) => backend.read(visibleIncident(scope, incidentId)),
    async rendition(scope, incidentId, form, extent = "whole") {
      const everything = scope.exposure.kind === "everything";
      const ready = everything
        ? await backend.lookUp(storedRendition(scope, incidentId, form, extent))
        : undefined;
      return ready ?? backend.read(renderedNow(scope, incidentId, form, renderers));
    },
    page: (scope, selection, form, extent = "whole") =>
      backend.read(pageOf(scope, selection, { form, extent }, renderers, backend.pages)),
    put: (scope, list) =>
      backend.write(scope, function* (transaction) {
        const outcomes: WriteOutcome[] = [];
        for (const write of list) outcomes.push(yield* putIncident(transaction, write));
        return outcomes;
      }),
    update: (scope, incidentId, update, form) =>
      backend.write(scope, (transaction) => updateStoredIncident(transaction, incidentId, update, form)),
    merge: (scope, incidentIds, joining) =>
      backend.write(scope, (transaction) => mergeStoredIncidents(transaction, incidentIds, joining)),
    countOf: (scope, selection) => backend.read(countOfKeys(scope, selection, "incidents", backend.pages)),
    all: (scope) => backend.walk(incidentsById(scope)),
    async count(scope) {
      requireEverything(scope);
      return backend.read(countOf(scope));
    },
  };
}

/** Which text, and how much of it. What has to be made for a caller is always whole. */
interface Wanted {
  readonly form: string;
  readonly extent: Extent;
}

/** The text of what a scope sees: for whoever sees a part, and where none is ready. */
function* renderedNow(
  scope: Scope,
  incidentId: number,
  form: string,
  renderers: readonly Renderer[],
): Steps<Rendition | undefined> {
  const renderer = renderers.find((each) => each.form === form);
  const incident = renderer && (yield* visibleIncident(scope, incidentId));
  if (!incident) return undefined;
  const alerts = incident.status === "redirected" ? [] : incident.alerts;
  return {
    incidentId,
    incident: renderer.incident(incident, scope.tenantId),
    alerts: alerts.map((alert) => renderer.alert(alert, incidentId, scope.tenantId)),
  };
}

function* pageOf(
  scope: Scope,
  selection: Selection,
  { form, extent }: Wanted,
  renderers: readonly Renderer[],
  pages: PageDialect,
): Steps<readonly Rendition[]> {
  const incidentIds = (yield* pageOfKeys(scope, selection, "incidents", pages)).map(Number);
  const everything = scope.exposure.kind === "everything";
  const ready = everything
    ? yield* storedRenditions(scope, incidentIds, form, extent)
    : new Map<number, Rendition>();
  const page: Rendition[] = [];
  for (const incidentId of incidentIds) {
    const rendition = ready.get(incidentId) ?? (yield* renderedNow(scope, incidentId, form, renderers));
    if (rendition) page.push(rendition);
  }
  return page;
}

function incidentsById(scope: Scope): () => Steps<readonly Incident[] | undefined> {
  let last = 0;
  return function* () {
    const rows = yield* query(
      `select incident_id from incidents where tenant_id = $1 and incident_id > $2
       order by incident_id limit ${WALK_PIECE}`,
      scope.tenantId,
      last,
    );
    const incidentIds = rows.map((row) => Number(row.incident_id));
    if (incidentIds.length === 0) return undefined;
    last = incidentIds.at(-1) ?? last;
    const incidents: Incident[] = [];
    for (const incidentId of incidentIds) {
      const incident = yield* visibleIncident(scope, incidentId);
      if (incident) incidents.push(incident);
    }
    return incidents;
  };
}

function* countOf({ tenantId }: Scope): Steps<number> {
  const row = yield* first("select count(*) as count from incidents where tenant_id = $1", tenantId);
  return Number(row?.count ?? 0);
}
