import { StoreError, type StoreErrorCode } from "../contract.ts";

/** SQLite's primary result codes (sqlite.org/rescode.html) that a person or a retry can do something about. */
const CODES: Readonly<Record<number, readonly [StoreErrorCode, string]>> = {
  5: ["busy", "the database is locked by another process; try again"],
  6: ["busy", "the database is locked by another process; try again"],
  8: ["readonly", "the data folder or the database in it is read-only; make it writable for this user"],
  11: ["corrupt", "the database is damaged; stop the server, keep the folder, and restore a backup"],
  13: ["full", "the disk is full; nothing of this write was kept. Free some space and try again"],
  14: [
    "readonly",
    "the database cannot be opened; check that the data folder exists and is readable and writable",
  ],
  26: ["corrupt", "the file is not a Tocsin database; restore a backup or choose another data folder"],
};

/** Gives a failure of SQLite the code and the words of the contract; anything else is handed back as it is. */
export function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return error;
  const [code, message] = CODES[error.errcode & 0xff] ?? ["unknown", `the database failed: ${error.message}`];
  return new StoreError(code, message, { cause: error });
}

/** Runs a piece of work on SQLite so that its failures leave in the contract's words. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStoreError(error);
  }
}
