import type { Scope } from "../domain/scope.ts";

/** What a request asks, once it is known who asks: the part of it that an endpoint reads. */
export interface Question {
  readonly scope: Scope;
  readonly params: Readonly<Record<string, string>>;
  /** The raw text after `?`, without it. */
  readonly query: string;
  /** The `Prefer` header. */
  readonly prefer: string | undefined;
  /** The bytes of the request's JSON body, unread; undefined without one. */
  readonly body: Uint8Array | undefined;
  /** `https://host:port` as the client wrote it, for the links in a body. */
  readonly apiBase: string;
  /** `https://…` of the portal that the tenant's people use. */
  readonly portalBase: string;
}

/** A ready answer: the body is the very text that goes out. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * One operation of a dialect, as data: the pipeline reads what must hold before `answer` runs. `Operation` names the
 * quota, `Permission` what a person's role must grant.
 */
export interface Endpoint {
  readonly method: "GET" | "PATCH" | "POST";
  readonly path: string;
  readonly operation:
    | "listIncidents"
    | "getIncident"
    | "updateIncident"
    | "listAlerts"
    | "getAlert"
    | "updateAlert"
    | "batchUpdateAlerts"
    | "createAlert"
    | "graphSecurity";
  readonly permissions: { readonly application: readonly string[]; readonly delegated: readonly string[] };
  readonly rolePermission: "viewData" | "alertsInvestigation";
  readonly schema: object;
  answer(question: Question): Promise<Answer>;
}
