import { type Mode, TrustError, type TrustedIssuer } from "../trusted-issuer.ts";
import { entraIssuer } from "./claims.ts";
import type { StandInKeys } from "./keys.ts";

/**
 * The issuers under whose names the stand-in makes tokens, with its own key and no network. Version 1.0 names both
 * clouds alike, as Entra does.
 *
 * @throws {TrustError} in production
 */
export function standInIssuers(keys: StandInKeys, mode: Mode): readonly TrustedIssuer[] {
  if (mode !== "stand-in") {
    throw new TrustError("stand-in-issuer", "the stand-in's issuer is refused in production");
  }
  const localKeys = [keys.signingKey];
  return [
    { issuer: entraIssuer("{tenantid}", "1.0", "public"), clouds: ["public", "usGov"], localKeys },
    { issuer: entraIssuer("{tenantid}", "2.0", "public"), clouds: ["public"], localKeys },
    { issuer: entraIssuer("{tenantid}", "2.0", "usGov"), clouds: ["usGov"], localKeys },
  ];
}
