import { operatorScope } from "../../domain/operator.ts";
import { changeStore } from "../sql/change-store.ts";
import { copyRows } from "./copy-rows.ts";
import { differences, digestsOf, type TenantRows } from "./digests.ts";
import type { Reading, Snapshot, Target } from "./ends.ts";
import { tenantsIn } from "./ranges.ts";
import { TABLES, tableNamed } from "./tables.ts";

export interface CopyProgress {
  readonly phase: "copying" | "comparing";
  /** Of this phase so far. */
  readonly rows: number;
  readonly bytes: number;
}

export interface CopyOptions {
  readonly source: Snapshot;
  readonly target: Target;
  /** Ends the work between two batches. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
}

export interface CopyReport {
  /** What was copied and found equal. */
  readonly copied: readonly TenantRows[];
  /** Where chains of changes break, in the source as in its copy, which is equal. */
  readonly broken: readonly string[];
}

/** A copy that is not what its source is: somebody else wrote to it. It stays unfinished. */
export class CopyDiffers extends Error {
  readonly differences: readonly string[];
  constructor(found: readonly string[]) {
    super(`the copy differs from its source: ${found.join("; ")}`);
    this.name = "CopyDiffers";
    this.differences = found;
  }
}

/**
 * Copies a whole store, reads the copy again, compares it with the same moment of the source, checks its chains of changes, and
 * only then hands it over. Whatever ends it before, the same call with a new moment of the source finishes the work.
 *
 * @throws {CopyDiffers} when the comparison fails
 */
export async function copyStore({ source, target, signal, onProgress }: CopyOptions): Promise<CopyReport> {
  const copied: TenantRows[] = [];
  const copying = counted("copying", onProgress);
  for (const table of TABLES) {
    const tenants = new Set([
      ...(await source.read(tenantsIn(table))),
      // Left by an earlier run.
      ...(await target.read(tenantsIn(table))),
    ]);
    for (const tenantId of tenants) {
      const digest = await copyRows(source, target, table, tenantId, (batch) => {
        copying(batch);
        signal?.throwIfAborted();
      });
      copied.push({ table: table.name, tenantId, ...digest });
    }
  }
  const found = await digestsOf(target, { signal, onBatch: counted("comparing", onProgress) });
  const wrong = differences(copied, found);
  if (wrong.length > 0) throw new CopyDiffers(wrong);
  const broken = await brokenChains(target);
  signal?.throwIfAborted();
  await target.finish();
  return { copied: copied.filter(({ rows }) => rows > 0), broken };
}

/** Where the chains of changes of a store break, in words. */
export async function brokenChains(store: Reading): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const tenantId of await store.read(tenantsIn(tableNamed("changes")))) {
    const [first] = await changeStore(store).verify(operatorScope(tenantId, "tocsin copy"));
    if (first) broken.push(`tenant ${tenantId}, change ${first.sequence}: ${first.problem}`);
  }
  return broken;
}

function counted(phase: CopyProgress["phase"], onProgress: CopyOptions["onProgress"]) {
  let [rows, bytes] = [0, 0];
  return (batch: { readonly rows: number; readonly bytes: number }) => {
    rows += batch.rows;
    bytes += batch.bytes;
    onProgress?.({ phase, rows, bytes });
  };
}
