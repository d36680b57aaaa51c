import { isDeepStrictEqual } from "node:util";
import type { Document, Moment, StoredDocuments } from "./history.ts";
import type { Ledger, Write } from "./ledger.ts";

/** Compares what was sent to a tenant with what is there: see `problems`. */
export class LedgerCheck {
  readonly #writes: ReadonlyMap<string, Write>;
  /** By marker: what carries it, the incident itself as "". */
  readonly #found = new Map<string, string[]>();
  readonly #problems: string[] = [];

  constructor(ledger: Ledger, tenantId: string) {
    const own = ledger.writes.filter((write) => write.tenantId === tenantId);
    this.#writes = new Map(own.map((write) => [write.marker, write]));
  }

  /** Takes the markers of a moment down, and checks that everything else of their writes is there with them. */
  see({ row, documents, alertIds }: Moment): void {
    if (row.action === "updated") this.#seeComments("", row.after, documents.header);
    for (const alertId of alertIds) {
      const alert = documents.alerts.get(alertId);
      if (alert) this.#seeComments(alertId, row.after[alertId], alert);
    }
  }

  /** Whether a write is in the store, as far as its comment tells. */
  isKept({ marker }: Write): boolean {
    return this.#found.has(marker);
  }

  /**
   * What was acknowledged must be there, what was refused must not, and what nobody knows of must be there whole or not at
   * all. `incidents` are the documents of now.
   */
  problems(incidents: ReadonlyMap<number, StoredDocuments>): readonly string[] {
    const missing = [...this.#writes.values()].flatMap((write) => this.#problemsOf(write));
    return [...this.#problems, ...missing, ...this.#problemsOfReports(incidents)];
  }

  #seeComments(where: string, fields: unknown, document: Document): void {
    for (const marker of commentsIn(fields)) {
      const write = this.#writes.get(marker);
      this.#found.set(marker, [...(this.#found.get(marker) ?? []), where]);
      if (!write || write.intent.kind === "report") {
        this.#problems.push(`"${marker}" is there, and nobody sent it`);
        continue;
      }
      write.isKept = true;
      const { comment: _, ...update } = write.intent.update;
      for (const [key, value] of Object.entries(update)) {
        if (!isDeepStrictEqual(document[key], value))
          this.#problems.push(`"${marker}" is there without its ${key}`);
      }
    }
  }

  #problemsOf({ marker, intent, outcome }: Write): readonly string[] {
    if (intent.kind === "report") return [];
    const found = this.#found.get(marker) ?? [];
    const whole = intent.kind === "incident" ? [""] : intent.alertIds;
    if (found.length === 0)
      return outcome === "acknowledged" ? [`"${marker}" was acknowledged and is lost`] : [];
    if (outcome === "refused") return [`"${marker}" was refused and is there`];
    return isDeepStrictEqual(found.toSorted(), [...whole].toSorted())
      ? []
      : [`"${marker}" is there in part or twice: ${found.length} of ${whole.length}`];
  }

  /** A report is known by its title; one that an open alert took in, by the time of its event. */
  #problemsOfReports(incidents: ReadonlyMap<number, StoredDocuments>): readonly string[] {
    const alerts = [...incidents.values()].flatMap((each) => [...each.alerts.values()]);
    const raised = Map.groupBy(alerts, ({ title }) => title);
    const sent = [...this.#writes.values()].flatMap(({ intent, outcome }) =>
      intent.kind === "report" ? [{ ...intent, outcome }] : [],
    );
    return [...Map.groupBy(sent, ({ title }) => title)].flatMap(([title, reports]) => {
      const acknowledged = reports.filter(({ outcome }) => outcome === "acknowledged");
      const last = acknowledged
        .map(({ eventDateTime }) => eventDateTime)
        .toSorted()
        .at(-1);
      const [alert, ...others] = raised.get(title) ?? [];
      if (others.length > 0) return [`"${title}" was raised ${others.length + 1} times`];
      if (!alert) return last === undefined ? [] : [`"${title}" was acknowledged and is lost`];
      const told = String(alert.lastActivityDateTime);
      if (last !== undefined && told < last) return [`the report "${title}" of ${last} is lost`];
      return reports.some(({ eventDateTime }) => eventDateTime === told)
        ? []
        : [`"${title}" tells of ${told}, which nobody reported`];
    });
  }
}

/** The comments that a row adds. */
function commentsIn(fields: unknown): readonly string[] {
  if (typeof fields !== "object" || fields === null || !("comments" in fields)) return [];
  const { comments } = fields;
  return Array.isArray(comments) ? comments.map(({ comment }) => String(comment)) : [];
}
