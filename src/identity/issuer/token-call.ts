import type { Authority } from "./authority.ts";
import type { ClientCredentials } from "./basic-credentials.ts";
import type { StandInTenant } from "./directory.ts";
import type { Issuer } from "./issuer.ts";
import { duplicatedParameter, missingParameter, noTenantNamed } from "./sign-in-errors.ts";

/** Which of Entra's two endpoints was called: the first takes a `resource`, the second a `scope`. */
export type EndpointVersion = "v1" | "v2";

/** A call of a token endpoint, as far as grants look at it. */
export interface TokenCall {
  readonly issuer: Issuer;
  readonly version: EndpointVersion;
  readonly authority: Authority;
  readonly form: URLSearchParams;
  readonly basic: ClientCredentials | undefined;
  /** Host names that are this server's own. */
  readonly ownHosts: readonly string[];
  /** Where the call came to: scheme, host and port. */
  readonly origin: string;
}

/** @throws {SignInError} 9000411: what stands twice could mean either */
export function refuseDuplicates(form: URLSearchParams): void {
  const seen = new Set<string>();
  for (const name of form.keys()) {
    if (seen.has(name)) throw duplicatedParameter(name);
    seen.add(name);
  }
}

/** @throws {SignInError} 900144 */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw missingParameter(name);
  return value;
}

/** @throws {SignInError} 50059 at `common` and `organizations` */
export function requiredTenant({ authority }: TokenCall): StandInTenant {
  if (authority.tenant === undefined) throw noTenantNamed();
  return authority.tenant;
}
