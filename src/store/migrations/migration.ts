import { createHash } from "node:crypto";

/** One step of the schema. A released step never changes: its checksum is kept in the database and compared. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sqlite: string;
  /** Whether rows that follow from the documents have to be made anew after this step. */
  readonly derives?: true;
}

/** SHA-256 (hex) of a step's text, blind to the spaces between its words. */
export function checksumOf(migration: Migration): string {
  return createHash("sha256").update(migration.sqlite.replace(/\s+/g, " ").trim()).digest("hex");
}
