import { Refusal, type RefusalDetail } from "../identity/refusal.ts";
import { QuotaExceeded } from "../quota/quota.ts";
import { StoreError } from "../store/contract.ts";
import {
  badRequest,
  DefenderError,
  forbidden,
  internalError,
  invalidInput,
  missingRoles,
  missingScopes,
  notFound,
  payloadTooLarge,
  requestTimeout,
  temporarilyUnavailable,
  tooManyRequests,
  unauthorized,
  uriTooLong,
} from "../wire/defender/errors.ts";
import { invalidPayload, UNAUTHORIZED } from "../wire/defender/unauthorized-messages.ts";
import { STORE_RETRY_SECONDS } from "./limits.ts";
import { type RequestProblem, RequestRefused } from "./request-refused.ts";

/** Turns whatever a step of the pipeline threw into the Defender dialect's error. Nothing unknown is told to a client. */
export function asDefenderError(error: unknown): DefenderError {
  if (error instanceof DefenderError) return error;
  if (error instanceof Refusal) return fromRefusal(error.detail);
  if (error instanceof RequestRefused) return fromRequest(error.problem);
  if (error instanceof QuotaExceeded) {
    return tooManyRequests(`${error.allowed} per ${clockTime(error.windowSeconds)}`, error.retryAfterSeconds);
  }
  if (error instanceof StoreError) return temporarilyUnavailable(STORE_RETRY_SECONDS);
  if (error instanceof Error && "statusCode" in error) return fromFramework(Number(error.statusCode), error);
  return internalError();
}

function fromRefusal(detail: RefusalDetail): DefenderError {
  switch (detail.code) {
    case "missing-token":
      return unauthorized(UNAUTHORIZED.missing);
    case "malformed-token":
      return unauthorized(UNAUTHORIZED.malformed);
    case "unknown-tenant":
      return unauthorized(UNAUTHORIZED.inactive);
    case "invalid-token":
    case "issuer-unavailable":
      return unauthorized(invalidPayload(detail.claimed));
    case "missing-roles":
      return missingRoles(detail.required, detail.present);
    case "missing-scopes":
      return missingScopes(detail.required, detail.present);
    case "missing-role-permission":
      return forbidden(`The user lacks a role with the permission: ${detail.required.join(", ")}.`);
  }
}

function fromRequest(problem: RequestProblem): DefenderError {
  switch (problem) {
    case "malformed-host":
      return invalidInput("The Host header is malformed");
    case "not-json":
      return badRequest("The content type of the request body must be application/json");
    case "body-encoding":
      return badRequest("The request body may be encoded with gzip, or not at all");
    case "body-too-large":
      return payloadTooLarge();
    case "body-broken":
      return badRequest("The request body did not arrive whole");
    case "url-too-long":
      return uriTooLong();
    case "unknown-path":
      return notFound("The resource was not found");
  }
}

/** Fastify's own errors carry a status; their words may name internals and are not passed on. */
function fromFramework(status: number, error: Error & { readonly code?: unknown }): DefenderError {
  if (status === 404) return fromRequest("unknown-path");
  if (status === 408) return requestTimeout();
  if (status === 413) return fromRequest("body-too-large");
  if (status === 414) return fromRequest("url-too-long");
  if (status === 415) return fromRequest("not-json");
  if (error.code === "FST_ERR_BAD_URL") return invalidInput("The request URL is malformed");
  return status >= 400 && status < 500 ? badRequest("The request is malformed") : internalError();
}

/** Seconds as the vendor writes a window: `00:01:00`. */
function clockTime(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
