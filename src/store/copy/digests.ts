import type { Reading } from "./ends.ts";
import { piecesOf, type WalkOptions } from "./pieces.ts";
import { rowsIn, tenantsIn } from "./ranges.ts";
import { type Digest, RowDigest } from "./rows.ts";
import { TABLES } from "./tables.ts";

/** The rows of one tenant in one table. */
export interface TenantRows extends Digest {
  readonly table: string;
  readonly tenantId: string;
}

/** Reads a whole store, table by table and tenant by tenant. */
export async function digestsOf(store: Reading, options: WalkOptions = {}): Promise<readonly TenantRows[]> {
  const digests: TenantRows[] = [];
  for (const table of TABLES) {
    for (const tenantId of await store.read(tenantsIn(table))) {
      const digest = new RowDigest();
      for await (const piece of piecesOf(store, table, tenantId, options)) {
        digest.add(table, await store.read(rowsIn(table, piece)));
      }
      digests.push({ table: table.name, tenantId, ...digest.end() });
    }
  }
  return digests;
}

/** In words, where a copy differs from its source; empty when they are equal. */
export function differences(source: readonly TenantRows[], copy: readonly TenantRows[]): readonly string[] {
  const [expected, found] = [byPlace(source), byPlace(copy)];
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((place) =>
    differenceAt(place, expected.get(place), found.get(place)),
  );
}

function differenceAt(
  place: string,
  expected: Digest | undefined,
  found: Digest | undefined,
): readonly string[] {
  if (expected?.rows !== found?.rows)
    return [`${place}: ${found?.rows ?? 0} rows instead of ${expected?.rows ?? 0}`];
  return expected?.sha256 === found?.sha256 ? [] : [`${place}: rows of other content`];
}

function byPlace(digests: readonly TenantRows[]): ReadonlyMap<string, TenantRows> {
  const filled = digests.filter(({ rows }) => rows > 0);
  return new Map(filled.map((each) => [`${each.table} of tenant ${each.tenantId}`, each]));
}
