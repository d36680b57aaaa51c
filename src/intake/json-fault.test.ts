import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonFault } from "./json-fault.ts";

const cases: readonly (readonly [text: string, index: number, expected: RegExp])[] = [
  ['{"a":1,}', 7, /key in double quotes/],
  ["{'a':1}", 1, /key in double quotes/],
  ["{a:1}", 1, /key/],
  ['{"a" 1}', 5, /':'/],
  ['{"a":1 "b":2}', 7, /',' or '}'/],
  ['{"a":[1 2]}', 8, /',' or ']'/],
  ['{"a":[1,]}', 8, /a value/],
  ['{"a":NaN}', 5, /a value/],
  ['{"a":True}', 5, /a value/],
  ['{"a":01}', 5, /a value/],
  ['{"a":1.}', 5, /a value/],
  ['{"a":+1}', 5, /a value/],
  ['{"a":}', 5, /a value/],
  ['{"a":"x\ny"}', 7, /control characters/],
  ['{"a":"x', 7, /the end of the string/],
  ['{"a":"\\x"}', 6, /valid escape/],
  ['{"a":"\\u12g4"}', 6, /valid escape/],
  ['{"a":1}}', 7, /the end of the document/],
  ["", 0, /a value/],
  ["/* */{}", 0, /a value/],
];
for (const [text, index, expected] of cases) {
  test(`the fault of ${JSON.stringify(text)} is at ${index}`, () => {
    const fault = jsonFault(text);
    assert.equal(fault?.index, index);
    assert.match(fault?.expected ?? "", expected);
  });
}

test("there is a fault exactly where JSON.parse refuses", () => {
  const part = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    '"a"',
    "1",
    "-0.5e+3",
    "0",
    "true",
    "null",
    " ",
    "\n",
    "\\",
    "\\n",
    "é",
  );
  const mixed = fc.oneof(
    fc.json(),
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(mixed, (text) => {
      assert.equal(jsonFault(text) === undefined, parses(text), text);
    }),
    { numRuns: 3_000 },
  );
});

test("a long string and deep nesting are no trouble", () => {
  assert.equal(jsonFault(`{"a":"${"x\\n".repeat(2_000_000)}"}`), undefined);
  assert.match(jsonFault("[".repeat(100_000))?.expected ?? "", /nesting/);
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
