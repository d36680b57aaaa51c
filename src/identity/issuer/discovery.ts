import type { JsonObject } from "../../domain/json.ts";
import { SIGN_IN_HOSTS } from "../../domain/vendor-hosts.ts";
import { STAND_IN_MARKER } from "../signing-key.ts";
import { isLoopback } from "../trusted-issuer.ts";
import type { Authority } from "./authority.ts";
import { entraIssuer } from "./claims.ts";
import { missingField, unknownInstance } from "./sign-in-errors.ts";
import type { EndpointVersion } from "./token-call.ts";

const CLOUDS = {
  public: { name: "microsoftonline.com", graph: "graph.microsoft.com" },
  usGov: { name: "microsoftonline.us", graph: "graph.microsoft.us" },
} as const;

/**
 * The discovery document of an authority (OpenID Connect Discovery 1.0 § 3), naming only what there is. Its issuer is the
 * `iss` of the tokens; its endpoints are on the origin that was asked. It carries the marker that makes production
 * refuse it.
 */
export function discoveryDocument(
  version: EndpointVersion,
  { name, tenant }: Authority,
  origin: string,
): JsonObject {
  const base = `${origin}/${name}`;
  const path = version === "v1" ? "oauth2" : "oauth2/v2.0";
  const signIn = tenant?.signIn ?? "public";
  return {
    token_endpoint: `${base}/${path}/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    token_endpoint_auth_signing_alg_values_supported: ["RS256", "PS256"],
    jwks_uri: `${base}/discovery/${version === "v1" ? "" : "v2.0/"}keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code"],
    grant_types_supported: [
      "authorization_code",
      "refresh_token",
      "client_credentials",
      "password",
      "urn:ietf:params:oauth:grant-type:device_code",
      "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ],
    code_challenge_methods_supported: ["S256", "plain"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: entraIssuer(tenant === undefined ? "{tenantid}" : name, version === "v1" ? "1.0" : "2.0", signIn),
    request_uri_parameter_supported: false,
    authorization_endpoint: `${base}/${path}/authorize`,
    device_authorization_endpoint: `${base}/${path}/devicecode`,
    end_session_endpoint: `${base}/${path}/logout`,
    claims_supported: [
      "sub",
      "iss",
      "aud",
      "exp",
      "iat",
      "nonce",
      "preferred_username",
      "name",
      "tid",
      "ver",
      "oid",
    ],
    tenant_region_scope: null,
    cloud_instance_name: CLOUDS[signIn].name,
    cloud_graph_host_name: "graph.windows.net",
    msgraph_host: CLOUDS[signIn].graph,
    [STAND_IN_MARKER]: true,
  };
}

/**
 * Which hosts stand for one another, and where an authority describes itself: what sign-in libraries ask before they trust
 * a host. A host that is neither Entra's nor this server's is not vouched for.
 *
 * @throws {SignInError} 90014 or 50049
 */
export function instanceDocument(
  authorizationEndpoint: string | undefined,
  origin: string,
  ownHosts: readonly string[],
): JsonObject {
  if (!authorizationEndpoint) throw missingField("authorization_endpoint");
  const url = URL.parse(authorizationEndpoint);
  const name = url?.pathname.split("/")[1];
  if (url === null || !name || !isVouchedFor(url, ownHosts)) throw unknownInstance();
  const version = url.pathname.includes("/v2.0/") ? "v2.0/" : "";
  const ownHost = new URL(origin).host;
  return {
    tenant_discovery_endpoint: `${url.origin}/${name}/${version}.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [
      networkOf(SIGN_IN_HOSTS.public),
      networkOf(SIGN_IN_HOSTS.usGov),
      ...(isEntraHost(ownHost) ? [] : [networkOf([ownHost])]),
    ],
  };
}

function networkOf(aliases: readonly string[]): JsonObject {
  const [preferred = ""] = aliases;
  return { preferred_network: preferred, preferred_cache: preferred, aliases };
}

function isVouchedFor(url: URL, ownHosts: readonly string[]): boolean {
  if (url.protocol !== "https:" && !isLoopback(url.hostname)) return false;
  return isEntraHost(url.host) || isLoopback(url.hostname) || ownHosts.includes(url.hostname);
}

function isEntraHost(host: string): boolean {
  return Object.values(SIGN_IN_HOSTS).some((hosts) => hosts.some((each) => each === host));
}
