import { AZURE_AD_GRAPH_APP_ID } from "../resources.ts";
import { registrationIn } from "./authority.ts";
import type { Client } from "./client-authentication.ts";
import type { Grant } from "./grant.ts";
import { resourceNamed, resourceOfScope } from "./requested-resource.ts";
import { missingCredential } from "./sign-in-errors.ts";
import { required, requiredTenant, type TokenCall } from "./token-call.ts";

/**
 * The OAuth 2.0 client-credentials grant (RFC 6749 § 4.4) as Entra does it (contract/defender.md § 2.2).
 *
 * @throws {SignInError}
 */
export function grantClientCredentials(call: TokenCall, { app, credential }: Client): Grant {
  const tenant = requiredTenant(call);
  if (credential === "0") throw missingCredential();
  const { granted } = registrationIn(call.issuer.tenants(), tenant, app.appId);
  const resource =
    call.version === "v1"
      ? call.form.get("resource") || AZURE_AD_GRAPH_APP_ID
      : resourceOfScope(required(call.form, "scope"));
  const { audience, permissionsAmong } = resourceNamed(resource, tenant, call.ownHosts);
  return {
    resource,
    request: {
      kind: "application",
      tenantId: tenant.id.toLowerCase(),
      audience,
      appId: app.appId,
      appCredential: credential,
      signIn: tenant.signIn,
      roles: permissionsAmong(granted.permissions),
    },
  };
}
