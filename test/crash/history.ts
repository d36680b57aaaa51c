import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { ChangeRow } from "../fixtures/change-rows.ts";

/** A stored document, of an incident without its alerts or of an alert. */
export type Document = Record<string, unknown>;

/** An incident as it is stored at some time, its alerts by id in order of creation. */
export interface StoredDocuments {
  readonly header: Document;
  readonly alerts: ReadonlyMap<string, Document>;
}

/** What one change row left behind: the documents right after it. */
export interface Moment {
  readonly row: ChangeRow;
  readonly documents: StoredDocuments;
  /** The alerts that the row tells of. */
  readonly alertIds: readonly string[];
}

export interface HistoryOptions {
  /** The stored incidents by id; they are taken back to nothing. */
  readonly incidents: Map<number, StoredDocuments>;
  readonly rows: readonly ChangeRow[];
  /** Is shown each moment, the last one first. */
  readonly onMoment: (moment: Moment) => void;
  /** The `lastUpdateDateTime` of alerts whose own rows do not tell it. */
  readonly firstAlertUpdate: string;
}

/**
 * Takes the documents of a tenant back through its change rows, the last one first, down to the first document of each
 * incident, whose hash its first row holds. Says where rows and documents disagree: then something is half written.
 */
export function unwind({ incidents, rows, onMoment, firstAlertUpdate }: HistoryOptions): readonly string[] {
  const problems: string[] = [];
  const unsure = new Set<Document>();
  for (const row of rows.toReversed()) {
    const say = (problem: string) => problems.push(`change ${row.sequence} of ${row.incidentId}: ${problem}`);
    const documents = incidents.get(row.incidentId);
    if (!documents) {
      say("there is no such incident");
      continue;
    }
    onMoment({ row, documents, alertIds: alertIdsIn(row) });
    if (row.action === "updated") takeBack(documents.header, row.before, row.after, unsure, say);
    else if (row.action === "created") {
      for (const alert of documents.alerts.values())
        if (unsure.has(alert)) alert.lastUpdateDateTime = firstAlertUpdate;
      if (hashOf(documents) !== row.after.sha256) say("its first document has another hash");
      incidents.delete(row.incidentId);
    } else takeBackAlerts(documents, row, unsure, say);
  }
  for (const incidentId of incidents.keys()) problems.push(`no row tells of the creation of ${incidentId}`);
  return problems;
}

/** The owner of an incident goes to its alerts in a row that names them under `assignedTo`. */
function spreadOwners({ action, before, after }: ChangeRow): Readonly<Record<string, unknown>> | undefined {
  const isSpread = action === "updated-alerts" && Object.hasOwn(after, "assignedTo");
  return isSpread && isObject(before.assignedTo) ? before.assignedTo : undefined;
}

function alertIdsIn(row: ChangeRow): readonly string[] {
  if (row.action !== "updated-alerts" && row.action !== "resolved-alerts") return [];
  return Object.keys(spreadOwners(row) ?? row.after);
}

type Say = (problem: string) => void;

function takeBackAlerts({ alerts }: StoredDocuments, row: ChangeRow, unsure: Set<Document>, say: Say): void {
  const owners = spreadOwners(row);
  for (const alertId of alertIdsIn(row)) {
    const alert = alerts.get(alertId);
    if (!alert) {
      say(`there is no alert ${alertId}`);
    } else if (owners) {
      takeBack(alert, { assignedTo: owners[alertId] }, row.after, unsure, say);
      // The row tells the owner alone, though the alert's time of update moved with it.
      unsure.add(alert);
    } else {
      const [before, after] = [row.before[alertId], row.after[alertId]];
      if (isObject(before) && isObject(after)) takeBack(alert, before, after, unsure, say);
      else say(`nothing is told of alert ${alertId}`);
    }
  }
}

/** Of a list that grew a row holds the new items alone, after an empty list (domain/history/changed-fields.ts). */
function takeBack(
  document: Document,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  unsure: Set<Document>,
  say: Say,
): void {
  for (const [key, value] of Object.entries(after)) {
    const [now, was] = [document[key], before[key]];
    if (Array.isArray(now) && Array.isArray(was) && was.length === 0 && Array.isArray(value)) {
      const kept = now.length - value.length;
      if (!isDeepStrictEqual(now.slice(kept), value)) say(`${key} does not end in what was added`);
      document[key] = now.slice(0, kept);
      continue;
    }
    const known = key !== "lastUpdateDateTime" || !unsure.delete(document);
    if (known && !isDeepStrictEqual(now, value))
      say(`${key} is ${JSON.stringify(now)}, not ${JSON.stringify(value)}`);
    document[key] = was;
  }
}

function hashOf({ header, alerts }: StoredDocuments): string {
  const hash = createHash("sha256").update(JSON.stringify(header));
  for (const alert of alerts.values()) hash.update(JSON.stringify(alert));
  return hash.digest("hex");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
