import { excerpt } from "../odata/odata-error.ts";

/**
 * The vendor's error envelope (contract/defender.md § 8): `{"error":{"code","message","target"}}`, where `target` is
 * the id of the request, which also stands in the log line.
 */
export class DefenderError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "DefenderError";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  body(target: string): string {
    return JSON.stringify({ error: { code: this.code, message: this.message, target } });
  }
}

/** Content type of every error body, § 3. */
export const ERROR_CONTENT_TYPE = "application/json; charset=utf-8";

const CHALLENGE = { "WWW-Authenticate": "Bearer" };

export const badRequest = (message: string) => new DefenderError(400, "BadRequest", message);
export const invalidInput = (message: string) => new DefenderError(400, "InvalidInput", message);
export const odataError = (message: string) =>
  new DefenderError(400, "ODataError", `The query specified in the URI is not valid. ${message}`);

export const invalidRequestBody = (message: string) =>
  new DefenderError(400, "InvalidRequestBody", `Request body is incorrect. ${message}`);
export const missingRequiredParameter = (name: string) =>
  new DefenderError(400, "MissingRequiredParameter", `The required parameter '${name}' is missing`);
export const maximumBatchSizeExceeded = (received: number, allowed: number) =>
  new DefenderError(
    400,
    "MaximumBatchSizeExceeded",
    `The maximum batch size is exceeded: received ${received}, allowed ${allowed}`,
  );

export const unauthorized = (message: string) => new DefenderError(401, "Unauthorized", message, CHALLENGE);

export const forbidden = (message: string) => new DefenderError(403, "Forbidden", message);

/** § 8.3: the application twin was observed, the scope twin follows what clients look for. */
export const missingRoles = (required: readonly string[], present: readonly string[]) =>
  forbidden(
    `Missing application roles. API required roles: ${required.join(",")}, application roles: ${present.join(",")}.`,
  );
export const missingScopes = (required: readonly string[], present: readonly string[]) =>
  forbidden(
    `Missing application scopes. API required scopes: ${required.join(",")}, application scopes: ${present.join(",")}.`,
  );

export const notFound = (message: string) => new DefenderError(404, "NotFound", message);
export const incidentNotFound = (incidentId: number) =>
  new DefenderError(404, "ResourceNotFound", `Incident ${incidentId} was not found`);
export const alertNotFound = (alertId: string) =>
  new DefenderError(404, "ResourceNotFound", `Alert ${excerpt(alertId)} was not found`);
export const machineEventNotFound = (machineId: string, reportId: string) =>
  new DefenderError(
    404,
    "ResourceNotFound",
    `Event ${excerpt(reportId)} of machine ${excerpt(machineId)} was not found`,
  );

export const requestTimeout = () =>
  new DefenderError(408, "BadRequest", "The request did not arrive in time", { Connection: "close" });
export const payloadTooLarge = () =>
  new DefenderError(413, "BadRequest", "The request body is too large", { Connection: "close" });
export const uriTooLong = () => new DefenderError(414, "BadRequest", "The request URL is too long");

/** The observed words and an integer `Retry-After` (§ 9); `perWindow` reads like `100 per 00:01:00`. */
export const tooManyRequests = (perWindow: string, retryAfterSeconds: number) =>
  new DefenderError(
    429,
    "TooManyRequests",
    `API calls quota exceeded! Maximum allowed ${perWindow} for the key TenantID+AppID. You can send requests again in ${retryAfterSeconds} seconds.`,
    { "Retry-After": String(retryAfterSeconds) },
  );

export const internalError = () =>
  new DefenderError(
    500,
    "InternalServerError",
    "The request could not be answered because of an error in the server",
  );
export const temporarilyUnavailable = (retryAfterSeconds: number) =>
  new DefenderError(
    503,
    "ServiceUnavailable",
    "The service cannot answer right now; send the request again",
    {
      "Retry-After": String(retryAfterSeconds),
    },
  );
