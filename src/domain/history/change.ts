import { createHash } from "node:crypto";
import type { Json } from "../json.ts";
import type { Timestamp } from "../time.ts";

/** Who did what to which incident, one row a write. Rows of a tenant are numbered from 1 without a gap. */
export interface Change {
  readonly sequence: number;
  readonly at: Timestamp;
  readonly actor: string;
  readonly action: "imported" | "replaced" | "seeded" | "updated";
  readonly incidentId: number;
  /** What it was and what it became: the changed fields, or the hash of a whole document. */
  readonly before: Json;
  readonly after: Json;
}

/** Where a chain of changes does not hold together. */
export interface ChainProblem {
  readonly sequence: number;
  readonly problem: string;
}

export const CHAIN_START = "0".repeat(64);

/** The SHA-256 (hex) that chains a change to the one before it: any row altered, removed or swapped breaks the chain. */
export function chainHash(previousHash: string, tenantId: string, change: Change): string {
  const { sequence, at, actor, action, incidentId, before, after } = change;
  return createHash("sha256")
    .update(JSON.stringify([previousHash, tenantId, sequence, at, actor, action, incidentId, before, after]))
    .digest("hex");
}
