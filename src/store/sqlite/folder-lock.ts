import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../contract.ts";
import { asStoreError } from "./failures.ts";

/**
 * Holds a data folder for one server. The lock is one of the operating system, taken through SQLite on a file of its
 * own, so that it ends with the process however the process ends. Imports do not take it: they may run beside a server.
 */
export function lockFolder(file: string): { release(): void } {
  const database = opened(file);
  try {
    database.exec("pragma locking_mode = exclusive; begin exclusive");
  } catch (error) {
    database.close();
    const failure = asStoreError(error);
    if (!(failure instanceof StoreError) || failure.code !== "busy") throw failure;
    throw new StoreError(
      "in-use",
      "another Tocsin server runs on this data folder; stop it or choose another --data",
    );
  }
  return { release: () => database.close() };
}

function opened(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw asStoreError(error);
  }
}
