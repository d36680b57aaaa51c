import type { AlertOfIncident } from "../../domain/alert/alert.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import type { Scope } from "../../domain/scope.ts";
import type { AlertStore, Clock, Renderer, Selection } from "../contract.ts";
import { reportAlert } from "./alert-reports.ts";
import { updateStoredAlerts } from "./alert-updates.ts";
import type { Connection } from "./connection.ts";
import { pageOfKeys } from "./page.ts";
import { ALERTS } from "./page-plan.ts";
import type { Readers } from "./readers.ts";
import type { RenditionCache } from "./rendition-cache.ts";
import { beginWrite, type Transaction } from "./transaction.ts";
import { visibleAlert, visibleIncident } from "./visible.ts";
import type { Writer } from "./writer.ts";

/** Incidents that are kept trimmed while a page is read: the alerts of one seldom stand together. */
const TRIMMED_MAX = 500;

export function sqliteAlerts(
  readers: Readers,
  writer: Writer,
  renderers: readonly Renderer[],
  cache: RenditionCache,
  clock: Clock,
): AlertStore {
  const write = async <T>(scope: Scope, work: (transaction: Transaction) => T): Promise<T> => {
    const result = await writer.run((connection) => work(beginWrite(connection, scope, renderers, clock)));
    cache.clear();
    return result;
  };
  return {
    async get(scope, alertId) {
      return readers.read((connection) => visibleAlert(connection, scope, alertId));
    },
    page: (scope, selection) => readers.walk((connection) => visiblePage(connection, scope, selection)),
    update: (scope, alertIds, update) =>
      write(scope, (transaction) => updateStoredAlerts(transaction, alertIds, update)),
    report: (scope, report) => write(scope, (transaction) => reportAlert(transaction, report)),
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
