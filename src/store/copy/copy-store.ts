import { brokenChains } from "./chains.ts";
import { copyRows } from "./copy-rows.ts";
import { differences, digestsOf, type TenantRows } from "./digests.ts";
import type { Snapshot, Target } from "./ends.ts";
import type { WalkOptions } from "./pieces.ts";
import { tenantsIn } from "./ranges.ts";
import { TABLES } from "./tables.ts";

export interface CopyProgress {
  readonly phase: "copying" | "comparing";
  /** Of this phase so far. */
  readonly rows: number;
  readonly bytes: number;
}

export interface CopyOptions extends Pick<WalkOptions, "bounds" | "signal"> {
  readonly source: Snapshot;
  readonly target: Target;
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
}

export interface CopyReport {
  /** What was copied and found equal. */
  readonly copied: readonly TenantRows[];
  /** In words, where chains of changes break: in the source as in its copy, which is equal. */
  readonly broken: readonly string[];
}

/** A copy that is not what its source is: something else wrote to it. It stays unfinished. */
export class CopyDiffers extends Error {
  constructor(found: readonly string[]) {
    super(`the copy differs from its source: ${found.join("; ")}`);
    this.name = "CopyDiffers";
  }
}

/**
 * Copies a whole store, reads the copy again, compares it with the same moment of the source, checks its chains of changes, and
 * only then hands it over. Whatever ends it before, the same call with a new moment of the source finishes the work.
 *
 * @throws {CopyDiffers} when the comparison fails
 */
export async function copyStore(options: CopyOptions): Promise<CopyReport> {
  const { source, target, onProgress, ...walk } = options;
  const copied = await copyTables(source, target, { ...walk, onPiece: counted("copying", onProgress) });
  const found = await digestsOf(target, { ...walk, onPiece: counted("comparing", onProgress) });
  const wrong = differences(copied, found);
  if (wrong.length > 0) throw new CopyDiffers(wrong);
  const broken = await brokenChains(target);
  await target.finish();
  return { copied: copied.filter(({ rows }) => rows > 0), broken };
}

async function copyTables(
  source: Snapshot,
  target: Target,
  options: WalkOptions,
): Promise<readonly TenantRows[]> {
  const copied: TenantRows[] = [];
  for (const table of TABLES) {
    // What an earlier run has left is looked at too.
    const tenants = [await source.read(tenantsIn(table)), await target.read(tenantsIn(table))].flat();
    for (const tenantId of new Set(tenants)) {
      const digest = await copyRows(source, target, table, tenantId, options);
      copied.push({ table: table.name, tenantId, ...digest });
    }
  }
  return copied;
}

function counted(
  phase: CopyProgress["phase"],
  onProgress: CopyOptions["onProgress"],
): WalkOptions["onPiece"] {
  let [rows, bytes] = [0, 0];
  return (piece) => {
    rows += piece.rows;
    bytes += piece.bytes;
    onProgress?.({ phase, rows, bytes });
  };
}
