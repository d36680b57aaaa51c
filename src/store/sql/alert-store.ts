import type { AlertOfIncident } from "../../domain/alert/alert.ts";
import type { Scope } from "../../domain/scope.ts";
import type { AlertStore, Selection } from "../contract.ts";
import { reportAlert } from "./alert-reports.ts";
import { updateStoredAlerts } from "./alert-updates.ts";
import type { Backend } from "./backend.ts";
import { moveStoredAlerts } from "./moves.ts";
import { countOfKeys, type PageDialect, pageOfKeys } from "./page.ts";
import type { Steps } from "./steps.ts";
import { VisibleAlerts } from "./visible.ts";

/** Alerts of a page that are read at once. */
const PAGE_PIECE = 200;

export function alertStore(backend: Backend): AlertStore {
  return {
    get: (scope, alertId) => backend.read(new VisibleAlerts(scope).find(alertId)),
    page: (scope, selection) => backend.walk(alertsInPieces(scope, selection, backend.pages)),
    update: (scope, alertIds, update) =>
      backend.write(scope, (transaction) => updateStoredAlerts(transaction, alertIds, update)),
    countOf: (scope, selection) => backend.read(countOfKeys(scope, selection, "alerts", backend.pages)),
    move: (scope, alertIds, into, joining) =>
      backend.write(scope, (transaction) => moveStoredAlerts(transaction, alertIds, into, joining)),
    report: (scope, report) => backend.write(scope, (transaction) => reportAlert(transaction, report)),
  };
}

function alertsInPieces(
  scope: Scope,
  selection: Selection,
  pages: PageDialect,
): () => Steps<readonly AlertOfIncident[] | undefined> {
  const visible = new VisibleAlerts(scope);
  let open: string[] | undefined;
  return function* () {
    open ??= (yield* pageOfKeys(scope, selection, "alerts", pages)).map(String);
    const piece = open.splice(0, PAGE_PIECE);
    return piece.length === 0 ? undefined : yield* visible.these(piece);
  };
}
