import { operatorScope } from "../../domain/operator.ts";
import { query, type Steps } from "./steps.ts";
import { judgeTenant, keepExposure } from "./visibility.ts";

/** So many documents are held at once. */
const PAGE = 1_000;

/** Makes what follows from the documents anew, for every tenant: who may see what. */
export function* deriveAnew(): Steps<void> {
  for (const row of yield* query("select distinct tenant_id from alerts")) {
    const scope = operatorScope(String(row.tenant_id), "migration");
    let after = "";
    for (;;) {
      const alerts = yield* query(
        `select alert_id, document from alerts where tenant_id = $1 and alert_id > $2
         order by alert_id limit ${PAGE}`,
        scope.tenantId,
        after,
      );
      for (const alert of alerts) yield* keepExposure(scope, JSON.parse(String(alert.document)));
      const last = alerts.at(-1);
      if (!last) break;
      after = String(last.alert_id);
    }
    yield* judgeTenant(scope);
  }
}
