/** What a check found: `problem` says what to do, `note` what is worth knowing. */
export interface Finding {
  readonly check: string;
  readonly verdict: "ok" | "note" | "problem";
  readonly words: string;
}

const EXAMPLES_MAX = 5;
export const RESTORE = "restore a backup";

/** Counts what is wrong in one tenant, and keeps the first few. */
export class Tally {
  readonly #examples: string[] = [];
  #count = 0;

  wrong(example: string): void {
    this.#count++;
    if (this.#examples.length < EXAMPLES_MAX) this.#examples.push(example);
  }

  /** Of the same kind, without examples. */
  more(count: number): void {
    this.#count += count;
  }

  get count(): number {
    return this.#count;
  }

  /** `sound` says what is so when nothing was wrong, `todo` what to do otherwise. */
  finding(check: string, tenantId: string, sound: string, todo = RESTORE): Finding {
    if (this.#count === 0) return { check, verdict: "ok", words: `tenant ${tenantId}: ${sound}` };
    return { check, verdict: "problem", words: `tenant ${tenantId}: ${this.text()}; ${todo}` };
  }

  text(): string {
    const more = this.#count - this.#examples.length;
    return [...this.#examples, ...(more > 0 ? [`and ${more.toLocaleString("en-US")} more`] : [])].join("; ");
  }
}
