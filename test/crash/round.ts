/** What one round of crashes did, for the line that tells of it, and what is wrong after it. */
export interface Round {
  readonly told: string;
  readonly problems: readonly string[];
}
