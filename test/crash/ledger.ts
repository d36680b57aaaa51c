import type { AlertUpdate } from "../../src/domain/alert/update.ts";
import type { IncidentUpdate } from "../../src/domain/incident/update.ts";

/** What a write is to bring about, in the words of the domain. */
export type Intent =
  | { readonly kind: "incident"; readonly incidentId: number; readonly update: IncidentUpdate }
  | { readonly kind: "alerts"; readonly alertIds: readonly string[]; readonly update: AlertUpdate }
  | {
      readonly kind: "report";
      readonly title: string;
      readonly machineId: string;
      readonly eventDateTime: string;
    };

/** A write that was sent: it was acknowledged with 200, refused with anything else, or nobody knows. */
export interface Write {
  readonly tenantId: string;
  /** Stands in the comment or title of this write and of no other. */
  readonly marker: string;
  readonly intent: Intent;
  outcome: "in doubt" | "acknowledged" | "refused";
  /** Whether it was found in the store after a crash. */
  isKept: boolean;
}

/** Every write that was sent to a folder, over all its crashes. */
export class Ledger {
  readonly writes: Write[] = [];

  sent(tenantId: string, marker: string, intent: Intent): Write {
    const write: Write = { tenantId, marker, intent, outcome: "in doubt", isKept: false };
    this.writes.push(write);
    return write;
  }

  count(outcome: Write["outcome"]): number {
    return this.writes.filter((write) => write.outcome === outcome).length;
  }

  /** How many were acknowledged, and of those that nobody knows of, how many there are and how many are in. */
  summary(): string {
    const [acknowledged, inDoubt] = [this.count("acknowledged"), this.count("in doubt")];
    const kept = this.writes.filter(({ outcome, isKept }) => outcome === "in doubt" && isKept).length;
    return `${acknowledged} writes acknowledged, ${inDoubt} in doubt of which ${kept} are in`;
  }
}
