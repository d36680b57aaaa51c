import { SignJWT } from "jose";
import { accessTokenClaims, type Mint, type TokenRequest } from "./claims.ts";
import type { StandInKeys } from "./keys.ts";

/** Some clients keep the header with the token in 8 kB (contract/clients.md § 5). */
export const MINTED_LENGTH_MAX = 7_900;

/** What was asked for does not fit into a token that every client can carry. */
export class TokenTooLongError extends Error {
  readonly code = "token-too-long";
  constructor(length: number) {
    super(
      `the token would be ${length} characters long, over ${MINTED_LENGTH_MAX}: ask for fewer permissions`,
    );
    this.name = "TokenTooLongError";
  }
}

/**
 * Makes an access token in Entra's shape, signed with the stand-in's key (contract/defender.md § 2.3). Valid for an
 * hour from `nowSeconds`.
 *
 * @throws {TokenTooLongError}
 */
export async function mintToken(keys: StandInKeys, request: TokenRequest, mint: Mint): Promise<string> {
  const thumbprint = (request.version ?? "1.0") === "1.0" ? { x5t: keys.keyId } : {};
  const token = await new SignJWT({ ...accessTokenClaims(request, mint) })
    .setProtectedHeader({ typ: "JWT", alg: "RS256", ...thumbprint, kid: keys.keyId })
    .sign(keys.privateKey);
  if (token.length > MINTED_LENGTH_MAX) throw new TokenTooLongError(token.length);
  return token;
}
