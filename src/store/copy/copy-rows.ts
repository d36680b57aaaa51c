import type { Row, Steps } from "../sql/steps.ts";
import { query } from "../sql/steps.ts";
import type { Snapshot, Target } from "./ends.ts";
import { type Key, nextPiece, type Piece, type Range, rowsIn, sizeOf, within } from "./ranges.ts";
import { type Digest, heldBy, insertRows, RowDigest, rowText } from "./rows.ts";
import type { StoredTable } from "./tables.ts";

/** Called after each batch that is in the target. */
export type OnBatch = (batch: { readonly rows: number; readonly bytes: number }) => void;

/**
 * Makes the rows of one tenant in one table of the target those of the source, batch by batch, and gives the digest of the
 * source's. What an earlier run has brought over already is compared and stays where it is the same, so that nothing doubles
 * whenever that run ended and whatever was written to the source since.
 */
export async function copyRows(
  source: Snapshot,
  target: Target,
  table: StoredTable,
  tenantId: string,
  onBatch: OnBatch,
): Promise<Digest> {
  const digest = new RowDigest();
  const begun = (await target.read(sizeOfFirst(table, tenantId))) > 0;
  let after: Key | undefined;
  for (;;) {
    const piece = await source.read(nextPiece(table, { tenantId, after }));
    if (!piece) break;
    const read = await source.read(rowsIn(table, piece));
    const rows = read.map((row) => heldBy(target.database, table, tenantId, row));
    digest.add(table, rows);
    if (!begun) await target.fill(insertRows(table, tenantId, rows));
    else if (!(await holds(target, table, piece, rows))) await target.fill(replaceRows(table, piece, rows));
    after = piece.upTo;
    onBatch(piece);
    await eventsHappen();
  }
  if (begun) await target.fill(deleteRows(table, { tenantId, after }));
  return digest.end();
}

function* sizeOfFirst({ name }: StoredTable, tenantId: string): Steps<number> {
  return (yield* query(`select 1 as found from ${name} where tenant_id = $1 limit 1`, tenantId)).length;
}

/** Reads the target's rows only when there are as many and they are as long: so no more is held than a batch. */
async function holds(
  target: Target,
  table: StoredTable,
  piece: Piece,
  rows: readonly Row[],
): Promise<boolean> {
  const size = await target.read(sizeOf(table, piece));
  if (size.rows !== piece.rows || size.bytes !== piece.bytes) return false;
  const there = await target.read(rowsIn(table, piece));
  return there.every((row, at) => rowText(table, row) === rowText(table, rows[at] ?? {}));
}

function* replaceRows(table: StoredTable, piece: Piece, rows: readonly Row[]): Steps<void> {
  yield* deleteRows(table, piece);
  yield* insertRows(table, piece.tenantId, rows);
}

/** An empty key as the lower bound stands for the one row of a table whose key is the tenant: there is none after it. */
function* deleteRows(table: StoredTable, range: Range): Steps<void> {
  if (table.key.length === 0 && range.after) return;
  const { sql, parameters } = within(table, range);
  yield* query(`delete from ${table.name} where ${sql}`, ...parameters);
}

/** SQLite answers at once: without a turn of the event loop, Ctrl+C would not be heard. */
export function eventsHappen(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
