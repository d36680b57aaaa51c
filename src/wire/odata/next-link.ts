import type { OptionName } from "./option-name.ts";
import { decode, optionOf, parts, type QueryStringSettings } from "./query-string.ts";

/**
 * The query string of the next page: every part of the raw one as the client wrote it, with `option` replaced. The
 * result is safe in an absolute link and as an RFC 6570 template: no raw space, quote, brace or non-ASCII character
 * (contract/graph.md § 5.3).
 *
 * @throws ODataError as `parseQueryString`
 */
export function withOption(
  raw: string,
  option: OptionName,
  value: string | number,
  settings: QueryStringSettings = {},
): string {
  const dollarOptional = settings.dollarOptional === true;
  const kept = parts(raw)
    .filter((part) => optionOf(decode(part.name, part.start), dollarOptional) !== option)
    .map((part) => (part.value === "" ? part.name : `${part.name}=${part.value}`));
  return [...kept, `$${option}=${encodeURIComponent(value)}`].map(linkSafe).join("&");
}

/** RFC 3986: what may not stand in a query, and `'`, which HTML and shells take for a quote. */
const UNSAFE = /[^A-Za-z0-9\-._~!$&()*+,;=:@/?%]/gu;

function linkSafe(text: string): string {
  return text.replace(UNSAFE, (character) => (character === "'" ? "%27" : encodeURIComponent(character)));
}
