import { errors, jwtVerify } from "jose";
import type { JsonObject } from "../domain/json.ts";
import { IssuerProblem } from "./fetch-json.ts";
import type { Principal } from "./principal.ts";
import { Refusal, type TokenProblem } from "./refusal.ts";
import type { Api } from "./resources.ts";
import { isStandInKeyId, type SigningKey, type SigningKeys } from "./signing-key.ts";
import { ClaimError, principalOf, tenantClaim } from "./token-principal.ts";
import {
  issuerOf,
  type Mode,
  SIGNATURE_ALGORITHMS,
  type SignIn,
  type TrustedIssuer,
} from "./trusted-issuer.ts";
import { isNumericDate, printable, readUnverifiedToken, type UnverifiedToken } from "./unverified-token.ts";

/** An issuer whose tokens are accepted now. */
export interface IssuerInForce {
  readonly issuer: TrustedIssuer;
  readonly tenants: ReadonlySet<string>;
  readonly keys: SigningKeys;
}

/** The accepted `aud` values of each API, compared exactly. */
export type Audiences = Readonly<Record<Api, readonly string[]>>;

/** What decides on a token. */
export interface Trust {
  readonly mode: Mode;
  /** Those without `{tenantid}` first. */
  readonly issuers: readonly IssuerInForce[];
  readonly audiences: Audiences;
}

export interface Verification {
  readonly principal: Principal;
  /** The APIs that it is for. */
  readonly apis: readonly Api[];
  readonly issuer: IssuerInForce;
  readonly key: SigningKey;
  /** `exp`, in milliseconds since 1970. */
  readonly expiresMs: number;
}

/** Clocks of issuer and server may differ by this much. */
export const CLOCK_TOLERANCE_SECONDS = 60;

/**
 * Verifies an access token, in this order: form, header, trusted issuer of the host's cloud, key, algorithm, signature,
 * issuer, audience, times, kind of token, tenant. The tenant comes last, so that only holders of a properly signed token
 * learn whether it is served here.
 *
 * @throws {Refusal} `malformed-token`, `invalid-token`, `issuer-unavailable` or `unknown-tenant`
 */
export async function verifyToken(
  token: string,
  signIn: SignIn,
  trust: Trust,
  nowMs: number,
): Promise<Verification> {
  const unverified = readUnverifiedToken(token);
  try {
    const issuer = selectIssuer(unverified, signIn, trust);
    const key = await findKey(unverified, issuer, trust.mode);
    const audiences = Object.values(trust.audiences).flat();
    const claims = await verifySignature(token, unverified, issuer, key, audiences, nowMs);
    const principal = principalOf(claims);
    checkTenant(principal, issuer, unverified);
    return {
      principal,
      apis: apisOf(claims, trust.audiences),
      issuer,
      key,
      expiresMs: expiryOf(claims) * 1000,
    };
  } catch (error) {
    throw asRefusal(error, unverified);
  }
}

function selectIssuer({ claims }: UnverifiedToken, signIn: SignIn, trust: Trust): IssuerInForce {
  const { iss } = claims;
  if (typeof iss !== "string") throw new ClaimError("the claim iss is not a string");
  const tenantId = tenantClaim(claims);
  const speaking = trust.issuers.filter(({ issuer }) => issuerOf(issuer.issuer, tenantId) === iss);
  if (speaking.length === 0) throw new ClaimError(`the issuer ${printable(iss)} is not trusted`);
  const selected = speaking.find(({ issuer }) => issuer.clouds.includes(signIn));
  if (selected !== undefined) return selected;
  throw new ClaimError(`the issuer ${printable(iss)} is not of the sign-in cloud ${signIn}`);
}

async function findKey(
  { algorithm, keyId, claims }: UnverifiedToken,
  { issuer, keys }: IssuerInForce,
  mode: Mode,
): Promise<SigningKey> {
  const algorithms: readonly string[] = issuer.algorithms ?? SIGNATURE_ALGORITHMS;
  if (!algorithms.includes(algorithm)) {
    throw new ClaimError(`the algorithm ${printable(algorithm)} is not accepted`);
  }
  if (mode === "production" && isStandInKeyId(keyId)) {
    throw new ClaimError("the key is a Tocsin stand-in's, which is refused in production");
  }
  const key = await keys.find(keyId);
  if (key === undefined) throw new ClaimError(`the issuer has no key ${printable(keyId)}`);
  if (key.algorithm !== undefined && key.algorithm !== algorithm) {
    throw new ClaimError(`the key ${printable(keyId)} is not for ${algorithm}`);
  }
  if (key.issuer !== undefined && issuerOf(key.issuer, tenantClaim(claims)) !== claims.iss) {
    throw new ClaimError(`the key ${printable(keyId)} is not for this issuer`);
  }
  return key;
}

async function verifySignature(
  token: string,
  { algorithm, claims }: UnverifiedToken,
  { issuer }: IssuerInForce,
  { publicKey }: SigningKey,
  audiences: readonly string[],
  nowMs: number,
): Promise<JsonObject> {
  const { payload } = await jwtVerify<JsonObject>(token, publicKey, {
    algorithms: [algorithm],
    issuer: issuerOf(issuer.issuer, tenantClaim(claims)),
    audience: [...audiences],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(nowMs),
    requiredClaims: ["exp", "tid"],
  });
  return payload;
}

function apisOf({ aud }: JsonObject, audiences: Audiences): readonly Api[] {
  const named = [aud].flat();
  const isNamed = (audience: string) => named.includes(audience);
  const apis: readonly Api[] = ["defender", "graph"];
  return apis.filter((api) => audiences[api].some(isNamed));
}

function expiryOf({ exp }: JsonObject): number {
  if (!isNumericDate(exp)) throw new ClaimError("the claim exp is no time");
  return exp;
}

function checkTenant(
  { tenantId }: Principal,
  { tenants }: IssuerInForce,
  { claimed }: UnverifiedToken,
): void {
  if (tenants.has(tenantId)) return;
  throw new Refusal(
    { code: "unknown-tenant", tenantId, claimed },
    `the tenant ${tenantId} is not configured, or not for this issuer`,
  );
}

/** Whatever goes wrong, the token is refused. */
function asRefusal(error: unknown, { claimed }: UnverifiedToken): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof IssuerProblem) {
    const issuer = claimed.issuer ?? "";
    return new Refusal({ code: "issuer-unavailable", issuer, claimed }, error.message, { cause: error });
  }
  const known = error instanceof ClaimError || error instanceof errors.JOSEError;
  const reason = known ? error.message : "the token could not be verified";
  return new Refusal({ code: "invalid-token", claimed, problem: problemOf(error) }, reason, { cause: error });
}

function problemOf(error: unknown): TokenProblem | undefined {
  if (error instanceof errors.JWTExpired) return "expired";
  return error instanceof errors.JWTClaimValidationFailed && error.claim === "aud" ? "audience" : undefined;
}
