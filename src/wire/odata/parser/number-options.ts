import { excerpt, ODataError } from "../odata-error.ts";

const DIGITS = /^[ \t]*(\d{1,19})[ \t]*$/;

/**
 * The value of `$top` or `$skip`.
 *
 * @throws ODataError `invalid-value` for what is not a whole number from 0 to 2^53 - 1
 */
export function parseAmount(option: "$top" | "$skip", text: string): number {
  const value = Number(DIGITS.exec(text)?.[1]);
  if (Number.isSafeInteger(value)) return value;
  const found = `Invalid value '${excerpt(text)}' for ${option} query option found.`;
  const detail = `${found} The ${option} query option requires a non-negative integer value.`;
  throw new ODataError({ code: "invalid-value", option, position: 0, detail });
}

/**
 * The value of `$count`.
 *
 * @throws ODataError `invalid-value` for what is neither `true` nor `false`
 */
export function parseCount(text: string): boolean {
  const value = text.trim().toLowerCase();
  if (value === "true" || value === "false") return value === "true";
  const detail = `Invalid value '${excerpt(text)}' for $count query option found. Valid values are 'true' and 'false'.`;
  throw new ODataError({ code: "invalid-value", option: "$count", position: 0, detail });
}
