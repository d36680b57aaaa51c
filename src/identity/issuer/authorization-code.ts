import { hash } from "node:crypto";
import type { Client } from "./client-authentication.ts";
import { isSameSecret } from "./client-secret.ts";
import { type Grant, grantToPerson, requestedScopeOr } from "./grant.ts";
import { stillThere } from "./issuer.ts";
import type { DelegatedScope } from "./requested-resource.ts";
import {
  codeOfAnotherTenant,
  expiredGrant,
  invalidCode,
  otherRedirectUri,
  redeemedCode,
  userNotFound,
  wrongCodeVerifier,
} from "./sign-in-errors.ts";
import { required, type TokenCall } from "./token-call.ts";

export type ChallengeMethod = "S256" | "plain";

/** The challenge of a code (RFC 7636 § 4.2). */
export interface CodeChallenge {
  readonly method: ChallengeMethod;
  readonly challenge: string;
}

/** What an authorization code stands for. */
export interface AuthorizationCode {
  readonly appId: string;
  readonly tenantId: string;
  readonly objectId: string;
  readonly redirectUri: string;
  readonly scope: DelegatedScope;
  readonly challenge: CodeChallenge | undefined;
  readonly nonce: string | undefined;
  readonly redeemed: boolean;
}

export const CODE_MS = 600_000;

/**
 * The authorization-code grant (RFC 6749 § 4.1.3, RFC 7636): a code is good once, for the application, the redirect URI
 * and the tenant that it was made for. One that was asked for with a challenge needs its verifier, and one without must
 * not come with a verifier: otherwise a code could be smuggled in from a request that had none (RFC 9700 § 4.8.2).
 *
 * @throws {SignInError} 70000, 70008, 54005, 700005, 500112, 501481
 */
export function grantAuthorizationCode(call: TokenCall, client: Client): Grant {
  const { issuer, form, authority } = call;
  const text = required(form, "code");
  const found = issuer.codes.find(text, issuer.nowMs());
  if (found === undefined || found.value.appId !== client.app.appId) throw invalidCode();
  const code = found.value;
  if (found.expired) throw expiredGrant();
  if (code.redeemed) throw redeemedCode();
  if (authority.tenant !== undefined && authority.tenant.id.toLowerCase() !== code.tenantId)
    throw codeOfAnotherTenant();
  if (required(form, "redirect_uri") !== code.redirectUri) throw otherRedirectUri();
  checkVerifier(code.challenge, form.get("code_verifier") || undefined);
  issuer.codes.replace(text, { ...code, redeemed: true });
  const signedIn = stillThere(issuer, code.tenantId, code.objectId);
  if (signedIn === undefined) throw userNotFound(code.objectId);
  return grantToPerson(call, client, signedIn, requestedScopeOr(call, code.scope), code.nonce);
}

function checkVerifier(challenge: CodeChallenge | undefined, verifier: string | undefined): void {
  if (challenge === undefined && verifier === undefined) return;
  if (challenge === undefined || verifier === undefined) throw wrongCodeVerifier();
  const derived = challenge.method === "S256" ? hash("sha256", verifier, "base64url") : verifier;
  if (!isSameSecret(derived, challenge.challenge)) throw wrongCodeVerifier();
}
