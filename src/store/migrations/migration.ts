import { createHash } from "node:crypto";

/** A database that the schema is written for. */
export type Database = "sqlite" | "postgres";

/** One step of the schema. A released step never changes: its checksum is kept in the database and compared. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sqlite: string;
  readonly postgres: string;
  /** Whether rows that follow from the documents have to be made anew: once, after the last step that says so. */
  readonly derives?: true;
}

/** SHA-256 (hex) of a step's text for a database, blind to the spaces between its words. */
export function checksumOf(migration: Migration, database: Database): string {
  return createHash("sha256").update(migration[database].replace(/\s+/g, " ").trim()).digest("hex");
}
