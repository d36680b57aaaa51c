import { eventsHappen } from "./copy-rows.ts";
import type { Reading } from "./ends.ts";
import { type Key, nextPiece, rowsIn, tenantsIn } from "./ranges.ts";
import { type Digest, RowDigest } from "./rows.ts";
import { type StoredTable, TABLES } from "./tables.ts";

/** The rows of one tenant in one table. */
export interface TenantRows extends Digest {
  readonly table: string;
  readonly tenantId: string;
}

export interface DigestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onBatch?: (batch: { readonly rows: number; readonly bytes: number }) => void;
}

/** Reads a whole store, table by table and tenant by tenant. */
export async function digestsOf(store: Reading, options: DigestOptions = {}): Promise<readonly TenantRows[]> {
  const digests: TenantRows[] = [];
  for (const table of TABLES) {
    for (const tenantId of await store.read(tenantsIn(table))) {
      const digest = await digestOf(store, table, tenantId, options);
      digests.push({ table: table.name, tenantId, ...digest });
    }
  }
  return digests;
}

async function digestOf(
  store: Reading,
  table: StoredTable,
  tenantId: string,
  { signal, onBatch }: DigestOptions,
): Promise<Digest> {
  const digest = new RowDigest();
  let after: Key | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const piece = await store.read(nextPiece(table, { tenantId, after }));
    if (!piece) return digest.end();
    digest.add(table, await store.read(rowsIn(table, piece)));
    after = piece.upTo;
    onBatch?.(piece);
    await eventsHappen();
  }
}

/** In words, where two stores differ; empty when they are equal. */
export function differences(source: readonly TenantRows[], copy: readonly TenantRows[]): readonly string[] {
  const [there, here] = [byPlace(source), byPlace(copy)];
  return [...new Set([...there.keys(), ...here.keys()])].flatMap((place) => {
    const [expected, found] = [there.get(place), here.get(place)];
    if (expected?.rows === found?.rows && expected?.sha256 === found?.sha256) return [];
    const rows = `${found?.rows ?? 0} rows instead of ${expected?.rows ?? 0}`;
    return [`${place}: ${expected?.rows === found?.rows ? "rows of other content" : rows}`];
  });
}

function byPlace(digests: readonly TenantRows[]): ReadonlyMap<string, TenantRows> {
  const filled = digests.filter(({ rows }) => rows > 0);
  return new Map(filled.map((each) => [`${each.table} of tenant ${each.tenantId}`, each]));
}
