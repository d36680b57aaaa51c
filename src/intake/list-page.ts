import { COLON, COMMA, isBlank, NEWLINE, significantBefore } from "./json-bytes.ts";

const VALUE = new TextEncoder().encode('"value"');
const ANNOTATION = new TextEncoder().encode('"@odata.');

/**
 * True when the array that opens at `index` is the list of a page: the member `value` of the object that opens at
 * `start` (contract/defender.md § 4.1). The key counts as it is commonly written, without escapes.
 */
export function isPageList(bytes: Uint8Array, start: number, index: number): boolean {
  const colon = significantBefore(bytes, index, start);
  if (colon === -1 || bytes[colon] !== COLON) return false;
  const key = significantBefore(bytes, colon, start) + 1 - VALUE.length;
  if (key <= start || !standsAt(bytes, VALUE, key)) return false;
  const before = significantBefore(bytes, key, start);
  return before === start || bytes[before] === COMMA;
}

/** True when the first member of the object is what a page begins with: within a list an entity is more likely. */
export function beginsAsPage(bytes: Uint8Array, start: number): boolean {
  let i = start + 1;
  while (isBlank(bytes[i]) || bytes[i] === NEWLINE) i++;
  return standsAt(bytes, VALUE, i) || standsAt(bytes, ANNOTATION, i);
}

function standsAt(bytes: Uint8Array, text: Uint8Array, index: number): boolean {
  return text.every((byte, offset) => bytes[index + offset] === byte);
}
