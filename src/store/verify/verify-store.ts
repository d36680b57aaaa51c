import { type Renderer, StoreError } from "../contract.ts";
import type { Reading } from "../copy/ends.ts";
import type { WalkOptions } from "../copy/pieces.ts";
import { tenantsIn } from "../copy/ranges.ts";
import { TABLES } from "../copy/tables.ts";
import { checkChain } from "./chain.ts";
import { checkDevices } from "./devices.ts";
import { checkDocuments } from "./documents.ts";
import type { Finding } from "./finding.ts";
import { integrityFindings, integrityOf } from "./integrity.ts";
import { checkOriginals } from "./originals.ts";
import { checkRedirects } from "./redirects.ts";
import { checkRelations } from "./relations.ts";

type Check = () => Promise<Finding | readonly Finding[]>;

/**
 * Checks a whole store, a finding or more for each check and tenant as it goes. It reads everything and holds little of it:
 * what follows from the documents is made anew piece by piece and compared, and nothing is written.
 */
export async function* verifyStore(
  store: Reading,
  renderers: readonly Renderer[],
  options: WalkOptions = {},
): AsyncGenerator<Finding> {
  yield* findings("database", "", async () =>
    integrityFindings(await store.read(integrityOf(store.database))),
  );
  for (const tenantId of await tenantsOf(store)) {
    for (const [name, check] of checksOf(store, tenantId, renderers, options))
      yield* findings(name, tenantId, check);
  }
}

function checksOf(
  store: Reading,
  tenantId: string,
  renderers: readonly Renderer[],
  options: WalkOptions,
): readonly (readonly [string, Check])[] {
  return [
    ["change chain", () => checkChain(store, tenantId)],
    ["relations", () => checkRelations(store, tenantId)],
    ["redirects", () => checkRedirects(store, tenantId)],
    ["devices", () => checkDevices(store, tenantId, options)],
    ["documents", () => checkDocuments(store, tenantId, renderers, options)],
    ["originals", () => checkOriginals(store, tenantId, options)],
  ];
}

/** A page that cannot be read is a finding; the other checks go on. */
async function* findings(name: string, tenantId: string, check: Check): AsyncGenerator<Finding> {
  try {
    yield* [await check()].flat();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "corrupt") throw error;
    const whose = tenantId === "" ? "" : `tenant ${tenantId}: `;
    yield { check: name, verdict: "problem", words: `${whose}${error.message}` };
  }
}

/** Every tenant that has a row in any table. */
async function tenantsOf(store: Reading): Promise<readonly string[]> {
  const tenants = new Set<string>();
  for (const table of TABLES)
    for (const tenantId of await store.read(tenantsIn(table))) tenants.add(tenantId);
  return [...tenants].toSorted();
}
