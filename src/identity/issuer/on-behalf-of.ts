import { errors, type JWTPayload, jwtVerify } from "jose";
import type { Client } from "./client-authentication.ts";
import { apiUrisOf } from "./directory.ts";
import { type Grant, grantToPerson, requestedScope } from "./grant.ts";
import { type Issuer, stillThere } from "./issuer.ts";
import {
  assertionForAnotherApp,
  assertionOfApplication,
  badUserAssertion,
  missingCredential,
  userNotFound,
  userOfAnotherTenant,
} from "./sign-in-errors.ts";
import { required, type TokenCall } from "./token-call.ts";

const LENGTH_MAX = 16_384;

/**
 * Exchanges the token with which a person called an application's API for one with which the application calls the next
 * API on behalf of that person (RFC 7523 § 2.1 as Entra does it). Only an access token for that very application will do:
 * neither an id token nor an application's own.
 *
 * @throws {SignInError} 50013, 500131, 7000114, 50020, 50034
 */
export async function grantOnBehalfOf(call: TokenCall, client: Client): Promise<Grant> {
  const { issuer, form, authority } = call;
  if (client.credential === "0") throw missingCredential();
  const claims = await verifiedToken(issuer, required(form, "assertion"));
  const { aud, tid, oid, scp } = claims;
  if (typeof aud !== "string" || !apiUrisOf(client.app).some((uri) => uri === aud))
    throw assertionForAnotherApp();
  if (typeof scp !== "string" || typeof oid !== "string") throw assertionOfApplication(client.app.appId);
  if (typeof tid !== "string") throw badUserAssertion();
  if (authority.tenant !== undefined && authority.tenant.id.toLowerCase() !== tid)
    throw userOfAnotherTenant();
  const signedIn = stillThere(issuer, tid, oid);
  if (signedIn === undefined) throw userNotFound(oid);
  return grantToPerson(call, client, signedIn, requestedScope(call));
}

async function verifiedToken({ keys, nowMs }: Issuer, token: string): Promise<JWTPayload> {
  if (token.length > LENGTH_MAX) throw badUserAssertion();
  try {
    const { payload } = await jwtVerify(token, keys.signingKey.publicKey, {
      algorithms: ["RS256"],
      requiredClaims: ["exp", "aud"],
      currentDate: new Date(nowMs()),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw badUserAssertion();
    throw error;
  }
}
