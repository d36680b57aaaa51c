import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonForPipe, jsonForTerminal, jsonLine } from "./json-output.ts";

const documents = fc.jsonValue({ stringUnit: "binary" });

test("nothing in a document reaches a terminal as a control character, and it means the same", () => {
  fc.assert(
    fc.property(documents, fc.constantFrom(undefined, 2), (document, indent) => {
      const json = JSON.stringify(document, null, indent);
      const shown = jsonForTerminal(json);
      assert.doesNotMatch(shown.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      assert.deepEqual(JSON.parse(shown), JSON.parse(json));
    }),
  );
});

test("nothing in a piped document can begin an escape sequence, and it means the same", () => {
  fc.assert(
    fc.property(documents, (document) => {
      const json = JSON.stringify(document);
      const piped = jsonForPipe(json);
      assert.doesNotMatch(piped, /\p{Cc}/u);
      assert.deepEqual(JSON.parse(piped), JSON.parse(json));
    }),
  );
});

const cases: readonly (readonly [string, (json: string) => string, string, string])[] = [
  ["C1 controls are escaped in a pipe too", jsonForPipe, '"\u009b31m\u007f"', '"\\u009b31m\\u007f"'],
  ["other text is piped as it came", jsonForPipe, '"né\\u001b 日本 \u202e"', '"né\\u001b 日本 \u202e"'],
  ["a turned text is shown on a terminal", jsonForTerminal, '"exe\u202efdp"', '"exe\\u202efdp"'],
  ["characters beyond the basic plane take two escapes", jsonForTerminal, '"\u{e0041}"', '"\\udb40\\udc41"'],
  ["no line is overwritten", jsonForTerminal, '{\r"a": 1\r\n}', '{ "a": 1 \n}'],
  ["a document becomes one line", jsonLine, '{\r\n  "a": "\\n"\n}', '{   "a": "\\n" }'],
];
for (const [sentence, write, json, expected] of cases) {
  test(sentence, () => assert.equal(write(json), expected));
}
