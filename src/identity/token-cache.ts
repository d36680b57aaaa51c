import type { Principal } from "./principal.ts";
import type { Api } from "./resources.ts";
import type { SigningKeys } from "./signing-key.ts";
import type { SignIn } from "./trusted-issuer.ts";

/** A token whose signature and claims hold. */
export interface VerifiedToken {
  readonly principal: Principal;
  /** The APIs that it is for. */
  readonly apis: readonly Api[];
  /** Sign-in clouds that its issuer belongs to. */
  readonly clouds: readonly SignIn[];
  /** Where the key that verified it came from. */
  readonly keys: SigningKeys;
  /** Milliseconds since 1970, after which it must be verified again. */
  readonly verifiedUntilMs: number;
}

/**
 * Verified tokens by hash, at most `countMax` of them (two at least). They stand in two halves: whatever is used moves to
 * the younger one, and when that is full, the older one is dropped with what nobody has used since. So a token in use is
 * found without a write; to reorder one map at every hit costs more than the hash.
 */
export class TokenCache {
  #young = new Map<string, VerifiedToken>();
  #old = new Map<string, VerifiedToken>();
  readonly #halfMax: number;

  constructor(countMax: number) {
    this.#halfMax = Math.max(1, Math.floor(countMax / 2));
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(digest: string, nowMs: number): VerifiedToken | undefined {
    const young = this.#young.get(digest);
    const entry = young ?? this.#old.get(digest);
    if (entry === undefined) return undefined;
    if (entry.verifiedUntilMs <= nowMs) {
      this.#delete(digest);
      return undefined;
    }
    if (young === undefined) this.put(digest, entry);
    return entry;
  }

  put(digest: string, entry: VerifiedToken): void {
    this.#delete(digest);
    if (this.#young.size >= this.#halfMax) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(digest, entry);
  }

  /** Forgets what was verified with keys that are no longer all in force. */
  forget(keys: SigningKeys): void {
    for (const half of [this.#young, this.#old]) {
      for (const [digest, entry] of half) if (entry.keys === keys) half.delete(digest);
    }
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  #delete(digest: string): void {
    this.#young.delete(digest);
    this.#old.delete(digest);
  }
}
