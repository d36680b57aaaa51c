import { StoreError } from "../contract.ts";
import { brokenChains } from "../copy/chains.ts";
import type { Reading } from "../copy/ends.ts";
import { schemaBehind } from "../copy/source-state.ts";
import { migrations } from "../migrations/migrations.ts";
import { openFileSnapshot } from "../sqlite/snapshot.ts";
import { integrityOf } from "../verify/integrity.ts";

/**
 * Reads a database file as a whole and gives, in words, where its chains of changes break.
 *
 * @throws {StoreError} `corrupt` for a file that is damaged, `newer` for one of a newer Tocsin
 */
export async function soundnessOf(file: string): Promise<readonly string[]> {
  const { snapshot } = openFileSnapshot(file);
  try {
    await snapshot.read(schemaBehind(snapshot.database, migrations));
    await requireSound(snapshot);
    return await brokenChains(snapshot);
  } finally {
    await snapshot.close();
  }
}

async function requireSound(store: Reading): Promise<void> {
  const { damage } = await store.read(integrityOf(store.database));
  const [first] = damage;
  if (first !== undefined) throw new StoreError("corrupt", `the database is damaged: ${first}`);
}
