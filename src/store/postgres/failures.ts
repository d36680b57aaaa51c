import { DatabaseError } from "pg";
import { StoreError, type StoreErrorCode } from "../contract.ts";

/** Nobody knows whether it was committed: it may have been, or not. */
export class CommitLost extends StoreError {
  constructor(why: string, options?: ErrorOptions) {
    super("busy", `${why}; look whether it was made`, options);
    this.name = "CommitLost";
  }
}

/** SQLSTATE classes and codes that a person or a retry can do something about (postgresql.org/docs/current/errcodes-appendix.html). */
const CODES: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  "08": ["busy", "the connection to the database was lost; try again"],
  "25P03": ["busy", "the database ended a transaction that stood still; try again"],
  "25P04": ["busy", "the database ended a transaction that took too long; try again"],
  "25006": ["readonly", "the database takes no writes: it is set read-only, or was demoted to a standby"],
  "26000": ["busy", "the connection to the database was reset; try again"],
  "28": ["readonly", "the database refuses the user or password; check --data"],
  "3D": ["readonly", "there is no such database; create it, or check --data"],
  "3F": ["readonly", "the database has no schema to create tables in; check the user's search_path"],
  "40": ["busy", "the database asked to try again"],
  "42501": [
    "readonly",
    "the user may not do this in the database; give it the right to create and change tables",
  ],
  "53": ["busy", "the database has no room for this now; try again"],
  "53100": [
    "full",
    "the database's disk is full; nothing of this write was kept. Free some space and try again",
  ],
  "55P03": ["busy", "a row of the database stayed locked for too long; try again"],
  "57": ["busy", "the database is starting or stopping; try again"],
  "57014": ["busy", "the database took too long and was stopped; try again"],
  "58": ["corrupt", "the database cannot read or write its files; look at its log"],
  XX: ["corrupt", "the database says that it is damaged; look at its log"],
};

/** Nothing of the transaction was kept, and the same one may well succeed now. */
const WORTH_ANOTHER_TRY = new Set(["40001", "40P01"]);

/**
 * The session is over, or is to be: the database ends it, or its prepared statements are no longer those of this program, or
 * it leads to a server that is no longer the primary.
 */
const SESSION_OVER = /^(08...|25P03|25P04|25006|26000|53300|57P0.)$/;

/** Where PostgreSQL notices that a prepared statement was planned for an older schema; its words depend on the language. */
const STALE_PLAN = "RevalidateCachedQuery";

const NETWORK = new Set([
  "EAI_AGAIN",
  "EADDRNOTAVAIL",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/** The driver has no classes of its own for connections that ended or never were, nor for its timeouts. */
const UNSENT = new Set([
  "Client has encountered a connection error and is not queryable",
  "Client was closed and is not queryable",
]);
const LOST = new Set([...UNSENT, "Connection terminated", "Connection terminated unexpectedly"]);
const LATE = new Set([
  "Connection terminated due to connection timeout",
  "Query read timeout",
  "timeout exceeded when trying to connect",
  "timeout expired",
]);
const POOL_CLOSED = "Cannot use a pool after calling end on the pool";

/** Gives a failure of PostgreSQL the code and the words of the contract; anything else is handed back as it is. */
export function asStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const told = inWords(error);
  return told ? new StoreError(told[0], told[1], { cause: error }) : error;
}

function inWords(error: Error): readonly [StoreErrorCode, string] | undefined {
  if (error instanceof DatabaseError) {
    const state = error.code ?? "";
    if (error.routine === STALE_PLAN) return ["busy", "the database's schema has just changed; try again"];
    return (
      CODES[state] ??
      CODES[state.slice(0, 2)] ?? ["unknown", `the database failed (${state}): ${error.message}`]
    );
  }
  if (error.message === POOL_CLOSED) return ["closed", "the store is closed"];
  if (LATE.has(error.message)) return ["busy", "the database does not answer in time; try again"];
  return isLost(error) ? ["busy", "the database cannot be reached; try again"] : undefined;
}

/** Whether nothing was done and the same work may be tried at once. What took too long already is not. */
export function isRetriable(error: unknown): boolean {
  if (error instanceof CommitLost) return false;
  const failure = failureOf(error);
  if (!(failure instanceof DatabaseError)) return isLost(failure);
  return WORTH_ANOTHER_TRY.has(failure.code ?? "") || isSessionOver(failure);
}

/** Whether a connection that failed like this is not to be used again. */
export function isConnectionGone(error: unknown): boolean {
  const failure = failureOf(error);
  if (failure instanceof DatabaseError) return isSessionOver(failure);
  return isLost(failure) || (failure instanceof Error && LATE.has(failure.message));
}

/** Whether the driver refused to send at all, because the connection had been lost before. */
export function isUnsent(error: unknown): boolean {
  const failure = failureOf(error);
  return failure instanceof Error && UNSENT.has(failure.message);
}

function failureOf(error: unknown): unknown {
  return error instanceof StoreError ? error.cause : error;
}

function isSessionOver({ code = "", routine }: DatabaseError): boolean {
  return SESSION_OVER.test(code) || routine === STALE_PLAN;
}

function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && NETWORK.has(error.code)) return true;
  return LOST.has(error.message);
}
