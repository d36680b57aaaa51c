import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { cutToWidth, displayWidth } from "./display-width.ts";

describe("the width of", () => {
  const cases: readonly (readonly [string, string, number])[] = [
    ["plain text is its length", "Incident née", 12],
    ["East Asian text is twice its length", "日本語 한국어", 13],
    ["fullwidth forms is two each", "ＡＢ", 4],
    ["an emoji is two", "🚨", 2],
    ["a mark is nothing", "e\u0301e\u0308", 2],
    ["a decomposed Hangul syllable is that of its first part", "\u1112\u1161\u11ab", 2],
    ["nothing is nothing", "", 0],
  ];
  for (const [sentence, text, width] of cases) {
    test(sentence, () => assert.equal(displayWidth(text), width));
  }
});

describe("a cut text", () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ["stays as it is when it fits", "abc", 3, "abc"],
    ["says that something is missing", "abcd", 3, "ab…"],
    ["does not show half a character", "日本語", 4, "日…"],
    ["keeps the marks of its last character", "e\u0301\u0308abc", 2, "e\u0301\u0308…"],
    ["is nothing where there is no room", "abc", 0, ""],
  ];
  for (const [sentence, text, columns, expected] of cases) {
    test(sentence, () => assert.equal(cutToWidth(text, columns), expected));
  }

  test("is never wider than it may be", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (text, columns) => {
        assert.ok(displayWidth(cutToWidth(text, columns)) <= columns);
      }),
    );
  });
});
