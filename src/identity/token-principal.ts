import type { Json, JsonObject } from "../domain/json.ts";
import type { Principal } from "./principal.ts";

/** The claims do not describe an access token; the message says which one, never its value. */
export class ClaimError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ClaimError";
  }
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The tenant that the claims name, spelled as in the token.
 *
 * @throws {ClaimError} when `tid` is not one GUID
 */
export function tenantClaim(claims: JsonObject): string {
  const { tid } = claims;
  if (typeof tid !== "string" || !GUID.test(tid)) throw new ClaimError("the claim tid is not a GUID");
  return tid;
}

/**
 * Reads who calls from the claims of a verified access token (contract/defender.md § 2.3).
 *
 * `scp` makes it a user's token. Without `scp` it is an application's, unless it names a user: such a token carries the
 * app roles of a person, and must not open a whole tenant, so its user is given no scope at all. `idtyp`, where
 * present, decides.
 *
 * @throws {ClaimError} for an ID or refresh token, a missing claim, or one of the wrong JSON type
 */
export function principalOf(claims: JsonObject): Principal {
  const tenantId = tenantClaim(claims).toLowerCase();
  const appId = appIdOf(claims);
  refuseOtherTokens(claims, appId);
  if (!isUserToken(claims)) {
    return Object.freeze({ kind: "application", tenantId, appId, roles: textList(claims, "roles") });
  }
  return Object.freeze({
    kind: "user",
    tenantId,
    appId,
    objectId: objectIdOf(claims),
    userPrincipalName: userPrincipalNameOf(claims),
    scopes: Object.freeze((text(claims, "scp") ?? "").split(" ").filter((scope) => scope !== "")),
    directoryRoles: textList(claims, "wids"),
    groups: textList(claims, "groups"),
  });
}

function appIdOf(claims: JsonObject): string {
  const name = claimNamingTheApp(claims);
  const appId = text(claims, name);
  if (appId === undefined || appId === "") throw new ClaimError(`the claim ${name} is missing`);
  return GUID.test(appId) ? appId.toLowerCase() : appId;
}

/** `ver` 1.0 names the application in `appid`, 2.0 in `azp`; other issuers leave `ver` out and use either. */
function claimNamingTheApp(claims: JsonObject): "appid" | "azp" {
  if (!Object.hasOwn(claims, "ver")) return Object.hasOwn(claims, "appid") ? "appid" : "azp";
  if (claims.ver === "1.0") return "appid";
  if (claims.ver === "2.0") return "azp";
  throw new ClaimError("the claim ver is neither 1.0 nor 2.0");
}

/**
 * An ID token is for the client that asked, not for an API: it carries a `nonce` or the hash of another token and has
 * the client as its audience (OpenID Connect Core § 2). Keycloak says it, and refresh tokens, in a claim `typ`.
 */
function refuseOtherTokens(claims: JsonObject, appId: string): void {
  for (const name of ["nonce", "at_hash", "c_hash"]) {
    if (Object.hasOwn(claims, name)) throw new ClaimError(`an ID token (${name}), not an access token`);
  }
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (audiences.some((audience) => typeof audience === "string" && sameText(audience, appId))) {
    throw new ClaimError("an ID token (its audience is the client), not an access token");
  }
  const typ = text(claims, "typ");
  if (typ !== undefined && !sameText(typ, "Bearer")) throw new ClaimError("the claim typ is not Bearer");
}

function isUserToken(claims: JsonObject): boolean {
  const idtyp = text(claims, "idtyp");
  const scoped = Object.hasOwn(claims, "scp");
  if (idtyp === "app") {
    if (scoped) throw new ClaimError("idtyp says app, but there is a claim scp");
    return false;
  }
  if (idtyp !== undefined) return true;
  return scoped || ["upn", "unique_name", "preferred_username"].some((name) => Object.hasOwn(claims, name));
}

function objectIdOf(claims: JsonObject): string {
  const objectId = text(claims, "oid") ?? text(claims, "sub");
  if (objectId === undefined || objectId === "") throw new ClaimError("the claims oid and sub are missing");
  return GUID.test(objectId) ? objectId.toLowerCase() : objectId;
}

/**
 * `upn`, else `preferred_username` of a member. For a guest that name comes from another directory, where anyone may
 * have chosen it, so it is not believed.
 */
function userPrincipalNameOf(claims: JsonObject): string {
  const upn = text(claims, "upn");
  if (upn !== undefined) return upn;
  const guest = claims.acct === 1 || (Object.hasOwn(claims, "idp") && claims.idp !== claims.iss);
  return guest ? "" : (text(claims, "preferred_username") ?? "");
}

function text(claims: JsonObject, name: string): string | undefined {
  if (!Object.hasOwn(claims, name)) return undefined;
  const value = claims[name];
  if (typeof value !== "string") throw new ClaimError(`the claim ${name} is not a string`);
  return value;
}

function textList(claims: JsonObject, name: string): readonly string[] {
  if (!Object.hasOwn(claims, name)) return [];
  const value = claims[name];
  if (!Array.isArray(value)) throw new ClaimError(`the claim ${name} is not an array`);
  return Object.freeze(
    value.map((item: Json) => {
      if (typeof item !== "string") throw new ClaimError(`the claim ${name} is not an array of strings`);
      return item;
    }),
  );
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
