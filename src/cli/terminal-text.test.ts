import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { shortened, terminalText } from "./terminal-text.ts";

const cases: readonly (readonly [string, string, string])[] = [
  ["plain text and accents stay", "Incident née 5121 – 日本語 🚨", "Incident née 5121 – 日本語 🚨"],
  ["colours are shown, not obeyed", "\u001b[31mred", "\\u001b[31mred"],
  ["a line break cannot start a line of its own", "a\nb\rc", "a\\u000ab\\u000dc"],
  ["C1 controls are escape sequences too", "\u009b31m", "\\u009b31m"],
  ["a right-to-left override is shown", "exe\u202efdp.scr", "exe\\u202efdp.scr"],
  ["an invisible space is shown", "name\u200b", "name\\u200b"],
  ["tags beyond the basic plane are shown", "a\u{e0041}", "a\\u{e0041}"],
  ["a lone surrogate is shown", "a\ud800b", "a\\ud800b"],
];
for (const [sentence, input, expected] of cases) {
  test(sentence, () => assert.equal(terminalText(input), expected));
}

test("no control character is ever left", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.doesNotMatch(terminalText(text), /[\p{Cc}\p{Cf}]/u);
    }),
  );
});

test("a cut text says that it was cut, and no character is split", () => {
  assert.equal(shortened("🚨🚨🚨🚨", 3), "🚨🚨…");
  assert.equal(shortened("abc", 3), "abc");
});
