import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { type ClaimedToken, Refusal } from "./refusal.ts";

/** The parts of a token before its signature is checked: good for choosing a key, and for nothing else. */
export interface UnverifiedToken {
  readonly algorithm: string;
  readonly keyId: string;
  readonly claims: JsonObject;
  readonly claimed: ClaimedToken;
}

const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)$/;
const ACCESS_TOKEN_TYPES = new Set(["jwt", "at+jwt", "application/jwt", "application/at+jwt"]);
/** Headers that would let a token bring its own key; and extensions, of which none is understood (RFC 7515 § 4.1). */
const REFUSED_HEADERS = ["jku", "x5u", "jwk", "crit"];
const TEXT_LENGTH_MAX = 256;

/**
 * Takes a compact JWS apart and checks its header.
 *
 * @throws {Refusal} `malformed-token` for what is no JWT, `invalid-token` for a header that is not accepted
 */
export function readUnverifiedToken(token: string): UnverifiedToken {
  const parts = COMPACT.exec(token);
  if (parts === null) throw malformed("not three base64url parts");
  const header = decodeObject(parts[1] ?? "", "header");
  const claims = decodeObject(parts[2] ?? "", "payload");
  const claimed = claimedToken(claims);
  const refuse = (reason: string): never => {
    throw new Refusal({ code: "invalid-token", claimed }, reason);
  };
  for (const name of REFUSED_HEADERS) {
    if (Object.hasOwn(header, name)) refuse(`a token with the header ${name} is not accepted`);
  }
  const { alg, kid, typ } = header;
  if (typeof typ !== "string" || !ACCESS_TOKEN_TYPES.has(typ.toLowerCase())) {
    return refuse("the header typ is neither JWT nor at+jwt");
  }
  if (typeof alg !== "string") return refuse("the header alg is missing");
  if (typeof kid !== "string" || kid === "" || kid.length > TEXT_LENGTH_MAX) {
    return refuse("the header kid is missing, empty or too long");
  }
  return { algorithm: alg, keyId: kid, claims, claimed };
}

/** Text of a stranger as it may stand in a log or an answer: one line, bounded, well-formed. */
export function printable(text: string): string {
  return text.slice(0, TEXT_LENGTH_MAX).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u{fffd}");
}

function decodeObject(part: string, name: string): JsonObject {
  const value = decodeJson(part, name);
  if (!isJsonObject(value)) throw malformed(`the ${name} is not a JSON object`);
  return value;
}

function decodeJson(part: string, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(part, "base64url")));
  } catch {
    throw malformed(`the ${name} is not JSON in UTF-8`);
  }
}

function malformed(reason: string): Refusal {
  return new Refusal({ code: "malformed-token" }, reason);
}

function claimedToken(claims: JsonObject): ClaimedToken {
  const appId = claims.appid ?? claims.azp;
  const audience = Array.isArray(claims.aud) ? claims.aud[0] : claims.aud;
  const { iss, nbf, exp } = claims;
  return {
    ...(typeof appId === "string" ? { appId: printable(appId) } : {}),
    ...(typeof audience === "string" ? { audience: printable(audience) } : {}),
    ...(typeof iss === "string" ? { issuer: printable(iss) } : {}),
    ...(isNumericDate(nbf) ? { validFrom: nbf } : {}),
    ...(isNumericDate(exp) ? { validTo: exp } : {}),
  };
}

/** Seconds since 1970 up to the year 9999, as `exp`, `nbf` and `iat` are (RFC 7519 § 2). */
export function isNumericDate(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 253_402_300_799;
}
