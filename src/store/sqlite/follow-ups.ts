import { operatorScope } from "../../domain/operator.ts";
import type { Clock, Renderer } from "../contract.ts";
import { resolveOpenAlerts } from "./alert-updates.ts";
import type { Readers } from "./readers.ts";
import { beginWrite } from "./transaction.ts";
import type { Writer } from "./writer.ts";

/** So many are taken up at once; the rest waits for the next call. */
const TAKEN_MAX = 1_000;

/** Who stands in the change rows of what the program does by itself. */
export const PROGRAM = "Tocsin";

/**
 * Carries out what resolved incidents still ask for: each in a write of its own that also takes the request back, so that
 * it happens once whatever is interrupted. One that fails keeps no other from being done.
 */
export async function followUpAll(
  readers: Readers,
  writer: Writer,
  renderers: readonly Renderer[],
  clock: Clock,
): Promise<number> {
  const asked = readers.read((connection) =>
    connection.prepare("select tenant_id, incident_id from follow_ups limit ?").all(TAKEN_MAX),
  );
  const done = await Promise.allSettled(
    asked.map((row) =>
      writer.run((connection) => {
        const scope = operatorScope(String(row.tenant_id), PROGRAM);
        const incidentId = Number(row.incident_id);
        resolveOpenAlerts(beginWrite(connection, scope, renderers, clock), incidentId);
        connection
          .prepare("delete from follow_ups where tenant_id = ? and incident_id = ?")
          .run(scope.tenantId, incidentId);
      }),
    ),
  );
  const failed = done.find((each) => each.status === "rejected");
  if (failed) throw failed.reason;
  return asked.length;
}
