import type { JsonObject } from "../../domain/json.ts";
import { registrationIn } from "./authority.ts";
import type { TokenRequest } from "./claims.ts";
import type { Client } from "./client-authentication.ts";
import { apiUrisOf } from "./directory.ts";
import type { SignedIn } from "./issuer.ts";
import {
  type DelegatedScope,
  delegatedResource,
  delegatedScope,
  resourceNamed,
} from "./requested-resource.ts";
import { consentRequired } from "./sign-in-errors.ts";
import { required, type TokenCall } from "./token-call.ts";

/** What comes with an access token that is on behalf of a person. */
export interface PersonGrant {
  readonly appId: string;
  /** What was granted, as the answer says it. */
  readonly scope: string;
  /** What the refresh token holds; none is given without `offline_access`. */
  readonly refresh: JsonObject | undefined;
  /** An id token is given with `openid`. */
  readonly wantsIdToken: boolean;
  readonly nonce: string | undefined;
}

/** A token to make, and the resource as the client named it. */
export interface Grant {
  readonly resource: string;
  readonly request: TokenRequest;
  readonly person?: PersonGrant;
}

/** What a request on behalf of a person asks for, by the endpoint's version. */
export function requestedScope({ version, form }: Pick<TokenCall, "version" | "form">): DelegatedScope {
  return version === "v2"
    ? delegatedScope(required(form, "scope"))
    : delegatedResource(required(form, "resource"));
}

/** The same where the request may be silent, and an earlier one said it. */
export function requestedScopeOr(call: TokenCall, earlier: DelegatedScope): DelegatedScope {
  const named = call.form.get(call.version === "v2" ? "scope" : "resource");
  return named ? requestedScope(call) : earlier;
}

/**
 * Grants an application a token on behalf of a person. As with Entra, the token carries everything that was consented to
 * for the resource; what was asked for and never consented to is refused.
 *
 * @throws {SignInError} 700016, 500011 or 65001
 */
export function grantToPerson(
  call: Pick<TokenCall, "issuer" | "ownHosts">,
  { app, credential }: Client,
  { tenant, user }: SignedIn,
  scope: DelegatedScope,
  nonce?: string,
): Grant {
  const { granted } = registrationIn(call.issuer.tenants(), tenant, app.appId);
  const resource = resourceNamed(scope.resource, tenant, call.ownHosts);
  const consented = resource.permissionsAmong([...(granted.delegatedPermissions ?? []), ...ownScopes(app)]);
  const held = new Set(consented.map((name) => name.toLowerCase()));
  const signInAlone = scope.names.length === 0 && !scope.everything;
  if (!signInAlone && consented.length === 0) throw consentRequired(app.appId, app.name);
  if (scope.names.some((name) => !held.has(name.toLowerCase()))) throw consentRequired(app.appId, app.name);
  const openId = [...scope.openId].filter((name) => name !== "offline_access");
  return {
    resource: scope.resource,
    request: {
      kind: "user",
      tenantId: tenant.id.toLowerCase(),
      audience: resource.audience,
      appId: app.appId,
      appCredential: credential,
      signIn: tenant.signIn,
      user,
      scopes: signInAlone ? openId : consented,
    },
    person: {
      appId: app.appId,
      scope: [...openId, ...answeredScopes(scope, consented)].join(" "),
      refresh: scope.openId.has("offline_access")
        ? refreshContent(app.appId, { tenant, user }, scope)
        : undefined,
      wantsIdToken: scope.openId.has("openid"),
      nonce,
    },
  };
}

/** An application may always use its own API. */
function ownScopes(app: Client["app"]): readonly string[] {
  const [uri] = apiUrisOf(app);
  return (app.api?.scopes ?? []).map((scope) => `${uri}/${scope}`);
}

/** As the client asked: with the resource before each name, or without. */
function answeredScopes(scope: DelegatedScope, consented: readonly string[]): readonly string[] {
  const names = scope.everything ? [...consented, ".default"] : scope.names;
  return scope.bare ? names : names.map((name) => `${scope.resource}/${name}`);
}

function refreshContent(appId: string, { tenant, user }: SignedIn, scope: DelegatedScope): JsonObject {
  const { resource, names, everything, openId, bare } = scope;
  return {
    appId,
    tenantId: tenant.id.toLowerCase(),
    objectId: user.objectId,
    scope: { resource, names, everything, openId: [...openId], bare },
  };
}
