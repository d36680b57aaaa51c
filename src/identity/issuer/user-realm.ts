import type { JsonObject } from "../../domain/json.ts";
import type { Issuer } from "./issuer.ts";

/** How the people of a domain sign in: what some libraries ask before the password grant. All of ours are Entra's own. */
export function userRealm({ tenants }: Issuer, userPrincipalName: string): JsonObject {
  const domain = userPrincipalName.split("@").at(-1)?.toLowerCase() ?? "";
  const tenant = tenants().find(({ domains }) => domains.some((each) => each.toLowerCase() === domain));
  if (tenant === undefined) return { ver: "1.0", account_type: "Unknown" };
  return {
    ver: "1.0",
    account_type: "Managed",
    domain_name: domain,
    cloud_instance_name: tenant.signIn === "usGov" ? "microsoftonline.us" : "microsoftonline.com",
    cloud_audience_urn: "urn:federation:MicrosoftOnline",
  };
}
