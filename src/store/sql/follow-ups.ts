import { operatorScope } from "../../domain/operator.ts";
import { resolveOpenAlerts } from "./alert-updates.ts";
import type { Backend } from "./backend.ts";
import { first, query, type Steps } from "./steps.ts";
import type { Transaction } from "./transaction.ts";

/** So many are taken up at once; the rest waits for the next call. */
const TAKEN_MAX = 1_000;

/** Who stands in the change rows of what the program does by itself. */
const PROGRAM = "Tocsin";

/**
 * Carries out what resolved incidents still ask for: each in a write of its own that also takes the request back, so that
 * it happens once, whatever is interrupted and however many do this at a time. One that fails keeps no other from being done.
 */
export async function followUpAll(backend: Backend): Promise<number> {
  const asked = await backend.read(query(`select tenant_id, incident_id from follow_ups limit ${TAKEN_MAX}`));
  const done = await Promise.allSettled(
    asked.map((row) => {
      const scope = operatorScope(String(row.tenant_id), PROGRAM);
      return backend.write(scope, (transaction) => followUp(transaction, Number(row.incident_id)));
    }),
  );
  const failed = done.find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
  return asked.length;
}

function* followUp(transaction: Transaction, incidentId: number): Steps<void> {
  const taken = yield* first(
    "delete from follow_ups where tenant_id = $1 and incident_id = $2 returning incident_id",
    transaction.scope.tenantId,
    incidentId,
  );
  if (taken) yield* resolveOpenAlerts(transaction, incidentId);
}
