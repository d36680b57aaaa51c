import type { AlertOfIncident } from "../../domain/alert/alert.ts";
import type { Scope } from "../../domain/scope.ts";
import type { AlertStore, Selection } from "../contract.ts";
import { reportAlert } from "../sql/alert-reports.ts";
import { updateStoredAlerts } from "../sql/alert-updates.ts";
import { pageOfKeys } from "../sql/page.ts";
import { VisibleAlerts } from "../sql/visible.ts";
import type { Connection } from "./connection.ts";
import { ALERTS, sqlitePages } from "./page-plan.ts";
import type { Readers } from "./readers.ts";
import type { Writes } from "./writes.ts";

export function sqliteAlerts(readers: Readers, writes: Writes): AlertStore {
  return {
    async get(scope, alertId) {
      return readers.read((connection) => connection.run(new VisibleAlerts(scope).find(alertId)));
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
  const visible = new VisibleAlerts(scope);
  for (const alertId of connection.run(pageOfKeys(scope, selection, ALERTS, sqlitePages))) {
    const found = connection.run(visible.find(String(alertId)));
    if (found) yield found;
  }
}
