import { operatorScope } from "../../domain/operator.ts";
import { changeStore } from "../sql/change-store.ts";
import type { Reading } from "./ends.ts";
import { tenantsIn } from "./ranges.ts";
import { tableNamed } from "./tables.ts";

/** In words, where the chains of changes of a store break; empty when they are whole. */
export async function brokenChains(store: Reading): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const tenantId of await store.read(tenantsIn(tableNamed("changes")))) {
    const [first] = await changeStore(store).verify(operatorScope(tenantId, "tocsin"));
    if (first) broken.push(`tenant ${tenantId}, change ${first.sequence}: ${first.problem}`);
  }
  return broken;
}
