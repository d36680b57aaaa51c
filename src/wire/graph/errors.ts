/** The ids of a request, as answers repeat them (contract/graph.md § 2). */
export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

/**
 * Graph's error envelope (contract/graph.md § 7): `{"error":{"code","message","innerError"}}`. Clients branch on the code,
 * which may be empty.
 */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly more: GraphErrorParts;

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    more: GraphErrorParts = {},
  ) {
    super(message);
    this.name = "GraphError";
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.more = more;
  }

  /** `date` is the moment of the answer in seconds, without a zone. */
  body({ requestId, clientRequestId }: RequestIds, date: string): string {
    const { details, innerError } = this.more;
    return JSON.stringify({
      error: {
        code: this.code,
        message: this.message,
        details,
        innerError: { ...innerError, date, "request-id": requestId, "client-request-id": clientRequestId },
      },
    });
  }
}

interface GraphErrorParts {
  readonly details?: readonly [];
  readonly innerError?: Readonly<Record<string, string>>;
}

/** Content type of every error body: SDKs look for this before the `;` (§§ 2, 9). */
export const GRAPH_ERROR_TYPE = "application/json";

const CHALLENGE = {
  "WWW-Authenticate":
    'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
};

export const badRequest = (message: string) => new GraphError(400, "BadRequest", message);
export const unknownSegment = (segment: string) =>
  badRequest(`Resource not found for the segment '${segment}'.`);
export const emptyPayload = () => badRequest("Empty Payload. JSON content expected.");

/** Observed with an empty code and an empty list of details. */
export const topLimitExceeded = (message: string) => new GraphError(400, "", message, {}, { details: [] });

export const unauthorized = (message: string) =>
  new GraphError(401, "InvalidAuthenticationToken", message, CHALLENGE);
export const forbidden = (message: string) => new GraphError(403, "Forbidden", message);

/** No source has the 404 of these resources (§ 18): chosen is the name of the API behind them. */
export const notFound = (message: string) => new GraphError(404, "ResourceNotFound", message);
export const methodNotAllowed = (allow: string) =>
  new GraphError(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.", {
    Allow: allow,
  });

/** `Retry-After` is a whole number: one client reads nothing else (§ 8). */
export const tooManyRequests = (retryAfterSeconds: number) =>
  new GraphError(
    429,
    "TooManyRequests",
    "Please retry again later.",
    { "Retry-After": String(retryAfterSeconds) },
    { innerError: { code: "429", message: "Please retry after", status: "429" } },
  );
export const failedDependency = () =>
  new GraphError(424, "FailedDependency", "A request that this one depends on has failed.");
export const internalError = () =>
  new GraphError(
    500,
    "InternalServerError",
    "The request could not be answered because of an error in the server.",
  );
export const temporarilyUnavailable = (retryAfterSeconds: number) =>
  new GraphError(503, "ServiceUnavailable", "The service cannot answer right now; send the request again.", {
    "Retry-After": String(retryAfterSeconds),
  });
