/**
 * JSON as it came, safe for whatever shows it: characters that can begin an escape sequence are written as JSON escapes,
 * so the document means the same. JSON itself forbids the others (C0) inside of strings.
 */
export function jsonForPipe(json: string): string {
  return json.replace(/[\u007f-\u009f]/g, escaped);
}

/** As `jsonForPipe`, and what is invisible or turns the direction of text is shown too. */
export function jsonForTerminal(json: string): string {
  return json.replace(/\r/g, " ").replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
}

/** JSON without the line breaks that may stand between its parts, as NDJSON needs it. */
export function jsonLine(json: string): string {
  return json.replace(/[\r\n]+/g, " ");
}

/** A JSON escape has four digits; characters beyond the basic plane take two of them. */
function escaped(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
