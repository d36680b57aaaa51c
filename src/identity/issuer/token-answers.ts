import { SignJWT } from "jose";
import type { JsonObject } from "../../domain/json.ts";
import { idTokenClaims, type Mint, TOKEN_SECONDS, type TokenRequest } from "./claims.ts";
import { randomGuid } from "./directory.ts";
import type { Grant, PersonGrant } from "./grant.ts";
import { type Issuer, mintOf } from "./issuer.ts";
import { mintToken } from "./mint.ts";
import { REFRESH_TOKEN_SECONDS } from "./refresh-token.ts";
import type { SignInError } from "./sign-in-errors.ts";
import type { EndpointVersion } from "./token-call.ts";

/** Entra counts the second in which it answers. */
const EXPIRES_IN = TOKEN_SECONDS - 1;

/**
 * The body of a granted token (contract/defender.md § 2.2): version 1 has its numbers as text and says more; some clients
 * of version 2 need `expires_in` to be a JSON number.
 */
export async function tokenAnswer(
  issuer: Issuer,
  version: EndpointVersion,
  grant: Grant,
): Promise<JsonObject> {
  const mint = mintOf(issuer);
  const accessToken = await mintToken(issuer.keys, grant.request, mint);
  const { person } = grant;
  return {
    token_type: "Bearer",
    ...(person ? { scope: person.scope } : {}),
    ...(version === "v2" ? lifetime() : lifetimeAsText(grant.resource, mint.nowSeconds)),
    access_token: accessToken,
    ...(person ? await personAnswer(issuer, version, grant.request, person, mint) : {}),
  };
}

function lifetime(): JsonObject {
  return { expires_in: EXPIRES_IN, ext_expires_in: EXPIRES_IN };
}

function lifetimeAsText(resource: string, nowSeconds: number): JsonObject {
  return {
    expires_in: String(EXPIRES_IN),
    ext_expires_in: String(EXPIRES_IN),
    expires_on: String(nowSeconds + EXPIRES_IN),
    not_before: String(nowSeconds),
    resource,
  };
}

async function personAnswer(
  issuer: Issuer,
  version: EndpointVersion,
  request: TokenRequest,
  { refresh, wantsIdToken, nonce }: PersonGrant,
  mint: Mint,
): Promise<JsonObject> {
  if (request.kind !== "user") return {};
  const expires = mint.nowSeconds + REFRESH_TOKEN_SECONDS;
  const clientInfo = JSON.stringify({ uid: request.user.objectId, utid: request.tenantId });
  return {
    ...(refresh ? { refresh_token: await issuer.seal.seal("refresh-token", refresh, expires) } : {}),
    ...(wantsIdToken ? { id_token: await idToken(issuer, version, request, nonce, mint) } : {}),
    client_info: Buffer.from(clientInfo).toString("base64url"),
  };
}

function idToken(
  { keys }: Issuer,
  version: EndpointVersion,
  request: TokenRequest & { kind: "user" },
  nonce: string | undefined,
  mint: Mint,
): Promise<string> {
  return new SignJWT({ ...idTokenClaims(request, version === "v1" ? "1.0" : "2.0", nonce, mint) })
    .setProtectedHeader({ typ: "JWT", alg: "RS256", kid: keys.keyId })
    .sign(keys.privateKey);
}

/** The body of a refusal (contract/defender.md § 2.2), with fresh trace and correlation ids. */
export function errorAnswer(error: SignInError, authority: string, mint: Mint): JsonObject {
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
