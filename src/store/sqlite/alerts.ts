import type { AlertOfIncident } from "../../domain/alert/alert.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Scope } from "../../domain/scope.ts";
import type { AlertStore, Selection } from "../contract.ts";
import { reportAlert } from "./alert-reports.ts";
import { updateStoredAlerts } from "./alert-updates.ts";
import type { Connection } from "./connection.ts";
import { pageOfKeys } from "./page.ts";
import { ALERTS } from "./page-plan.ts";
import type { Readers } from "./readers.ts";
import { visibleAlert, visibleIncident } from "./visible.ts";
import type { Writes } from "./writes.ts";

/** Incidents that are kept trimmed while a page is read: the alerts of one seldom stand together. */
const TRIMMED_MAX = 500;

export function sqliteAlerts(readers: Readers, writes: Writes): AlertStore {
  return {
    async get(scope, alertId) {
      return readers.read((connection) => visibleAlert(connection, scope, alertId));
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
  const trimmed = new Map<number, Incident | undefined>();
  const incidentOf: typeof visibleIncident = (_, __, incidentId) => {
    if (trimmed.has(incidentId)) return trimmed.get(incidentId);
    if (trimmed.size >= TRIMMED_MAX) trimmed.clear();
    const incident = visibleIncident(connection, scope, incidentId);
    trimmed.set(incidentId, incident);
    return incident;
  };
  for (const alertId of pageOfKeys(connection, scope, selection, ALERTS, String)) {
    const found = visibleAlert(connection, scope, alertId, incidentOf);
    if (found) yield found;
  }
}
