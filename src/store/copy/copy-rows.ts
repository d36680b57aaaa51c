import { query, type Row, type Steps } from "../sql/steps.ts";
import type { Snapshot, Target } from "./ends.ts";
import { piecesOf, type WalkOptions } from "./pieces.ts";
import { type Key, type Piece, type Range, rowsIn, sizeOf, within } from "./ranges.ts";
import { type Digest, heldBy, insertRows, RowDigest, rowText } from "./rows.ts";
import type { StoredTable } from "./tables.ts";

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
  options: WalkOptions,
): Promise<Digest> {
  const digest = new RowDigest();
  const begun = await target.read(hasRows(table, tenantId));
  let after: Key | undefined;
  for await (const piece of piecesOf(source, table, tenantId, options)) {
    const read = await source.read(rowsIn(table, piece));
    const rows = read.map((row) => heldBy(target.database, table, tenantId, row));
    digest.add(table, rows);
    if (!begun) await target.fill(insertRows(table, tenantId, rows));
    else if (!(await holds(target, table, piece, rows))) await target.fill(replaceRows(table, piece, rows));
    after = piece.upTo;
  }
  if (begun) await target.fill(deleteRows(table, { tenantId, after }));
  return digest.end();
}

function* hasRows({ name }: StoredTable, tenantId: string): Steps<boolean> {
  const rows = yield* query(`select 1 as found from ${name} where tenant_id = $1 limit 1`, tenantId);
  return rows.length > 0;
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

function* deleteRows(table: StoredTable, range: Range): Steps<void> {
  // Where the key is the tenant, there is one row and none after it.
  if (table.key.length === 0 && range.after) return;
  const { sql, parameters } = within(table, range);
  yield* query(`delete from ${table.name} where ${sql}`, ...parameters);
}
