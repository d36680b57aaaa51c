import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import type { Client } from "./client-authentication.ts";
import { type Grant, grantToPerson, requestedScopeOr } from "./grant.ts";
import { nowSecondsOf, stillThere } from "./issuer.ts";
import type { DelegatedScope } from "./requested-resource.ts";
import { expiredGrant, invalidRefreshToken, userNotFound, userOfAnotherTenant } from "./sign-in-errors.ts";
import { required, type TokenCall } from "./token-call.ts";

/** Entra's refresh tokens are good for ninety days, and each use gives a new one beside the old. */
export const REFRESH_TOKEN_SECONDS = 90 * 86_400;

/**
 * The refresh-token grant (RFC 6749 § 6). As with Entra, one token serves every resource that was consented to. It is of
 * no use to another application or tenant, nor once the person or the application has gone.
 *
 * @throws {SignInError} 70000, 70008, 50020, 50034
 */
export async function grantRefreshToken(call: TokenCall, client: Client): Promise<Grant> {
  const { issuer, form, authority } = call;
  const opened = await issuer.seal.open(
    "refresh-token",
    required(form, "refresh_token"),
    nowSecondsOf(issuer),
  );
  if (opened.state === "expired") throw expiredGrant();
  if (opened.state === "unreadable") throw invalidRefreshToken();
  const { appId, tenantId, objectId, scope } = opened.content;
  if (appId !== client.app.appId || typeof tenantId !== "string" || typeof objectId !== "string")
    throw invalidRefreshToken();
  if (authority.tenant !== undefined && authority.tenant.id.toLowerCase() !== tenantId)
    throw userOfAnotherTenant();
  const signedIn = stillThere(issuer, tenantId, objectId);
  if (signedIn === undefined) throw userNotFound(objectId);
  const earlier = isJsonObject(scope) ? scopeIn(scope) : undefined;
  if (earlier === undefined) throw invalidRefreshToken();
  return grantToPerson(call, client, signedIn, keepingOpenId(requestedScopeOr(call, earlier), earlier));
}

function scopeIn({ resource, names, everything, openId, bare }: JsonObject): DelegatedScope | undefined {
  if (typeof resource !== "string" || !isTexts(names) || !isTexts(openId)) return undefined;
  return { resource, names, everything: everything === true, openId: new Set(openId), bare: bare === true };
}

/** A refresh always gives another refresh token, whether or not `offline_access` is asked for again. */
function keepingOpenId(scope: DelegatedScope, earlier: DelegatedScope): DelegatedScope {
  return { ...scope, openId: new Set([...earlier.openId, ...scope.openId]) };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
