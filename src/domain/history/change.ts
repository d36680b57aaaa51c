import { createHash } from "node:crypto";
import type { Timestamp } from "../time.ts";

/**
 * Who did what to which incident, one row a write. Rows of a tenant are numbered from 1 without a gap. `before` and
 * `after` are JSON texts: the changed fields, or the hash of a whole document.
 */
export interface Change {
  readonly sequence: number;
  readonly at: Timestamp;
  readonly actor: string;
  readonly action:
    | "created"
    | "replaced"
    | "merged"
    | "moved-alerts"
    | "updated"
    | "updated-alerts"
    | "resolved-alerts";
  readonly incidentId: number;
  readonly before: string;
  readonly after: string;
}

/** A change as a store holds it, before anything in it is believed. */
export type StoredChange = { readonly [K in keyof Change]: Change[K] extends number ? number : string };

/** Where a chain of changes does not hold together. */
export interface ChainProblem {
  readonly sequence: number;
  readonly problem: string;
}

export const CHAIN_START = "0".repeat(64);

/** The SHA-256 (hex) that chains a change to the one before it: any row altered, removed or swapped breaks the chain. */
export function chainHash(previousHash: string, tenantId: string, change: StoredChange): string {
  const { sequence, at, actor, action, incidentId, before, after } = change;
  return createHash("sha256")
    .update(JSON.stringify([previousHash, tenantId, sequence, at, actor, action, incidentId, before, after]))
    .digest("hex");
}
