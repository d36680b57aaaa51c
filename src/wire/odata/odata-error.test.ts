import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EXCERPT_MAX } from "./bounds.ts";
import { excerpt, ODataError } from "./odata-error.ts";

const cases = [
  { text: "status eq", position: 9, shown: "status eq" },
  { text: "a\u0000b\u001b[31m\n\u202ec\u200bd\ud800", position: 0, shown: "a?b?[31m??c?d?" },
  { text: "é😀", position: 0, shown: "é😀" },
];
for (const { text, position, shown } of cases) {
  test(`${JSON.stringify(text)} is shown as ${shown}`, () => assert.equal(excerpt(text, position), shown));
}

test("a long text is shown around the position, with marks where it was cut", () => {
  const text = `${"a".repeat(300)}HERE${"b".repeat(300)}`;
  assert.match(excerpt(text, 300), /^…a+HEREb+…$/);
  assert.match(excerpt(text, 0), /^a+…$/);
  assert.match(excerpt(text, text.length), /^…b+$/);
});

test("an excerpt is bounded and printable whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.nat(500), (text, position) => {
      const shown = excerpt(text, position);
      assert.ok(shown.length <= EXCERPT_MAX + 2);
      assert.doesNotMatch(shown, /[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("an error carries its problem, and the vendor's sentence in front of it", () => {
  const problem = { code: "syntax", option: "$filter", position: 3, detail: "Wrong." } as const;
  const { code, option, position, detail, message, name } = new ODataError(problem);
  assert.deepEqual({ code, option, position, detail }, problem);
  assert.deepEqual([name, message], ["ODataError", "The query specified in the URI is not valid. Wrong."]);
});
