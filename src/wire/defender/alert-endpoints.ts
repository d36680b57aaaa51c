import type { Alert, AlertOfIncident } from "../../domain/alert/alert.ts";
import type { AlertReport } from "../../domain/alert/report.ts";
import type { AlertUpdate } from "../../domain/alert/update.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Selection } from "../odata/selection.ts";
import { batchUpdateAlerts } from "./batch-update-alerts.ts";
import { createAlert } from "./create-alert.ts";
import { getAlert } from "./get-alert.ts";
import { listAlerts } from "./list-alerts.ts";
import { updateAlert } from "./update-alert.ts";

/** Where alerts come from and go to, trimmed to the scope. */
export interface Alerts {
  get(scope: Scope, alertId: string): Promise<AlertOfIncident | undefined>;
  page(scope: Scope, selection: Selection): AsyncIterable<AlertOfIncident>;
  update(
    scope: Scope,
    alertIds: readonly string[],
    update: AlertUpdate,
  ): Promise<readonly (AlertOfIncident | undefined)[]>;
  report(scope: Scope, report: AlertReport): Promise<AlertOfIncident | undefined>;
}

/** What the alert operations stand on. */
export interface AlertServices {
  readonly alerts: Alerts;
  readonly permissions: Readonly<Record<"read" | "write", Endpoint["permissions"]>>;
  /** A new id with the prefix of Endpoint (contract/defender.md § 6.9). */
  newAlertId(): Alert["alertId"];
}

/** Where the operations are: § 1 has a prefix with the version besides, for Endpoint's own. */
const PATHS = ["/api/alerts", "/api/v1.0/alerts"] as const;

/** The alert operations of the Endpoint API, contract/defender.md § 10, each under both of its paths. */
export function alertEndpoints(services: AlertServices): readonly Endpoint[] {
  return PATHS.flatMap((path) =>
    [listAlerts, getAlert, updateAlert, batchUpdateAlerts, createAlert].map((make) => {
      const endpoint = make(services, path);
      return path === PATHS[0] ? endpoint : { ...endpoint, schema: { hide: true } };
    }),
  );
}
