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
}

/** Every write that was sent to a folder, over all its crashes. */
export class Ledger {
  readonly writes: Write[] = [];

  sent(tenantId: string, marker: string, intent: Intent): Write {
    const write: Write = { tenantId, marker, intent, outcome: "in doubt" };
    this.writes.push(write);
    return write;
  }

  count(outcome: Write["outcome"]): number {
    return this.writes.filter((write) => write.outcome === outcome).length;
  }
}
