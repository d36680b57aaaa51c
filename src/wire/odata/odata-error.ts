import { EXCERPT_MAX } from "./bounds.ts";

/** Why a query was refused. Stable: dialects and tests branch on it, people read the message. */
export type ODataErrorCode =
  | "malformed-encoding"
  | "duplicate-option"
  | "unknown-option"
  | "option-not-allowed"
  | "too-long"
  | "too-deep"
  | "too-many-nodes"
  | "too-many-items"
  | "syntax"
  | "unterminated-string"
  | "invalid-literal"
  | "invalid-value"
  | "unknown-function"
  | "function-not-allowed"
  | "operator-not-allowed"
  | "unknown-property"
  | "unknown-type"
  | "unknown-enum-member"
  | "property-not-allowed"
  | "type-mismatch"
  | "duplicate-item"
  | "top-limit"
  | "skip-limit";

/** A refusal before a dialect words it. */
export interface Problem {
  readonly code: ODataErrorCode;
  /** The option it is about, as `$filter`; empty when it is about the query string itself. */
  readonly option: string;
  /** UTF-16 units from the start of the option's decoded value (of the raw query string, for its own errors). */
  readonly position: number;
  /** The words of ASP.NET Core OData, which the vendor's service runs on, without the sentence in front. */
  readonly detail: string;
}

const PREFIX = "The query specified in the URI is not valid.";

/**
 * The one error of this folder. `message` reads as the vendor's stack words it (contract/defender.md § 8.3); it repeats
 * of the client's text only a bounded piece without control characters.
 */
export class ODataError extends Error {
  readonly code: ODataErrorCode;
  readonly option: string;
  readonly position: number;
  readonly detail: string;

  constructor(problem: Problem, message = `${PREFIX} ${problem.detail}`) {
    super(message);
    this.name = "ODataError";
    this.code = problem.code;
    this.option = problem.option;
    this.position = problem.position;
    this.detail = problem.detail;
  }
}

const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * A piece of the client's text that is safe in a message or a log: at most `EXCERPT_MAX` units around `position`, with
 * control, format and unassigned characters and lone surrogates shown as `?`.
 */
export function excerpt(text: string, position = 0): string {
  const start = Math.max(0, Math.min(position - EXCERPT_MAX / 2, text.length - EXCERPT_MAX));
  const end = start + EXCERPT_MAX;
  const piece = text.slice(start, end).replace(UNPRINTABLE, "?");
  return `${start > 0 ? "…" : ""}${piece}${end < text.length ? "…" : ""}`;
}
