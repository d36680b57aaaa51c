import type { SigningKey } from "./signing-key.ts";

/** Which Entra signs in the callers of a host: the public one, or that of the US government (defender.md § 1). */
export type SignIn = "public" | "usGov";

/** The algorithms that a token may be signed with. There is none with a shared secret, by type and by check. */
export type SignatureAlgorithm = "RS256" | "PS256";

/** In production, nothing that the stand-in signed is believed. */
export type Mode = "production" | "stand-in";

/** An issuer that the operator trusts. */
export interface TrustedIssuer {
  /** Compared exactly with `iss`. `{tenantid}` in it stands for the `tid` of the token. */
  readonly issuer: string;
  /** The sign-in clouds that it belongs to: its tokens are refused on hosts of another. */
  readonly clouds: readonly SignIn[];
  /** Tenants that it may speak for; left out, see {@link tenantsOf}. */
  readonly tenants?: readonly string[] | undefined;
  readonly algorithms?: readonly SignatureAlgorithm[] | undefined;
  /** Where its discovery document is, when not at the place that OpenID Connect Discovery § 4 gives. */
  readonly discoveryUrl?: string | undefined;
  /** Where its keys are; no discovery document is read then. */
  readonly jwksUrl?: string | undefined;
  /** Keys at hand, read from nowhere: the stand-in's own, refused in production. */
  readonly localKeys?: readonly SigningKey[] | undefined;
}

export type TrustErrorCode =
  | "no-trusted-issuer"
  | "stand-in-issuer"
  | "unsupported-algorithm"
  | "ambiguous-issuer"
  | "invalid-issuer"
  | "insecure-url";

/** The configured trust cannot be put in force; the message says what to change. */
export class TrustError extends Error {
  readonly code: TrustErrorCode;
  constructor(code: TrustErrorCode, message: string) {
    super(message);
    this.name = "TrustError";
    this.code = code;
  }
}

export const SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = ["RS256", "PS256"];

const PLACEHOLDER = "{tenantid}";
const GUID_ANYWHERE = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** The `iss` that this issuer's tokens of a tenant must carry. */
export function issuerOf(issuer: string, tenantId: string): string {
  return issuer.replaceAll(PLACEHOLDER, tenantId);
}

export function isTemplate(issuer: string): boolean {
  return issuer.includes(PLACEHOLDER);
}

/** The place of a discovery document. Entra keeps the one of all tenants under `common`. */
export function discoveryUrlOf(issuer: TrustedIssuer): string {
  const base = issuerOf(issuer.issuer, "common").replace(/\/+$/, "");
  return issuer.discoveryUrl ?? `${base}/.well-known/openid-configuration`;
}

/**
 * The configured tenants that an issuer may speak for, in lower case. One that names none may speak for every tenant if
 * its string holds `{tenantid}`, for the tenant whose id stands in its string, or for the only tenant there is;
 * otherwise for none, because with several tenants one issuer must not reach into another's.
 */
export function tenantsOf(issuer: TrustedIssuer, configured: readonly string[]): ReadonlySet<string> {
  const known = configured.map((id) => id.toLowerCase());
  if (issuer.tenants !== undefined) {
    const own = new Set(issuer.tenants.map((id) => id.toLowerCase()));
    return new Set(known.filter((id) => own.has(id)));
  }
  if (isTemplate(issuer.issuer)) return new Set(known);
  const named = GUID_ANYWHERE.exec(issuer.issuer)?.[0].toLowerCase();
  if (named !== undefined) return new Set(known.filter((id) => id === named));
  return new Set(known.length === 1 ? known : []);
}

/**
 * Checks what no schema can: that production has an issuer, that none of them is the stand-in, that no two answer for
 * the same `iss` in one cloud, that URLs are https (or http on loopback) and algorithms are public-key ones.
 *
 * @throws {TrustError}
 */
export function checkTrust(mode: Mode, issuers: readonly TrustedIssuer[]): void {
  if (issuers.length === 0) {
    throw new TrustError("no-trusted-issuer", "no trusted issuer: name at least one under issuers");
  }
  issuers.forEach((issuer) => {
    checkIssuer(mode, issuer);
  });
  const claims = issuers.flatMap(({ clouds, ...issuer }) => clouds.map((cloud) => ({ ...issuer, cloud })));
  for (const [index, { cloud, issuer, localKeys }] of claims.entries()) {
    const other = claims.slice(index + 1).find((each) => each.cloud === cloud && each.issuer === issuer);
    if (other === undefined) continue;
    const words =
      localKeys === undefined && other.localKeys === undefined
        ? `named twice for one cloud: ${cloud} ${issuer}`
        : `a stand-in signs tokens as ${issuer} itself: leave it out of issuers, or run without --stand-in`;
    throw new TrustError("ambiguous-issuer", words);
  }
}

function checkIssuer(mode: Mode, issuer: TrustedIssuer): void {
  const { algorithms = SIGNATURE_ALGORITHMS, localKeys, jwksUrl } = issuer;
  const other = algorithms.find((algorithm) => !SIGNATURE_ALGORITHMS.includes(algorithm));
  if (other !== undefined || algorithms.length === 0) {
    const message = `${issuer.issuer}: algorithms must be among ${SIGNATURE_ALGORITHMS.join(", ")}`;
    throw new TrustError("unsupported-algorithm", message);
  }
  if (localKeys !== undefined) {
    if (mode === "stand-in") return;
    throw new TrustError("stand-in-issuer", "the stand-in's issuer is refused in production");
  }
  checkUrl(issuer.issuer, jwksUrl ?? discoveryUrlOf(issuer));
}

function checkUrl(issuer: string, text: string): void {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") {
    throw new TrustError("invalid-issuer", `${issuer}: its keys must be at a URL without credentials`);
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return;
  throw new TrustError("insecure-url", `${issuer}: ${text} is neither https nor http on loopback`);
}

/** Names and addresses of this machine, as the `hostname` of a URL spells them. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
