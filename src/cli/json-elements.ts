/**
 * The elements of the array under `key`, each as it stands in the text: numbers keep their digits, keys their order. The
 * text must be a JSON object that `JSON.parse` takes; as there, the last of several members with one key counts. No
 * elements where the member is no array.
 */
export function elementsOf(text: string, key: string): readonly string[] {
  let found: readonly string[] = [];
  let at = skipBlank(text, text.indexOf("{") + 1);
  while (at < text.length && text[at] !== "}") {
    const keyEnd = endOfString(text, at);
    const start = skipBlank(text, skipBlank(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    if (JSON.parse(text.slice(at, keyEnd)) === key) found = arrayElements(text, start);
    at = afterSeparator(text, end);
  }
  return found;
}

function arrayElements(text: string, start: number): readonly string[] {
  if (text[start] !== "[") return [];
  const elements: string[] = [];
  let at = skipBlank(text, start + 1);
  while (at < text.length && text[at] !== "]") {
    const end = endOfValue(text, at);
    elements.push(text.slice(at, end));
    at = afterSeparator(text, end);
  }
  return elements;
}

/** Where the next member or element begins, or the bracket that ends the list. */
function afterSeparator(text: string, end: number): number {
  const at = skipBlank(text, end);
  return text[at] === "," ? skipBlank(text, at + 1) : at;
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start);
  if (text[start] === "{" || text[start] === "[") return endOfNested(text, start);
  const end = /[\s,\]}]/g;
  end.lastIndex = start;
  return end.exec(text)?.index ?? text.length;
}

function endOfNested(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (character === "{" || character === "[") depth++;
    if (character === "}" || character === "]") depth--;
    at = character === '"' ? endOfString(text, at) : at + 1;
    if (depth === 0) break;
  }
  return at;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    let backslash = quote - 1;
    while (text[backslash] === "\\") backslash--;
    if ((quote - backslash) % 2 === 1) return quote + 1;
    at = quote + 1;
  }
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return at;
}
