import type { Api } from "../identity/resources.ts";
import { ERROR_CONTENT_TYPE } from "../wire/defender/errors.ts";
import { GRAPH_ERROR_TYPE, methodNotAllowed, type RequestIds } from "../wire/graph/errors.ts";
import { asDefenderError } from "./defender-failures.ts";
import { asGraphError } from "./graph-failures.ts";

/** An answer that tells of a failure, ready to be sent. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the answers of one API have in common. */
export interface Dialect {
  readonly api: Api;
  /** Headers of every good answer, beside its own. */
  headers(ids: RequestIds): Readonly<Record<string, string>>;
  failure(error: unknown, ids: RequestIds): Failure;
  /** The answer to a verb that a path does not have. */
  otherVerb(allow: string, ids: RequestIds): Failure;
}

const NONE = {};

export const defender: Dialect = {
  api: "defender",
  headers: () => NONE,
  failure(error, { requestId }) {
    const failure = asDefenderError(error);
    const { status, code } = failure;
    const headers = { ...failure.headers, "Content-Type": ERROR_CONTENT_TYPE };
    return { status, code, headers, body: failure.body(requestId) };
  },
  /** contract/defender.md § 3: an empty body. */
  otherVerb: (allow) => ({
    status: 405,
    code: "",
    headers: { Allow: allow, "Content-Length": "0" },
    body: "",
  }),
};

export const graph: Dialect = {
  api: "graph",
  headers: graphHeaders,
  failure: graphFailure,
  otherVerb: (allow, ids) => graphFailure(methodNotAllowed(allow), ids),
};

const DIAGNOSTIC = JSON.stringify({
  ServerInfo: { DataCenter: "Tocsin", Slice: "E", Ring: "1", ScaleUnit: "000", RoleInstance: "tocsin" },
});

/** contract/graph.md § 2. */
function graphHeaders({ requestId, clientRequestId }: RequestIds) {
  return {
    "request-id": requestId,
    "client-request-id": clientRequestId,
    "x-ms-ags-diagnostic": DIAGNOSTIC,
  };
}

function graphFailure(error: unknown, ids: RequestIds): Failure {
  const failure = asGraphError(error);
  const date = new Date().toISOString().slice(0, 19);
  return {
    status: failure.status,
    code: failure.code,
    headers: { ...graphHeaders(ids), ...failure.headers, "Content-Type": GRAPH_ERROR_TYPE },
    body: failure.body(ids, date),
  };
}

const GRAPH_PATH = /^\/(?:v1\.0|beta)(?:[/?]|$)/i;

/** Whose path it is: failures that come before any route are told in the dialect of the URL as well. */
export function dialectOf(url: string): Dialect {
  return GRAPH_PATH.test(url) ? graph : defender;
}
