import type { JsonObject } from "../../domain/json.ts";
import { type Mint, TOKEN_SECONDS } from "./claims.ts";
import type { EndpointVersion, Grant } from "./client-credentials.ts";
import { randomGuid } from "./directory.ts";
import type { TokenEndpointError } from "./token-errors.ts";

/** Entra counts the second in which it answers. */
const EXPIRES_IN = TOKEN_SECONDS - 1;

/**
 * The body of a granted token (contract/defender.md § 2.2): version 1 has its numbers as text and says more; some clients
 * of version 2 need `expires_in` to be a JSON number.
 */
export function tokenAnswer(
  version: EndpointVersion,
  { resource }: Grant,
  accessToken: string,
  nowSeconds: number,
): JsonObject {
  if (version === "v2") {
    return {
      token_type: "Bearer",
      expires_in: EXPIRES_IN,
      ext_expires_in: EXPIRES_IN,
      access_token: accessToken,
    };
  }
  return {
    token_type: "Bearer",
    expires_in: String(EXPIRES_IN),
    ext_expires_in: String(EXPIRES_IN),
    expires_on: String(nowSeconds + EXPIRES_IN),
    not_before: String(nowSeconds),
    resource,
    access_token: accessToken,
  };
}

/** The body of a refusal (contract/defender.md § 2.2), with fresh trace and correlation ids. */
export function errorAnswer(error: TokenEndpointError, authority: string, mint: Mint): JsonObject {
  const traceId = randomGuid(mint.random);
  const correlationId = randomGuid(mint.random);
  const instant = new Date(mint.nowSeconds * 1000).toISOString();
  const timestamp = `${instant.slice(0, 10)} ${instant.slice(11, 19)}Z`;
  const lines = [
    `AADSTS${error.aadsts}: ${error.message}`,
    `Trace ID: ${traceId}`,
    `Correlation ID: ${correlationId}`,
    `Timestamp: ${timestamp}`,
  ];
  return {
    error: error.error,
    error_description: lines.join("\r\n"),
    error_codes: [error.aadsts],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `${authority}/error?code=${error.aadsts}`,
  };
}
