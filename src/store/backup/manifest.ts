import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { StoreError } from "../contract.ts";

export const MANIFEST = "backup.json";
export const DATABASE = "tocsin.db";
const FORMAT = "tocsin-backup/1";

/** What a backup says of itself. It is written last: a folder without it is no backup. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** The version that made it. */
  readonly tocsin: string;
  /** The moment that the data are of. */
  readonly at: string;
  /** The number of the last step of its schema. */
  readonly schema: number;
  /** Of the database file, which nobody opens to write. */
  readonly bytes: number;
  readonly sha256: string;
}

export function manifestOf(facts: Omit<Manifest, "format">): Manifest {
  return { format: FORMAT, ...facts };
}

/** @throws {StoreError} `readonly` for a folder that is no backup */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), "utf8").catch(() => undefined);
  const manifest = text === undefined ? undefined : parsed(text);
  if (manifest) return manifest;
  throw new StoreError(
    "readonly",
    `${folder} is no backup that this Tocsin can read: it has no ${MANIFEST} that says so. A data folder is copied with tocsin copy`,
  );
}

function parsed(text: string): Manifest | undefined {
  try {
    const value: Partial<Manifest> | null = JSON.parse(text);
    return value !== null && isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(value: Partial<Record<keyof Manifest, unknown>>): value is Manifest {
  const { format, tocsin, at, schema, bytes, sha256 } = value;
  return (
    format === FORMAT &&
    [tocsin, at].every((each) => typeof each === "string") &&
    [schema, bytes].every((each) => Number.isSafeInteger(each)) &&
    typeof sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(sha256)
  );
}

/** @throws {StoreError} `corrupt` for a file that is not the one that was backed up */
export async function requireUnchanged(
  file: string,
  { bytes, sha256 }: Pick<Manifest, "bytes" | "sha256">,
): Promise<void> {
  const found = await fingerprintOf(file);
  if (found.bytes === bytes && found.sha256 === sha256) return;
  throw new StoreError(
    "corrupt",
    `${file} is not what was backed up: it was altered or damaged since; use another backup`,
  );
}

export async function fingerprintOf(file: string): Promise<Pick<Manifest, "bytes" | "sha256">> {
  const hash = createHash("sha256");
  let bytes = 0;
  await pipeline(createReadStream(file), async (pieces: AsyncIterable<Uint8Array>) => {
    for await (const piece of pieces) {
      hash.update(piece);
      bytes += piece.length;
    }
  });
  return { bytes, sha256: hash.digest("hex") };
}
