import { DatabaseError } from "pg";
import { StoreError, type StoreErrorCode } from "../contract.ts";

/** SQLSTATE classes and codes that a person or a retry can do something about (postgresql.org/docs/current/errcodes-appendix.html). */
const CODES: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  "08": ["busy", "the connection to the database was lost; try again"],
  "28": ["readonly", "the database refuses the user or password; check --data"],
  "3D": ["readonly", "there is no such database; create it, or check --data"],
  "40": ["busy", "the database asked to try again"],
  "42": [
    "readonly",
    "the user may not do this in the database; give it the right to create and change tables",
  ],
  "53": ["busy", "the database has no room for this now; try again"],
  "57": ["busy", "the database is starting or stopping; try again"],
  "58": ["corrupt", "the database cannot read or write its files; look at its log"],
  "25006": ["readonly", "the database is read-only: a standby, perhaps"],
  "53100": [
    "full",
    "the database's disk is full; nothing of this write was kept. Free some space and try again",
  ],
  "55P03": ["busy", "a row of the database is locked; try again"],
  XX: ["corrupt", "the database says that it is damaged; look at its log"],
};

const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);

/** Gives a failure of PostgreSQL the code and the words of the contract; anything else is handed back as it is. */
export function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  if (error instanceof DatabaseError) {
    const state = error.code ?? "";
    const [code, message] = CODES[state] ??
      CODES[state.slice(0, 2)] ?? ["unknown", `the database failed: ${error.message}`];
    return new StoreError(code, message, { cause: error });
  }
  return isConnectionLoss(error)
    ? new StoreError("busy", "the database cannot be reached; try again", { cause: error })
    : error;
}

/** The driver has no class of its own for a connection that ended or never was. */
function isConnectionLoss(error: Error): boolean {
  if ("code" in error && typeof error.code === "string" && NETWORK.has(error.code)) return true;
  return /connection (terminated|timeout)|timeout exceeded when trying to connect|client (was closed|has encountered)/i.test(
    error.message,
  );
}

/** Whether nothing was done and the same work may be tried once more. */
export function isRetriable(error: unknown): boolean {
  return error instanceof StoreError && error.code === "busy";
}
