import type { ChainProblem } from "../../domain/history/change.ts";
import { operatorScope } from "../../domain/operator.ts";
import type { Reading } from "../copy/ends.ts";
import { changeStore } from "../sql/change-store.ts";
import { first } from "../sql/steps.ts";
import type { Finding } from "./finding.ts";

/** What a walk along a tenant's changes found; `length` says how long the chain is, or what it tells of. */
export function chainFinding(tenantId: string, problems: readonly ChainProblem[], length: string): Finding {
  const check = "change chain";
  const [broken] = problems;
  if (!broken) return { check, verdict: "ok", words: `tenant ${tenantId}: whole, ${length}` };
  const more = problems.length > 1 ? `, and at ${problems.length - 1} more` : "";
  return {
    check,
    verdict: "problem",
    words: `tenant ${tenantId}, change ${broken.sequence}: ${broken.problem}${more}; somebody altered the database, restore a backup`,
  };
}

export async function checkChain(store: Reading, tenantId: string): Promise<Finding> {
  const problems = await changeStore(store).verify(operatorScope(tenantId, "tocsin verify"));
  const row = await store.read(first("select count(*) as count from changes where tenant_id = $1", tenantId));
  return chainFinding(tenantId, problems, `${Number(row?.count).toLocaleString("en-US")} changes`);
}
