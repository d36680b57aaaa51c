/** The bytes that give JSON its structure (RFC 8259 § 2). In UTF-8 none of them is ever a part of another character. */
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const NEWLINE = 0x0a;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;

/** A blank within a line. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

/** The index of the last byte before `index`, and not before `from`, that is neither blank nor a line break; else -1. */
export function significantBefore(bytes: Uint8Array, index: number, from: number): number {
  for (let i = index - 1; i >= from; i--) {
    if (!isBlank(bytes[i]) && bytes[i] !== NEWLINE) return i;
  }
  return -1;
}

/** A byte as a person can read it in a message. */
export function shownByte(byte: number): string {
  if (byte > 0x20 && byte < 0x7f) return `'${String.fromCharCode(byte)}'`;
  return `the byte 0x${byte.toString(16).padStart(2, "0")}`;
}
