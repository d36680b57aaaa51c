import { createHash } from "node:crypto";
import type { IncidentWrite, WriteOutcome } from "../contract.ts";
import { type AlertPlan, planAlerts, writeAlerts } from "./alert-writes.ts";
import { appendChange } from "./changes.ts";
import { headerText, storedIncident, writeIncidentRow } from "./incident-rows.ts";
import { isKnownOriginal, keepOriginal } from "./originals.ts";
import type { Transaction } from "./transaction.ts";

/** Writes one incident with its alerts. An older version never covers a newer one, and the same one changes nothing. */
export function putIncident(transaction: Transaction, { incident, original }: IncidentWrite): WriteOutcome {
  const { connection, scope } = transaction;
  if (original && isKnownOriginal(connection, scope, incident.incidentId, original)) return "unchanged";
  const stored = storedIncident(connection, scope, incident.incidentId);
  if (stored && stored.lastUpdateDateTime > incident.lastUpdateDateTime) {
    if (original) keepOriginal(connection, scope, incident, original);
    return "older";
  }
  const header = headerText(incident);
  const plan = planAlerts(transaction, incident);
  if (stored?.document === header && plan.unchanged) return "unchanged";
  if (original) keepOriginal(connection, scope, incident, original);
  const version = appendChange(transaction, {
    action: stored ? "replaced" : "created",
    incidentId: incident.incidentId,
    before: stored ? { version: stored.version } : null,
    after: { sha256: documentHash(header, plan) },
  });
  writeIncidentRow(transaction, incident, version, header);
  writeAlerts(transaction, incident.incidentId, plan);
  return stored ? "updated" : "created";
}

function documentHash(header: string, plan: AlertPlan): string {
  const hash = createHash("sha256").update(header);
  for (const { document } of plan.entries) hash.update(document);
  return hash.digest("hex");
}
