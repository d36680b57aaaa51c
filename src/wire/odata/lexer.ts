import { excerpt, ODataError, type ODataErrorCode } from "./odata-error.ts";
import type { Token, TokenKind } from "./token.ts";

/** One option's decoded text; `option` is its name as errors say it, `$filter`. */
export interface Source {
  readonly option: string;
  readonly text: string;
}

const NAME =
  /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]*(?:\.[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]*)*/uy;
const NAME_PART = /[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}.]/uy;
const GUID = /[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}/y;
const INSTANT = /\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:[Zz]|[+-]\d\d:\d\d)/y;
const DATE = /\d{4}-\d\d-\d\d[Zz]?/y;
const NUMBER = /[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const INTEGER = /^[+-]?\d+$/;

const DASH = 45;
const QUOTE = 39;

/**
 * Splits an option into tokens after the OData 4.01 ABNF, the last one `end`. Reads each character a bounded number of
 * times, whatever the text.
 *
 * @throws ODataError `syntax`, `unterminated-string`
 */
export function tokenize(source: Source): readonly Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (code === 32 || code === 9) {
      position++;
      continue;
    }
    position = readToken(source, position, code, tokens);
  }
  tokens.push({ kind: "end", text: "", type: "", position });
  return tokens;
}

function readToken(source: Source, position: number, code: number, tokens: Token[]): number {
  const { text } = source;
  const punctuation = punctuationOf(code);
  if (punctuation !== undefined) {
    tokens.push({ kind: punctuation, text: punctuation, type: "", position });
    return position + 1;
  }
  if (code === QUOTE) return readString(source, position, position, "", tokens);
  if (text.charCodeAt(position + 8) === DASH) {
    const guid = matchAt(GUID, text, position);
    if (guid !== undefined) return pushLiteral(source, "guid", guid, position, tokens);
  }
  if (isDigit(code) || code === DASH || code === 43) return readNumber(source, position, tokens);
  return readName(source, position, tokens);
}

function punctuationOf(code: number): TokenKind | undefined {
  switch (code) {
    case 40:
      return "(";
    case 41:
      return ")";
    case 44:
      return ",";
    case 47:
      return "/";
    case 58:
      return ":";
    case 42:
      return "*";
    default:
      return undefined;
  }
}

/** `open` is where the quote stands; `position` where the literal, with the type in front of it, begins. */
function readString(source: Source, open: number, position: number, type: string, tokens: Token[]): number {
  const { text } = source;
  let end = text.indexOf("'", open + 1);
  while (end !== -1 && text.charCodeAt(end + 1) === QUOTE) end = text.indexOf("'", end + 2);
  if (end === -1) {
    throw lexicalError(source, text.length, "unterminated-string", "There is an unterminated string literal");
  }
  const written = text.slice(open + 1, end);
  // PostgreSQL cannot hold U+0000 and SQLite's functions stop at it, so nothing stored could be meant.
  const nul = written.indexOf("\0");
  if (nul !== -1) throw invalidCharacter(source, open + 1 + nul);
  const value = written.includes("'") ? written.replaceAll("''", "'") : written;
  tokens.push({ kind: type === "" ? "string" : "enum", text: value, type, position });
  return end + 1;
}

function readNumber(source: Source, position: number, tokens: Token[]): number {
  const { text } = source;
  if (text.charCodeAt(position + 4) === DASH) {
    const instant = matchAt(INSTANT, text, position);
    if (instant !== undefined) return pushLiteral(source, "timestamp", instant, position, tokens);
    const date = matchAt(DATE, text, position);
    if (date !== undefined) return pushLiteral(source, "date", date, position, tokens);
  }
  const number = matchAt(NUMBER, text, position);
  if (number === undefined) throw invalidCharacter(source, position);
  return pushLiteral(source, INTEGER.test(number) ? "integer" : "decimal", number, position, tokens);
}

function readName(source: Source, position: number, tokens: Token[]): number {
  const name = matchAt(NAME, source.text, position);
  if (name === undefined) throw invalidCharacter(source, position);
  const end = position + name.length;
  if (source.text.charCodeAt(end) === QUOTE) {
    if (!name.includes(".")) throw syntaxError(source, end);
    return readString(source, end, position, name, tokens);
  }
  tokens.push({ kind: "name", text: name, type: "", position });
  return end;
}

function pushLiteral(
  source: Source,
  kind: TokenKind,
  text: string,
  position: number,
  tokens: Token[],
): number {
  const end = position + text.length;
  if (matchAt(NAME_PART, source.text, end) !== undefined || source.text.charCodeAt(end) === QUOTE) {
    throw syntaxError(source, end);
  }
  tokens.push({ kind, text, type: "", position });
  return end;
}

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** `Syntax error at position 9 in 'status eq'.` */
export function syntaxError(source: Source, position: number): ODataError {
  return lexicalError(source, position, "syntax", "Syntax error");
}

function invalidCharacter(source: Source, position: number): ODataError {
  const character = excerpt(String.fromCodePoint(source.text.codePointAt(position) ?? 0));
  return lexicalError(source, position, "syntax", `Syntax error: character '${character}' is not valid`);
}

function lexicalError(source: Source, position: number, code: ODataErrorCode, what: string): ODataError {
  const detail = `${what} at position ${position} in '${excerpt(source.text, position)}'.`;
  return new ODataError({ code, option: source.option, position, detail });
}
