import { Refusal, type RefusalDetail } from "../identity/refusal.ts";
import { QuotaExceeded } from "../quota/quota.ts";
import { StoreError } from "../store/contract.ts";
import {
  badRequest,
  forbidden,
  GraphError,
  internalError,
  temporarilyUnavailable,
  tooManyRequests,
  unauthorized,
} from "../wire/graph/errors.ts";
import { STORE_RETRY_SECONDS } from "./limits.ts";
import { type RequestProblem, RequestRefused } from "./request-refused.ts";

/** Turns whatever a step of the pipeline threw into Graph's error. Nothing unknown is told to a client. */
export function asGraphError(error: unknown): GraphError {
  if (error instanceof GraphError) return error;
  if (error instanceof Refusal) return fromRefusal(error.detail);
  if (error instanceof RequestRefused) return fromRequest(error.problem);
  if (error instanceof QuotaExceeded) return tooManyRequests(error.retryAfterSeconds);
  if (error instanceof StoreError) return temporarilyUnavailable(STORE_RETRY_SECONDS);
  if (error instanceof Error && "statusCode" in error) return fromFramework(Number(error.statusCode));
  return internalError();
}

/** The wordings of contract/graph.md § 7. */
function fromRefusal(detail: RefusalDetail): GraphError {
  switch (detail.code) {
    case "missing-token":
      return unauthorized("Access token is empty.");
    case "malformed-token":
      return unauthorized(
        "IDX14100: JWT is not well formed, there are no dots (.).\nThe token needs to be in JWS or JWE Compact Serialization Format.",
      );
    case "unknown-tenant":
      return unauthorized("Unauthorized request - Account is not provisioned.");
    case "issuer-unavailable":
      return unauthorized("Access token validation failure.");
    case "invalid-token":
      return unauthorized(invalidToken(detail.problem));
    case "missing-roles":
      return forbidden(
        `Missing application roles. API required roles: ${detail.required.join(",")}, application roles: ${detail.present.join(",")}.`,
      );
    case "missing-scopes":
      return forbidden(
        `Missing user scopes. API required scopes: ${detail.required.join(",")}, user scopes: ${detail.present.join(",")}.`,
      );
    case "missing-role-permission":
      return forbidden(`The user lacks a role with the permission: ${detail.required.join(", ")}.`);
  }
}

function invalidToken(problem: "expired" | "audience" | undefined): string {
  if (problem === "expired") return "Lifetime validation failed, the token is expired.";
  if (problem === "audience") return "Access token validation failure. Invalid audience.";
  return "Access token validation failure.";
}

function fromRequest(problem: RequestProblem): GraphError {
  switch (problem) {
    case "malformed-host":
      return badRequest("The Host header is malformed.");
    case "not-json":
      return new GraphError(
        415,
        "UnsupportedMediaType",
        "The content type of the body must be application/json.",
      );
    case "body-encoding":
      return new GraphError(415, "UnsupportedMediaType", "The body may be encoded with gzip, or not at all.");
    case "body-too-large":
      return new GraphError(413, "RequestEntityTooLarge", "The request body is too large.", CLOSE);
    case "body-broken":
      return badRequest("The request body did not arrive whole.");
    case "url-too-long":
      return new GraphError(414, "RequestUriTooLong", "The request URL is too long.");
    case "unknown-path":
      return badRequest("Resource not found for the segment.");
  }
}

const CLOSE = { Connection: "close" };

/** Fastify's own errors carry a status; their words may name internals and are not passed on. */
function fromFramework(status: number): GraphError {
  if (status === 413) return fromRequest("body-too-large");
  if (status === 414) return fromRequest("url-too-long");
  if (status === 415) return fromRequest("not-json");
  return status >= 400 && status < 500 ? badRequest("The request is malformed.") : internalError();
}
