import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";
import type { Reading } from "../copy/ends.ts";
import { piecesOf, type WalkOptions } from "../copy/pieces.ts";
import { rowsIn } from "../copy/ranges.ts";
import { tableNamed } from "../copy/tables.ts";
import type { Row } from "../sql/steps.ts";
import { type Finding, Tally } from "./finding.ts";

const ORIGINALS = tableNamed("originals");

/** Each original inflates to the bytes that its hash was made of. */
export async function checkOriginals(
  store: Reading,
  tenantId: string,
  options: WalkOptions,
): Promise<Finding> {
  const tally = new Tally();
  let count = 0;
  for await (const piece of piecesOf(store, ORIGINALS, tenantId, options)) {
    for (const row of await store.read(rowsIn(ORIGINALS, piece))) {
      count++;
      const problem = await problemOf(row);
      if (problem !== undefined)
        tally.wrong(`original ${String(row.sequence)} of incident ${String(row.incident_id)} ${problem}`);
    }
  }
  return tally.finding(
    "originals",
    tenantId,
    count === 0 ? "none" : `${count.toLocaleString("en-US")}, each inflates and fits its hash`,
  );
}

async function problemOf({ content, sha256 }: Row): Promise<string | undefined> {
  if (!(content instanceof Uint8Array) || !(sha256 instanceof Uint8Array)) return "is not bytes";
  const hash = createHash("sha256");
  try {
    // In pieces: bytes that were tampered with may inflate to any length.
    await pipeline(
      Readable.from([content]),
      createInflateRaw(),
      async (pieces: AsyncIterable<Uint8Array>) => {
        for await (const piece of pieces) hash.update(piece);
      },
    );
  } catch {
    return "does not inflate";
  }
  return hash.digest().equals(sha256) ? undefined : "does not fit its hash";
}
