import { AZURE_AD_GRAPH_APP_ID } from "../resources.ts";
import type { TokenRequest } from "./claims.ts";
import { findApp, isSecretOf, type StandInTenant } from "./directory.ts";
import { audienceOf, resourceOfScope } from "./requested-resource.ts";
import {
  applicationNotFound,
  duplicatedParameter,
  invalidSecret,
  missingCredential,
  missingParameter,
  resourceNotFound,
  unregisteredCertificate,
  unsupportedGrantType,
} from "./token-errors.ts";

/** Which of Entra's two token endpoints was called: the first takes a `resource`, the second a `scope`. */
export type EndpointVersion = "v1" | "v2";

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A token to make, and the resource as the client named it. */
export interface Grant {
  readonly resource: string;
  readonly request: TokenRequest;
}

/**
 * The OAuth 2.0 client-credentials grant (RFC 6749 § 4.4) as Entra does it (contract/defender.md § 2.2). The secret
 * stands in the body or, where the body has none, in a Basic header.
 *
 * @throws {TokenEndpointError}
 */
export function grantClientCredentials(
  version: EndpointVersion,
  tenant: StandInTenant,
  form: URLSearchParams,
  basic: ClientCredentials | undefined,
  ownHosts: readonly string[],
): Grant {
  refuseDuplicates(form);
  const grantType = required(form, "grant_type");
  if (grantType !== "client_credentials") throw unsupportedGrantType(grantType);
  const clientId = form.get("client_id") || basic?.clientId || required(form, "client_id");
  const resource = version === "v1" ? requestedV1(form) : resourceOfScope(required(form, "scope"));
  const app = findApp(tenant, clientId);
  if (app === undefined) throw applicationNotFound(clientId, tenant.name);
  if (!isSecretOf(app, presentedSecret(form, basic))) throw invalidSecret(app.appId);
  const audience = resource === AZURE_AD_GRAPH_APP_ID ? resource : audienceOf(resource, ownHosts);
  if (audience === undefined) throw resourceNotFound(resource, tenant.name);
  return {
    resource,
    request: {
      kind: "application",
      tenantId: tenant.id.toLowerCase(),
      audience,
      appId: app.appId,
      signIn: tenant.signIn,
      roles: app.permissions,
    },
  };
}

/**
 * The credentials of a Basic header (RFC 6749 § 2.3.1). Anything else that clients leave in `Authorization` on their way
 * to the token endpoint, such as an empty `Bearer `, counts as nothing.
 */
export function basicCredentials(authorization: string | undefined): ClientCredentials | undefined {
  const encoded = /^basic +([A-Za-z0-9+/_-]+=*)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [id, secret] = Buffer.from(encoded, "base64").toString("utf8").split(/:(.*)/s);
  if (!id || secret === undefined) return undefined;
  return { clientId: formDecoded(id), clientSecret: formDecoded(secret) };
}

function refuseDuplicates(form: URLSearchParams): void {
  const seen = new Set<string>();
  for (const name of form.keys()) {
    if (seen.has(name)) throw duplicatedParameter(name);
    seen.add(name);
  }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw missingParameter(name);
  return value;
}

function requestedV1(form: URLSearchParams): string {
  return form.get("resource") || AZURE_AD_GRAPH_APP_ID;
}

function presentedSecret(form: URLSearchParams, basic: ClientCredentials | undefined): string {
  const secret = form.get("client_secret") || basic?.clientSecret;
  if (secret) return secret;
  throw form.has("client_assertion") ? unregisteredCertificate() : missingCredential();
}

function formDecoded(text: string): string {
  return new URLSearchParams(`x=${text.replaceAll("&", "%26")}`).get("x") ?? "";
}
