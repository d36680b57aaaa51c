import { type Source, syntaxError } from "../lexer.ts";

/**
 * Splits a text at a separator wherever it stands outside of parentheses and quotes, in one pass.
 *
 * @throws ODataError `syntax` when the parentheses or quotes do not match
 */
export function splitOutside(source: Source, separator: "," | ";"): readonly string[] {
  const { text } = source;
  const pieces: string[] = [];
  let start = 0;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === separator && depth === 0) {
      pieces.push(text.slice(start, at));
      start = at + 1;
    }
    if (depth < 0) throw syntaxError(source, at);
  }
  if (depth > 0 || quoted) throw syntaxError(source, text.length);
  return [...pieces, text.slice(start)];
}
