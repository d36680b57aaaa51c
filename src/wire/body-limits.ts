/**
 * What the body of a request may hold, in one place. Only the comment's limit is the vendor's (contract/defender.md
 * § 12); the others are chosen (docs/differences.md). Lengths are in UTF-16 units, as the vendor's stack counts.
 */

export interface Lengths {
  readonly min: number;
  readonly max: number;
}

export const COMMENT_LENGTHS: Lengths = { min: 1, max: 30_000 };
/** An empty text takes the owner away. PostgreSQL's indexes hold up to 2,704 bytes of a row. */
export const ASSIGNED_TO_LENGTHS: Lengths = { min: 0, max: 512 };

export const TAGS_MAX = 100;
export const TAG_LENGTHS: Lengths = { min: 1, max: 256 };

/** Alerts of one batch update. */
export const BATCH_SIZE_MAX = 1_000;
/** No product's ids come near it (§ 6.9). */
export const ALERT_ID_LENGTHS: Lengths = { min: 1, max: 256 };

export const TITLE_LENGTHS: Lengths = { min: 1, max: 500 };
export const DESCRIPTION_LENGTHS: Lengths = { min: 1, max: 10_000 };
export const RECOMMENDED_ACTION_LENGTHS: Lengths = { min: 1, max: 10_000 };
export const REPORT_ID_LENGTHS: Lengths = { min: 1, max: 256 };
export const MACHINE_ID_LENGTHS: Lengths = { min: 1, max: 256 };

/** What Graph alone can change; lists and texts are the server's own bounds (docs/differences.md). */
export const DISPLAY_NAME_LENGTHS: Lengths = { min: 1, max: 500 };
export const INCIDENT_TEXT_LENGTHS: Lengths = { min: 0, max: 30_000 };
export const CUSTOM_DETAILS_MAX = 100;
export const CUSTOM_DETAIL_LENGTHS: Lengths = { min: 0, max: 10_000 };
/** Alerts of one move. */
export const MOVED_ALERTS_MAX = 100;
