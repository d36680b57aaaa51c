import type { Principal } from "./principal.ts";
import type { SigningKeys } from "./signing-key.ts";
import type { SignIn } from "./trusted-issuer.ts";

/** A token whose signature and claims hold. */
export interface VerifiedToken {
  readonly principal: Principal;
  /** Sign-in clouds that its issuer belongs to. */
  readonly clouds: readonly SignIn[];
  /** Where the key that verified it came from. */
  readonly keys: SigningKeys;
  /** Milliseconds since 1970, after which it must be verified again. */
  readonly verifiedUntilMs: number;
}

/** Verified tokens by hash: at most `countMax`, of which the one unused for longest goes first. */
export class TokenCache {
  readonly #entries = new Map<string, VerifiedToken>();
  readonly #countMax: number;

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(digest: string, nowMs: number): VerifiedToken | undefined {
    const entry = this.#entries.get(digest);
    if (entry === undefined) return undefined;
    this.#entries.delete(digest);
    if (entry.verifiedUntilMs <= nowMs) return undefined;
    this.#entries.set(digest, entry);
    return entry;
  }

  put(digest: string, entry: VerifiedToken): void {
    this.#entries.delete(digest);
    this.#entries.set(digest, entry);
    if (this.#entries.size <= this.#countMax) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  /** Forgets what was verified with keys that are no longer all in force. */
  forget(keys: SigningKeys): void {
    for (const [digest, entry] of this.#entries) {
      if (entry.keys === keys) this.#entries.delete(digest);
    }
  }

  clear(): void {
    this.#entries.clear();
  }
}
