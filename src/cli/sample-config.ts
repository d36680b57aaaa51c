import { operatorScope } from "../domain/operator.ts";
import { northwindTenant } from "../sample/tenant/northwind-tenant.ts";
import { type Config, parseConfig } from "../server/config/config.ts";
import type { Store } from "../store/contract.ts";

/**
 * The configuration of a stand-in that was given none: the tenants that its data folder holds, of which Northwind has people,
 * roles and device groups, and an imported one is open to every application. An empty folder is Northwind's.
 */
export function sampleConfig(tenantIds: readonly string[] = []): Config {
  const imported = tenantIds.filter((id) => id !== northwindTenant.id);
  const sample = imported.length < tenantIds.length || imported.length === 0 ? [northwindTenant] : [];
  const tenants = [...sample, ...imported.map((id) => ({ id, name: `Imported ${id}` }))];
  return parseConfig(JSON.stringify({ tenants }), "sample tenant");
}

/** Who an import into an empty folder is for when nobody says: the tenant that a stand-in serves by itself. */
export const SAMPLE_TENANT_ID: string = northwindTenant.id;

/** Fills an empty data folder with the sample tenant's incidents, all at once or not at all. Gives the folder's tenants. */
export async function seedSample(store: Store): Promise<readonly string[]> {
  const tenantIds = await store.tenants();
  if (tenantIds.length > 0) return tenantIds;
  // Only a stand-in's first start needs the sixty incidents and the stories they are made of.
  const { northwindIncidents } = await import("../sample/northwind.ts");
  const scope = operatorScope(northwindTenant.id, "tocsin sample");
  await store.devices.regroup(scope, sampleConfig().tenants[0]?.deviceGroups ?? []);
  await store.incidents.put(
    scope,
    northwindIncidents().map((incident) => ({ incident })),
  );
  return [northwindTenant.id];
}
