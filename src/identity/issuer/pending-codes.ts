/** Bounded, so that nobody fills the memory with codes that are never redeemed; the oldest goes first. */
const COUNT_MAX = 10_000;

/** Short-lived codes and what they stand for, in memory: a restart forgets them, and whoever waits starts again. */
export class PendingCodes<T> {
  readonly #byCode = new Map<string, { value: T; readonly expiresMs: number }>();

  put(code: string, value: T, expiresMs: number): void {
    this.#byCode.set(code, { value, expiresMs });
    const [oldest] = this.#byCode.keys();
    if (this.#byCode.size > COUNT_MAX && oldest !== undefined) this.#byCode.delete(oldest);
  }

  /** What a code stands for; expired ones are found too, for as long as there is room. */
  find(code: string, nowMs: number): { readonly value: T; readonly expired: boolean } | undefined {
    const found = this.#byCode.get(code);
    return found && { value: found.value, expired: nowMs >= found.expiresMs };
  }

  /** Gives a code another meaning. */
  replace(code: string, value: T): void {
    const found = this.#byCode.get(code);
    if (found) found.value = value;
  }
}
