import type { Renderer, Store } from "../contract.ts";
import { alertStore } from "./alert-store.ts";
import type { Backend } from "./backend.ts";
import { changeStore } from "./change-store.ts";
import { regroupDevices } from "./devices.ts";
import { followUpAll } from "./follow-ups.ts";
import { incidentStore } from "./incident-store.ts";
import { originalStore } from "./original-store.ts";
import { first, query, type Steps } from "./steps.ts";

/** What is the same on every SQL database; opening, closing and looking after it are the database's own. */
export function sqlStore(
  backend: Backend,
  renderers: readonly Renderer[],
): Omit<Store, "integrity" | "close"> {
  return {
    incidents: incidentStore(backend, renderers),
    alerts: alertStore(backend),
    originals: originalStore(backend),
    devices: { regroup: (scope, groups) => backend.write(scope, () => regroupDevices(scope, groups)) },
    changes: changeStore(backend),
    followUp: () => followUpAll(backend),
    tenants: () => backend.read(tenantsWithRows()),
    async ping() {
      await backend.read(first("select 1 as alive from incidents limit 1"));
    },
  };
}

/** Hops from tenant to tenant along the key instead of reading every row. */
function* tenantsWithRows(): Steps<readonly string[]> {
  const rows = yield* query(`
    with recursive tenants (tenant_id) as (
      select min(tenant_id) from incidents
      union all
      select (select min(tenant_id) from incidents where tenant_id > tenants.tenant_id)
      from tenants where tenant_id is not null
    )
    select tenant_id from tenants where tenant_id is not null`);
  return rows.map((row) => String(row.tenant_id));
}
