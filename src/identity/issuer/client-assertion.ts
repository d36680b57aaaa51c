import type { KeyObject } from "node:crypto";
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import { CLOCK_TOLERANCE_SECONDS } from "../verify-token.ts";
import type { AppCertificate } from "./app-certificate.ts";
import type { StandInApp } from "./directory.ts";
import {
  assertionForAnotherAudience,
  assertionOfAnother,
  assertionOutOfTime,
  badAssertionSignature,
  certificateOutOfTime,
  malformedAssertion,
  unregisteredCertificate,
} from "./sign-in-errors.ts";

const ALGORITHMS = ["RS256", "PS256"];
const LENGTH_MAX = 16_384;

/**
 * Checks the assertion that an application signed with its certificate (RFC 7523 § 3, contract/clients.md § 5): RS256 with
 * `x5t` or PS256 with `x5t#S256`, `iss` and `sub` the application, `aud` this token endpoint, `exp` whole or not.
 *
 * @param isAudience whether a URL names the token endpoint that was asked
 * @throws {SignInError} for each cause its own
 */
export async function checkClientAssertion(
  app: StandInApp,
  assertion: string,
  isAudience: (audience: string) => boolean,
  nowMs: number,
): Promise<void> {
  const certificate = certificateOf(app, assertion);
  if (nowMs < certificate.notBeforeMs || nowMs > certificate.notAfterMs) throw certificateOutOfTime();
  const claims = await verified(assertion, certificate.publicKey, nowMs);
  const { iss, sub, aud } = claims;
  if (!isApp(iss, app) || !isApp(sub, app)) throw assertionOfAnother();
  if (typeof aud !== "string" || !isAudience(aud)) throw assertionForAnotherAudience();
}

/** The application that an assertion says it is of, before anything of it is checked. */
export function claimedApp(assertion: string): string | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString());
    const named =
      typeof payload === "object" && payload !== null && "sub" in payload ? payload.sub : undefined;
    return typeof named === "string" ? named : undefined;
  } catch {
    return undefined;
  }
}

function certificateOf({ certificates = [] }: StandInApp, assertion: string): AppCertificate {
  const { x5t, "x5t#S256": x5tS256 } = headerOf(assertion);
  const found = certificates.find(
    (each) => isThumbprint(x5t, each.x5t) || isThumbprint(x5tS256, each.x5tS256),
  );
  if (found === undefined) throw unregisteredCertificate();
  return found;
}

/** Some clients pad the thumbprint, or write it in the other base64. */
function isThumbprint(claimed: unknown, thumbprint: string): boolean {
  return (
    typeof claimed === "string" && Buffer.from(claimed, "base64url").toString("base64url") === thumbprint
  );
}

function headerOf(assertion: string): { readonly x5t: unknown; readonly "x5t#S256": unknown } {
  if (assertion.length > LENGTH_MAX) throw malformedAssertion();
  try {
    const header = decodeProtectedHeader(assertion);
    return { x5t: header.x5t, "x5t#S256": header["x5t#S256"] };
  } catch {
    throw malformedAssertion();
  }
}

async function verified(assertion: string, key: KeyObject, nowMs: number): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: ALGORITHMS,
      requiredClaims: ["exp", "aud", "iss", "sub"],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(nowMs),
    });
    return payload;
  } catch (error) {
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): Error {
  if (error instanceof errors.JWSSignatureVerificationFailed) return badAssertionSignature();
  if (error instanceof errors.JWTExpired) return assertionOutOfTime();
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf") return assertionOutOfTime();
  return malformedAssertion();
}

function isApp(claim: string | undefined, { appId }: StandInApp): boolean {
  return claim?.toLowerCase() === appId.toLowerCase();
}
