import { Refusal } from "./refusal.ts";

/** Longest token that is looked at, in characters. Entra's own stay below 8 kB; a longer one is refused unread. */
export const TOKEN_LENGTH_MAX = 16_384;

const SCHEME = "bearer";

/**
 * The token of an `Authorization` header: `Bearer x` with the scheme in any case (RFC 6750 § 2.1, RFC 9110 § 11.1), or
 * the bare token that one real client sends (contract/clients.md § 5).
 *
 * @throws {Refusal} `missing-token`, or `malformed-token` for one that is too long
 */
export function bearerToken(authorization: string | undefined): string {
  const token = authorization === undefined ? "" : withoutScheme(authorization);
  if (token === "") throw new Refusal({ code: "missing-token" }, "no token in the Authorization header");
  if (token.length > TOKEN_LENGTH_MAX) {
    throw new Refusal({ code: "malformed-token" }, `a token of ${token.length} characters is too long`);
  }
  return token;
}

function withoutScheme(authorization: string): string {
  const value = authorization.trim();
  if (value.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return value;
  if (value.length === SCHEME.length) return "";
  const rest = value.slice(SCHEME.length);
  return rest.startsWith(" ") ? rest.trimStart() : value;
}
