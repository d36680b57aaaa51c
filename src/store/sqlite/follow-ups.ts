import { operatorScope } from "../../domain/operator.ts";
import { resolveOpenAlerts } from "../sql/alert-updates.ts";
import { query, type Steps } from "../sql/steps.ts";
import type { Transaction } from "../sql/transaction.ts";
import type { Readers } from "./readers.ts";
import type { Writes } from "./writes.ts";

/** So many are taken up at once; the rest waits for the next call. */
const TAKEN_MAX = 1_000;

/** Who stands in the change rows of what the program does by itself. */
export const PROGRAM = "Tocsin";

/**
 * Carries out what resolved incidents still ask for: each in a write of its own that also takes the request back, so that
 * it happens once whatever is interrupted. One that fails keeps no other from being done.
 */
export async function followUpAll(readers: Readers, writes: Writes): Promise<number> {
  const asked = readers.read((connection) =>
    connection.prepare("select tenant_id, incident_id from follow_ups limit ?").all(TAKEN_MAX),
  );
  const done = await Promise.allSettled(
    asked.map((row) => {
      const incidentId = Number(row.incident_id);
      return writes.run(operatorScope(String(row.tenant_id), PROGRAM), function* (transaction) {
        yield* resolveOpenAlerts(transaction, incidentId);
        yield* forgetFollowUp(transaction, incidentId);
      });
    }),
  );
  const failed = done.find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
  return asked.length;
}

function* forgetFollowUp({ scope }: Transaction, incidentId: number): Steps<void> {
  yield* query(
    "delete from follow_ups where tenant_id = $1 and incident_id = $2",
    scope.tenantId,
    incidentId,
  );
}
