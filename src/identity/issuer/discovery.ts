import type { JsonObject } from "../../domain/json.ts";
import { STAND_IN_MARKER } from "../signing-key.ts";
import { entraIssuer } from "./claims.ts";
import type { EndpointVersion } from "./client-credentials.ts";
import type { StandInTenant } from "./directory.ts";

/**
 * The discovery document of a tenant (OpenID Connect Discovery 1.0 § 3), naming only what there is. Its issuer is the
 * `iss` of the tokens; its endpoints are on the origin that was asked. It carries the marker that makes production
 * refuse it.
 */
export function discoveryDocument(
  version: EndpointVersion,
  { id, signIn = "public" }: StandInTenant,
  origin: string,
): JsonObject {
  const tenant = `${origin}/${id.toLowerCase()}`;
  const isV1 = version === "v1";
  return {
    token_endpoint: `${tenant}/oauth2/${isV1 ? "" : "v2.0/"}token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    jwks_uri: `${tenant}/discovery/${isV1 ? "" : "v2.0/"}keys`,
    grant_types_supported: ["client_credentials"],
    response_types_supported: [],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    issuer: entraIssuer(id.toLowerCase(), isV1 ? "1.0" : "2.0", signIn),
    [STAND_IN_MARKER]: true,
  };
}
