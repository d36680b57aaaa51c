import { hash } from "node:crypto";
import { bearerToken } from "./bearer-token.ts";
import type { Fetch } from "./fetch-json.ts";
import { type IssuerKeyLimits, IssuerKeys, issuerKeyLimits } from "./issuer-keys.ts";
import type { Principal } from "./principal.ts";
import { Refusal } from "./refusal.ts";
import type { Api } from "./resources.ts";
import { type IssuerHealth, localSigningKeys, type SigningKeys } from "./signing-key.ts";
import { TokenCache } from "./token-cache.ts";
import {
  checkTrust,
  isTemplate,
  type Mode,
  type SignIn,
  type TrustedIssuer,
  tenantsOf,
} from "./trusted-issuer.ts";
import { readUnverifiedToken } from "./unverified-token.ts";
import {
  type Audiences,
  type IssuerInForce,
  type Trust,
  type Verification,
  verifyToken,
} from "./verify-token.ts";

/** What the operator trusts: the part of the configuration that a reload may change. */
export interface TrustSettings {
  readonly issuers: readonly TrustedIssuer[];
  /** Ids of the tenants that are served. */
  readonly tenants: readonly string[];
  readonly audiences: Audiences;
}

export interface AuthenticatorOptions extends TrustSettings {
  readonly mode: Mode;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly fetch?: Fetch;
  readonly keyLimits?: IssuerKeyLimits;
  /** Verified tokens kept. */
  readonly cacheCountMax?: number;
}

export interface Authenticator {
  /**
   * Who calls an API, by the `Authorization` header, on a host of the given sign-in cloud. A token seen before costs one
   * hash and is answered at once, without a promise.
   *
   * @throws {Refusal} at once or by rejection: `missing-token`, `malformed-token`, `invalid-token`, `unknown-tenant` or
   * `issuer-unavailable`
   */
  authenticate(authorization: string | undefined, signIn: SignIn, api: Api): Principal | Promise<Principal>;
  /** Gets the keys of all issuers, so that the first callers need not wait. Never rejects. */
  prime(): Promise<void>;
  /** How each issuer is doing; also gets keys anew where that is due. */
  health(): readonly IssuerHealth[];
  /**
   * Puts other settings in force and forgets every verified token. Keys of issuers that stay are kept.
   *
   * @throws {TrustError} and leaves the settings as they were
   */
  reconfigure(settings: TrustSettings): void;
  /** Stops fetching keys. */
  close(): void;
}

/** How long a verified token is believed without a look at its issuer's keys. */
const VERIFIED_MS = 600_000;
const CACHE_COUNT_MAX = 10_000;

/**
 * Checks access tokens against the issuers that the operator trusts (contract/defender.md § 2.3, RFC 8725, RFC 9068 § 4).
 *
 * @throws {TrustError} when the settings cannot be put in force, such as no issuer, or the stand-in's in production
 */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { mode, nowMs } = options;
  const cache = new TokenCache(options.cacheCountMax ?? CACHE_COUNT_MAX);
  const inFlight = new Map<string, Promise<Verification>>();
  let trust = putInForce(options, []);

  function putInForce(settings: TrustSettings, before: readonly IssuerInForce[]): Trust {
    checkTrust(mode, settings.issuers);
    const issuers = settings.issuers.map((issuer) => ({
      issuer,
      tenants: tenantsOf(issuer, settings.tenants),
      keys: before.find((old) => hasSameKeys(old.issuer, issuer))?.keys ?? keysOf(issuer),
    }));
    issuers.sort((a, b) => Number(isTemplate(a.issuer.issuer)) - Number(isTemplate(b.issuer.issuer)));
    return { mode, issuers, audiences: settings.audiences };
  }

  function keysOf(issuer: TrustedIssuer): SigningKeys {
    if (issuer.localKeys !== undefined) return localSigningKeys(issuer.issuer, issuer.localKeys);
    const keys: SigningKeys = new IssuerKeys(issuer, {
      mode,
      nowMs,
      fetch: options.fetch ?? fetch,
      limits: options.keyLimits ?? issuerKeyLimits,
      onRetired: () => cache.forget(keys),
    });
    return keys;
  }

  async function verify(token: string, digest: string, signIn: SignIn): Promise<Verification> {
    const applied = trust;
    const verification = await verifyToken(token, signIn, applied, nowMs());
    if (applied === trust) remember(digest, verification);
    return verification;
  }

  function remember(digest: string, { principal, apis, issuer, key, expiresMs }: Verification): void {
    const verifiedUntilMs = Math.min(expiresMs, nowMs() + VERIFIED_MS);
    const retired = issuer.keys.current(key.keyId) !== key;
    if (retired || verifiedUntilMs <= nowMs()) return;
    const { clouds } = issuer.issuer;
    cache.put(digest, { principal, apis, clouds, keys: issuer.keys, verifiedUntilMs });
  }

  function verifyShared(token: string, digest: string, signIn: SignIn): Promise<Verification> {
    const id = `${signIn} ${digest}`;
    const running = inFlight.get(id);
    if (running !== undefined) return running;
    const started = verify(token, digest, signIn).finally(() => inFlight.delete(id));
    inFlight.set(id, started);
    return started;
  }

  return {
    authenticate(authorization, signIn, api) {
      const token = bearerToken(authorization);
      const digest = hash("sha256", token, "base64url");
      const known = cache.get(digest, nowMs());
      if (known?.clouds.includes(signIn)) return principalFor(api, known, token);
      return verifyShared(token, digest, signIn).then((verified) => principalFor(api, verified, token));
    },
    async prime() {
      await Promise.all(trust.issuers.map(({ keys }) => keys.prime()));
    },
    health: () => trust.issuers.map(healthOf),
    reconfigure(settings) {
      const before = trust;
      trust = putInForce(settings, before.issuers);
      cache.clear();
      inFlight.clear();
      const kept = new Set(trust.issuers.map(({ keys }) => keys));
      for (const { keys } of before.issuers) if (!kept.has(keys)) keys.close();
    },
    close() {
      for (const { keys } of trust.issuers) keys.close();
    },
  };
}

/** A token for one API does not open another, though the same issuer signed it. */
function principalFor(
  api: Api,
  { principal, apis }: Pick<Verification, "principal" | "apis">,
  token: string,
): Principal {
  if (apis.includes(api)) return principal;
  const { claimed } = readUnverifiedToken(token);
  throw new Refusal(
    { code: "invalid-token", claimed, problem: "audience" },
    `the token is not for the API ${api}`,
  );
}

function healthOf({ issuer, tenants, keys }: IssuerInForce): IssuerHealth {
  if (tenants.size > 0) return keys.health();
  return {
    issuer: issuer.issuer,
    ok: false,
    why: "speaks for no configured tenant: name them under tenants",
  };
}

function hasSameKeys(a: TrustedIssuer, b: TrustedIssuer): boolean {
  return (
    a.issuer === b.issuer &&
    a.discoveryUrl === b.discoveryUrl &&
    a.jwksUrl === b.jwksUrl &&
    a.localKeys === b.localKeys
  );
}
