import type { Reading } from "./ends.ts";
import { BATCH, type Bounds, type Key, nextPiece, type Piece } from "./ranges.ts";
import type { StoredTable } from "./tables.ts";

/** How a long walk is bounded, watched and ended. */
export interface WalkOptions {
  readonly bounds?: Bounds | undefined;
  /** Ends the walk between two pieces. */
  readonly signal?: AbortSignal | undefined;
  /** Called when a piece is done. */
  readonly onPiece?: ((piece: Pick<Piece, "rows" | "bytes">) => void) | undefined;
}

/** The rows of a tenant in one table, piece by piece, unread. */
export async function* piecesOf(
  store: Reading,
  table: StoredTable,
  tenantId: string,
  { bounds = BATCH, signal, onPiece }: WalkOptions,
): AsyncGenerator<Piece> {
  let after: Key | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const piece = await store.read(nextPiece(table, { tenantId, after }, bounds));
    if (!piece) return;
    yield piece;
    onPiece?.(piece);
    after = piece.upTo;
    await eventsHappen();
  }
}

/** SQLite answers at once: without a turn of the event loop, Ctrl+C would not be heard. */
export function eventsHappen(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
