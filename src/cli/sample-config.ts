import { operatorScope } from "../domain/operator.ts";
import { northwindTenant } from "../sample/tenant/northwind-tenant.ts";
import { type Config, parseConfig } from "../server/config/config.ts";
import type { Store } from "../store/contract.ts";

/** The configuration of a stand-in that was given none: the sample tenant, checked like anybody's. */
export function sampleConfig(): Config {
  return parseConfig(JSON.stringify({ tenants: [northwindTenant] }), "sample tenant");
}

/** Fills an empty data folder with the sample tenant's incidents, all at once or not at all. */
export async function seedSample(store: Store): Promise<void> {
  if ((await store.tenants()).length > 0) return;
  // Only a stand-in's first start needs the sixty incidents and the stories they are made of.
  const { northwindIncidents } = await import("../sample/northwind.ts");
  const scope = operatorScope(northwindTenant.id, "tocsin sample");
  await store.devices.regroup(scope, sampleConfig().tenants[0]?.deviceGroups ?? []);
  await store.incidents.put(
    scope,
    northwindIncidents().map((incident) => ({ incident })),
  );
}
