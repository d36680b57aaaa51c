import type { Api } from "../identity/resources.ts";
import { ERROR_CONTENT_TYPE } from "../wire/defender/errors.ts";
import type { Answer } from "../wire/endpoint.ts";
import { GRAPH_ERROR_TYPE, methodNotAllowed, type RequestIds } from "../wire/graph/errors.ts";
import { isGraphUrl } from "../wire/graph/path.ts";
import { asDefenderError } from "./defender-failures.ts";
import { asGraphError } from "./graph-failures.ts";

/** What the answers of one API have in common. */
export interface Dialect {
  readonly api: Api;
  /** Headers of every good answer, beside its own. */
  headers(ids: RequestIds): Readonly<Record<string, string>>;
  failure(error: unknown, ids: RequestIds): Answer;
  /** The answer to a verb that a path does not have. */
  otherVerb(allow: string, ids: RequestIds): Answer;
}

const NONE = {};

export const defender: Dialect = {
  api: "defender",
  headers: () => NONE,
  failure(error, { requestId }) {
    const failure = asDefenderError(error);
    const headers = { ...failure.headers, "Content-Type": ERROR_CONTENT_TYPE };
    return { status: failure.status, headers, body: failure.body(requestId) };
  },
  /** contract/defender.md § 3: an empty body. */
  otherVerb: (allow) => ({
    status: 405,
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

function graphFailure(error: unknown, ids: RequestIds): Answer {
  const failure = asGraphError(error);
  const date = new Date().toISOString().slice(0, 19);
  return {
    status: failure.status,
    headers: { ...graphHeaders(ids), ...failure.headers, "Content-Type": GRAPH_ERROR_TYPE },
    body: failure.body(ids, date),
  };
}

/** Whose path it is: failures that come before any route are told in the dialect of the URL as well. */
export function dialectOf(url: string): Dialect {
  return isGraphUrl(url) ? graph : defender;
}
