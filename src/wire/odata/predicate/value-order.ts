import type { Value } from "../query.ts";

/**
 * Less than, equal to or greater than zero, as `left` stands to `right`: numbers by size, however they are held; text by
 * code point, which is the order of its UTF-8 bytes and so the order of both databases; false before true.
 */
export function compareValues(left: NonNullable<Value>, right: NonNullable<Value>): number {
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  if (left === right) return 0;
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return codePointRank(a) - codePointRank(b);
  }
  return left.length - right.length;
}

/** Puts surrogates, which stand for the code points beyond 16 bits, behind all other units. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
