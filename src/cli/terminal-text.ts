/**
 * Text from incidents, made safe for a terminal: control characters (C0, C1, DEL), bidirectional overrides and
 * invisible format characters are shown as escapes, so that nothing in an alert can move the cursor, colour a line or
 * turn a file name round.
 */
export function terminalText(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Cuts to a number of characters, with an ellipsis where something is missing. */
export function shortened(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
