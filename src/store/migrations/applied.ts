import { StoreError } from "../contract.ts";
import { checksumOf, type Database, type Migration } from "./migration.ts";

/** A step as a database remembers it. */
export interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/**
 * The steps that a database still needs, forward only.
 *
 * @throws {StoreError} `newer` for a database that a newer Tocsin made, `corrupt` when its steps are not the ones known here
 */
export function openSteps(
  applied: readonly Applied[],
  migrations: readonly Migration[],
  database: Database,
): readonly Migration[] {
  for (const [index, step] of applied.entries()) {
    const known = migrations[index];
    if (!known) {
      throw new StoreError(
        "newer",
        `the data was written by a newer Tocsin (schema ${step.number}, this one knows ${migrations.length}); use that version or a backup made before the upgrade`,
      );
    }
    if (known.number !== step.number || checksumOf(known, database) !== step.checksum) {
      throw new StoreError(
        "corrupt",
        `step ${step.number} (${step.name}) of the database's schema is not the one this Tocsin released; restore a backup`,
      );
    }
  }
  return migrations.slice(applied.length);
}
