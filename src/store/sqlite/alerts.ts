import type { AlertOfIncident } from "../../domain/alert/alert.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Scope } from "../../domain/scope.ts";
import type { AlertStore, Selection } from "../contract.ts";
import { reportAlert } from "../sql/alert-reports.ts";
import { updateStoredAlerts } from "../sql/alert-updates.ts";
import { pageOfKeys } from "../sql/page.ts";
import { visibleAlert, visibleIncident } from "../sql/visible.ts";
import type { Connection } from "./connection.ts";
import { ALERTS, sqlitePages } from "./page-plan.ts";
import type { Readers } from "./readers.ts";
import type { Writes } from "./writes.ts";

/** Incidents that are kept trimmed while a page is read: the alerts of one seldom stand together. */
const TRIMMED_MAX = 500;

export function sqliteAlerts(readers: Readers, writes: Writes): AlertStore {
  return {
    async get(scope, alertId) {
      return readers.read((connection) => connection.run(visibleAlert(scope, alertId)));
    },
    page: (scope, selection) => readers.walk((connection) => visiblePage(connection, scope, selection)),
    update: (scope, alertIds, update) =>
      writes.run(scope, (transaction) => updateStoredAlerts(transaction, alertIds, update)),
    report: (scope, report) => writes.run(scope, (transaction) => reportAlert(transaction, report)),
  };
}

function* visiblePage(
  connection: Connection,
  scope: Scope,
  selection: Selection,
): Generator<AlertOfIncident> {
  const incidentOf = remembering();
  for (const alertId of connection.run(pageOfKeys(scope, selection, ALERTS, sqlitePages))) {
    const found = connection.run(visibleAlert(scope, String(alertId), incidentOf));
    if (found) yield found;
  }
}

/** Reads each incident once for the alerts of a page. */
function remembering(): typeof visibleIncident {
  const trimmed = new Map<number, Incident | undefined>();
  return function* (scope, incidentId) {
    if (trimmed.has(incidentId)) return trimmed.get(incidentId);
    if (trimmed.size >= TRIMMED_MAX) trimmed.clear();
    const incident = yield* visibleIncident(scope, incidentId);
    trimmed.set(incidentId, incident);
    return incident;
  };
}
