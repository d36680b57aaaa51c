import { setTimeout as delay } from "node:timers/promises";
import type { Scope } from "../domain/scope.ts";
import { type IncidentStore, type IncidentWrite, StoreError, type WriteOutcome } from "../store/contract.ts";

/** How long each retry waits for a store that is busy: half a minute in all, on top of the store's own patience. */
export const BUSY_WAITS_MS: readonly number[] = [100, 400, 1_500, 4_000, 8_000, 16_000];

export type IncidentWriter = Pick<IncidentStore, "put">;

/** Of one write: what became of it, or why the store refuses it. */
export type WriteResult = WriteOutcome | { readonly refused: string };

/** `failure`: nothing more can be written; then `results` has only those of the first writes that were. */
export interface BatchResult {
  readonly results: readonly WriteResult[];
  readonly failure?: StoreError;
}

export interface Patience {
  readonly busyWaitsMs?: readonly number[] | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a batch in one transaction, in its order. Where the store refuses the batch for what is in it, its incidents are
 * written one by one, so that only those are lost that cannot be kept.
 */
export async function writeBatch(
  store: IncidentWriter,
  scope: Scope,
  writes: readonly IncidentWrite[],
  patience: Patience = {},
): Promise<BatchResult> {
  try {
    return { results: await putPatiently(store, scope, writes, patience) };
  } catch (error) {
    if (isOfTheStore(error)) return { results: [], failure: error };
    if (writes.length === 1) return { results: [{ refused: messageOf(error) }] };
    return writeEach(store, scope, writes, patience, error);
  }
}

async function writeEach(
  store: IncidentWriter,
  scope: Scope,
  writes: readonly IncidentWrite[],
  patience: Patience,
  cause: unknown,
): Promise<BatchResult> {
  const results: WriteResult[] = [];
  for (const write of writes) {
    const one = await writeBatch(store, scope, [write], patience);
    results.push(...one.results);
    if (one.failure) return { results, failure: one.failure };
  }
  if (results.some((result) => typeof result === "string")) return { results };
  const message = `the store keeps nothing any more: ${messageOf(cause)}`;
  return { results: [], failure: new StoreError("unknown", message, { cause }) };
}

async function putPatiently(
  store: IncidentWriter,
  scope: Scope,
  writes: readonly IncidentWrite[],
  { busyWaitsMs = BUSY_WAITS_MS, signal }: Patience,
): Promise<readonly WriteOutcome[]> {
  for (const wait of busyWaitsMs) {
    try {
      return await store.put(scope, writes);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "busy") throw error;
      await delay(wait, undefined, signal && { signal }).catch(() => undefined);
      if (signal?.aborted) throw error;
    }
  }
  return store.put(scope, writes);
}

/** A failure that the next write would meet too. */
function isOfTheStore(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code !== "unknown";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
