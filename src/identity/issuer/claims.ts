import { hash } from "node:crypto";
import type { JsonObject } from "../../domain/json.ts";
import type { SignIn } from "../trusted-issuer.ts";
import { servicePrincipalId } from "./directory.ts";

export type TokenVersion = "1.0" | "2.0";

/** The user whom a delegated token is about. */
export interface TokenUser {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly displayName?: string | undefined;
  /** Template ids of directory roles. */
  readonly directoryRoles?: readonly string[] | undefined;
  /** Object ids of user groups. */
  readonly groups?: readonly string[] | undefined;
}

interface TokenRequestBase {
  readonly tenantId: string;
  readonly audience: string;
  readonly appId: string;
  /** How the application proved itself: 0 not at all (a public client), 1 with a secret, 2 with a certificate. */
  readonly appCredential?: "0" | "1" | "2" | undefined;
  /** The version that the resource asked for when it was registered; the Defender API's is 1.0. */
  readonly version?: TokenVersion | undefined;
  readonly signIn?: SignIn | undefined;
}

/** The token to make: for an application itself, or for a user through an application. */
export type TokenRequest = TokenRequestBase &
  (
    | { readonly kind: "application"; readonly roles: readonly string[] }
    | { readonly kind: "user"; readonly user: TokenUser; readonly scopes: readonly string[] }
  );

/** Where the moments and the noise in a token come from. */
export interface Mint {
  readonly nowSeconds: number;
  readonly random: (bytes: number) => Uint8Array;
}

/** Entra dates tokens back, for clients whose clock is late. */
const BACKDATED_SECONDS = 300;
/** Seconds from the request to the end of the token, so that it is 3900 s long as observed (defender.md § 2.3). */
export const TOKEN_SECONDS = 3600;
/** Entra leaves the groups of a user with many out of the token; this keeps it below 8 kB (clients.md § 5). */
const GROUP_COUNT_MAX = 80;

/** The `iss` of Entra's tokens (contract/defender.md § 2.3). */
export function entraIssuer(tenantId: string, version: TokenVersion, signIn: SignIn): string {
  if (version === "1.0") return `https://sts.windows.net/${tenantId}/`;
  return `${authorityOf(signIn)}/${tenantId}/v2.0`;
}

export function authorityOf(signIn: SignIn): string {
  return signIn === "usGov" ? "https://login.microsoftonline.us" : "https://login.microsoftonline.com";
}

/** The claims of an access token as Entra makes them, in its order (contract/defender.md § 2.3). */
export function accessTokenClaims(request: TokenRequest, mint: Mint): JsonObject {
  const { tenantId, audience, version = "1.0", signIn = "public" } = request;
  const issuer = entraIssuer(tenantId, version, signIn);
  const issued = mint.nowSeconds - BACKDATED_SECONDS;
  return {
    aud: audience,
    iss: issuer,
    iat: issued,
    nbf: issued,
    exp: mint.nowSeconds + TOKEN_SECONDS,
    aio: opaque(mint, 36),
    ...clientClaims(request, version),
    idp: issuer,
    ...(request.kind === "application" ? applicationClaims(request) : userClaims(request, version)),
    tid: tenantId,
    uti: opaque(mint, 16),
    ver: version,
  };
}

/**
 * The claims of an id token (OpenID Connect Core § 2): who signed in, for the application alone. Its audience is the
 * application, so that no API takes it for an access token.
 */
export function idTokenClaims(
  { tenantId, appId, user, signIn = "public" }: TokenRequest & { kind: "user" },
  version: TokenVersion,
  nonce: string | undefined,
  mint: Mint,
): JsonObject {
  const issued = mint.nowSeconds - BACKDATED_SECONDS;
  return {
    aud: appId,
    iss: entraIssuer(tenantId, version, signIn),
    iat: issued,
    nbf: issued,
    exp: mint.nowSeconds + TOKEN_SECONDS,
    ...(user.displayName === undefined ? {} : { name: user.displayName }),
    ...(nonce === undefined ? {} : { nonce }),
    oid: user.objectId,
    sub: pairwiseSubject(tenantId, appId, user.objectId),
    ...userNames(version, user),
    tid: tenantId,
    uti: opaque(mint, 16),
    ver: version,
  };
}

function clientClaims({ kind, appId, appCredential }: TokenRequest, version: TokenVersion): JsonObject {
  const credential = appCredential ?? (kind === "application" ? "1" : "0");
  return version === "1.0" ? { appid: appId, appidacr: credential } : { azp: appId, azpacr: credential };
}

function applicationClaims({ tenantId, appId, roles }: TokenRequest & { kind: "application" }): JsonObject {
  const objectId = servicePrincipalId(tenantId, appId);
  return { oid: objectId, ...(roles.length > 0 ? { roles } : {}), sub: objectId };
}

function userClaims(request: TokenRequest & { kind: "user" }, version: TokenVersion): JsonObject {
  const { tenantId, appId, scopes, user } = request;
  const { objectId, displayName, directoryRoles = [] } = user;
  return {
    ...groupClaims(user.groups ?? []),
    ...(displayName === undefined ? {} : { name: displayName }),
    oid: objectId,
    scp: scopes.join(" "),
    sub: pairwiseSubject(tenantId, appId, objectId),
    ...userNames(version, user),
    ...(directoryRoles.length > 0 ? { wids: directoryRoles } : {}),
  };
}

/** A person's `sub` is another one for each application. */
function pairwiseSubject(tenantId: string, appId: string, objectId: string): string {
  return hash("sha256", `pairwise ${tenantId} ${appId} ${objectId}`, "base64url");
}

function userNames(version: TokenVersion, { userPrincipalName }: TokenUser): JsonObject {
  return version === "1.0"
    ? { unique_name: userPrincipalName, upn: userPrincipalName }
    : { preferred_username: userPrincipalName };
}

function groupClaims(groups: readonly string[]): JsonObject {
  if (groups.length === 0) return {};
  return groups.length <= GROUP_COUNT_MAX ? { groups } : { _claim_names: { groups: "src1" } };
}

function opaque(mint: Mint, bytes: number): string {
  return Buffer.from(mint.random(bytes)).toString("base64url");
}
