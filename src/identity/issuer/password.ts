import type { Client } from "./client-authentication.ts";
import { isSameSecret } from "./client-secret.ts";
import { findUserNamed } from "./directory.ts";
import { type Grant, grantToPerson, requestedScope } from "./grant.ts";
import type { SignedIn } from "./issuer.ts";
import { grantNeedsTenant, userNotFound, wrongPassword } from "./sign-in-errors.ts";
import { required, type TokenCall } from "./token-call.ts";

/**
 * The password grant (RFC 6749 § 4.3), which the vendor still documents for native applications (contract/defender.md
 * § 2.2). Whoever has no password in the configuration cannot use it.
 *
 * @throws {SignInError} 9001023, 50034, 50126
 */
export function grantPassword(call: TokenCall, client: Client): Grant {
  if (call.authority.name === "common") throw grantNeedsTenant();
  const signedIn = userNamed(call, required(call.form, "username"));
  const password = required(call.form, "password");
  if (!signedIn.user.password || !isSameSecret(signedIn.user.password, password)) throw wrongPassword();
  return grantToPerson(call, client, signedIn, requestedScope(call));
}

function userNamed({ issuer, authority }: TokenCall, name: string): SignedIn {
  const tenants = authority.tenant === undefined ? issuer.tenants() : [authority.tenant];
  for (const tenant of tenants) {
    const user = findUserNamed(tenant, name);
    if (user !== undefined) return { tenant, user };
  }
  throw userNotFound(name);
}
