import { createHash } from "node:crypto";
import type { IncidentWrite, WriteOutcome } from "../contract.ts";
import { type AlertPlan, planAlerts, writeAlerts } from "./alert-writes.ts";
import { appendChange } from "./changes.ts";
import { headerText, storedIncident, writeIncidentRow } from "./incident-rows.ts";
import { isKnownOriginal, keepOriginal } from "./originals.ts";
import type { Steps } from "./steps.ts";
import type { Transaction } from "./transaction.ts";

/** Writes one incident with its alerts. An older version never covers a newer one, and the same one changes nothing. */
export function* putIncident(
  transaction: Transaction,
  { incident, original }: IncidentWrite,
): Steps<WriteOutcome> {
  const { scope } = transaction;
  if (original && (yield* isKnownOriginal(scope, incident.incidentId, original))) return "unchanged";
  const stored = yield* storedIncident(scope, incident.incidentId);
  if (stored && stored.lastUpdateDateTime > incident.lastUpdateDateTime) {
    if (original) yield* keepOriginal(scope, incident, original);
    return "older";
  }
  const header = headerText(incident);
  const plan = yield* planAlerts(transaction, incident);
  if (stored?.document === header && plan.unchanged) return "unchanged";
  if (original) yield* keepOriginal(scope, incident, original);
  const version = yield* appendChange(transaction, {
    action: stored ? "replaced" : "created",
    incidentId: incident.incidentId,
    before: stored ? { version: stored.version } : null,
    after: { sha256: documentHash(header, plan) },
  });
  yield* writeIncidentRow(transaction, incident, version, header);
  yield* writeAlerts(transaction, incident.incidentId, plan);
  return stored ? "updated" : "created";
}

function documentHash(header: string, plan: AlertPlan): string {
  const hash = createHash("sha256").update(header);
  for (const { document } of plan.entries) hash.update(document);
  return hash.digest("hex");
}
