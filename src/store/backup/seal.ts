import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { guarded } from "../sqlite/failures.ts";
import { onDisk, writeDurably } from "./durable.ts";
import { DATABASE, fingerprintOf, MANIFEST, type Manifest, manifestOf } from "./manifest.ts";

/**
 * Makes a database one file that can be read from anywhere: without its write-ahead log, which needs files beside it that can
 * be written to.
 */
export function asOneFile(file: string): void {
  guarded(() => {
    const database = new DatabaseSync(file);
    try {
      const mode = database.prepare("pragma journal_mode = delete").get()?.journal_mode;
      if (mode !== "delete") throw new Error(`the journal of ${file} stays ${String(mode)}`);
    } finally {
      database.close();
    }
  });
}

/** Writes down what is in a backup, when everything else of it is done. */
export async function seal(folder: string, made: Pick<Manifest, "tocsin" | "at">): Promise<Manifest> {
  const file = join(folder, DATABASE);
  await onDisk(file);
  const manifest = manifestOf({ ...made, schema: schemaOf(file), ...(await fingerprintOf(file)) });
  await writeDurably(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function schemaOf(file: string): number {
  return guarded(() => {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return Number(database.prepare("select max(number) as number from schema_migrations").get()?.number);
    } finally {
      database.close();
    }
  });
}
