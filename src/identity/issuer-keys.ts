import type { JsonObject } from "../domain/json.ts";
import { type Fetch, type FetchLimits, fetchJson, IssuerProblem } from "./fetch-json.ts";
import {
  type IssuerHealth,
  isStandInDocument,
  jwksMembers,
  readSigningKey,
  type SigningKey,
  type SigningKeys,
  sameSigningKey,
} from "./signing-key.ts";
import { discoveryUrlOf, isLoopback, type Mode, type TrustedIssuer } from "./trusted-issuer.ts";

export interface IssuerKeyLimits extends FetchLimits {
  /** Older keys are still used, and fetched anew meanwhile. */
  readonly freshMs: number;
  /** Older keys are not used: better nobody gets in than someone with a withdrawn key. */
  readonly staleMs: number;
  /** Between two fetches on account of an unknown key id. */
  readonly coolDownMs: number;
  /** Before a failed fetch is tried again. */
  readonly retryMs: number;
}

export const issuerKeyLimits: IssuerKeyLimits = {
  timeoutMs: 5_000,
  bytesMax: 262_144,
  redirectsMax: 2,
  freshMs: 3_600_000,
  staleMs: 86_400_000,
  coolDownMs: 30_000,
  retryMs: 5_000,
};

export interface IssuerKeysOptions {
  readonly mode: Mode;
  readonly nowMs: () => number;
  readonly fetch: Fetch;
  readonly limits: IssuerKeyLimits;
  /** Called when a key that was in force no longer is. */
  readonly onRetired: () => void;
}

/**
 * The keys that an issuer publishes, found through OpenID Connect Discovery 1.0 § 4 and kept between requests. Fetched
 * when first needed, in the background once they are an hour old, and at once for an unknown key id (then not again
 * for half a minute, so that made-up ids cost the issuer nothing). All who wait share one fetch.
 */
export class IssuerKeys implements SigningKeys {
  readonly #issuer: TrustedIssuer;
  readonly #options: IssuerKeysOptions;
  readonly #closing = new AbortController();
  #keys: ReadonlyMap<string, SigningKey> = new Map();
  #fetchedMs: number | undefined;
  #attemptedMs: number | undefined;
  #problem: IssuerProblem | undefined;
  #inFlight: Promise<void> | undefined;

  constructor(issuer: TrustedIssuer, options: IssuerKeysOptions) {
    this.#issuer = issuer;
    this.#options = options;
  }

  async find(keyId: string): Promise<SigningKey | undefined> {
    const known = this.current(keyId);
    if (known !== undefined) {
      if (!this.#isYoungerThan(this.#options.limits.freshMs)) void this.#refresh();
      return known;
    }
    await this.#refresh();
    const found = this.current(keyId);
    if (found !== undefined) return found;
    if (this.#problem !== undefined) throw this.#problem;
    return undefined;
  }

  current(keyId: string): SigningKey | undefined {
    return this.#isYoungerThan(this.#options.limits.staleMs) ? this.#keys.get(keyId) : undefined;
  }

  async prime(): Promise<void> {
    if (!this.#isYoungerThan(this.#options.limits.freshMs)) await this.#refresh();
  }

  health(): IssuerHealth {
    void this.prime();
    const { issuer } = this.#issuer;
    const why = this.#problem?.message;
    if (this.#fetchedMs === undefined) return { issuer, ok: false, why: why ?? "keys not fetched yet" };
    if (!this.#isYoungerThan(this.#options.limits.staleMs)) {
      return { issuer, ok: false, why: `keys too old to be used: ${why ?? "not fetched anew yet"}` };
    }
    if (why === undefined) return { issuer, ok: true };
    return { issuer, ok: true, why: `keys fetched earlier are in use: ${why}` };
  }

  close(): void {
    this.#closing.abort();
  }

  /** A clock that was turned back makes everything old, never young. */
  #isYoungerThan(ageMs: number): boolean {
    return within(this.#options.nowMs(), this.#fetchedMs, ageMs);
  }

  #refresh(): Promise<void> {
    if (this.#inFlight !== undefined) return this.#inFlight;
    const { limits, nowMs } = this.#options;
    const pauseMs = this.#problem === undefined ? limits.coolDownMs : limits.retryMs;
    if (this.#closing.signal.aborted || within(nowMs(), this.#attemptedMs, pauseMs)) return Promise.resolve();
    this.#attemptedMs = nowMs();
    this.#inFlight = this.#load().finally(() => {
      this.#inFlight = undefined;
    });
    return this.#inFlight;
  }

  async #load(): Promise<void> {
    try {
      this.#replace(await this.#fetchKeys());
      this.#fetchedMs = this.#options.nowMs();
      this.#problem = undefined;
    } catch (error) {
      this.#problem = asProblem(error);
      if (this.#problem.code === "stand-in") this.#forget();
    }
  }

  #forget(): void {
    this.#replace(new Map());
    this.#fetchedMs = undefined;
  }

  /** Keys that did not change stay the same objects, so that whoever holds one can tell. */
  #replace(fetched: ReadonlyMap<string, SigningKey>): void {
    const before = this.#keys;
    const kept = (key: SigningKey): SigningKey => {
      const old = before.get(key.keyId);
      return old !== undefined && sameSigningKey(old, key) ? old : key;
    };
    this.#keys = new Map(Array.from(fetched.values(), (key) => [key.keyId, kept(key)]));
    const retired = Array.from(before).some(([keyId, key]) => this.#keys.get(keyId) !== key);
    if (retired) this.#options.onRetired();
  }

  async #fetchKeys(): Promise<ReadonlyMap<string, SigningKey>> {
    const jwksUrl = await this.#jwksUrl();
    const members = jwksMembers(await this.#fetchDocument(jwksUrl));
    if (members === undefined) throw new IssuerProblem("no-keys", `${jwksUrl} holds no JWK Set`);
    members.forEach((member) => {
      this.#refuseStandIn(member, jwksUrl);
    });
    const keys = new Map<string, SigningKey>();
    for (const key of members.map(readSigningKey)) {
      if (key !== undefined && !keys.has(key.keyId)) keys.set(key.keyId, key);
    }
    if (keys.size === 0) throw new IssuerProblem("no-keys", `${jwksUrl} holds no RSA signature key`);
    return keys;
  }

  async #jwksUrl(): Promise<URL> {
    if (this.#issuer.jwksUrl !== undefined) return new URL(this.#issuer.jwksUrl);
    const discoveryUrl = new URL(discoveryUrlOf(this.#issuer));
    const document = await this.#fetchDocument(discoveryUrl);
    this.#refuseStandIn(document, discoveryUrl);
    if (document.issuer !== this.#issuer.issuer) {
      throw new IssuerProblem("wrong-issuer", `${discoveryUrl} is of another issuer than the configured one`);
    }
    const url = typeof document.jwks_uri === "string" ? URL.parse(document.jwks_uri) : null;
    if (url === null) throw new IssuerProblem("no-keys", `${discoveryUrl} names no jwks_uri`);
    const local = isLoopback(url.hostname) && isLoopback(discoveryUrl.hostname);
    if (url.protocol === "https:" || (url.protocol === "http:" && local)) return url;
    throw new IssuerProblem("insecure-url", `${discoveryUrl} names a jwks_uri that is not https`);
  }

  #fetchDocument(url: URL): Promise<JsonObject> {
    return fetchJson(url, this.#options.fetch, this.#options.limits, this.#closing.signal);
  }

  #refuseStandIn(document: JsonObject, url: URL): void {
    if (this.#options.mode === "stand-in" || !isStandInDocument(document)) return;
    throw new IssuerProblem("stand-in", `${url} is of a Tocsin stand-in, which is refused in production`);
  }
}

function within(nowMs: number, sinceMs: number | undefined, spanMs: number): boolean {
  return sinceMs !== undefined && nowMs >= sinceMs && nowMs - sinceMs < spanMs;
}

function asProblem(error: unknown): IssuerProblem {
  if (error instanceof IssuerProblem) return error;
  return new IssuerProblem("unreachable", "the keys could not be read", { cause: error });
}
