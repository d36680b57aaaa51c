import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { elementsOf } from "./json-elements.ts";

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ["an element is what stands in the text", '{"value":[ {"a" :1.0} , {} ]}', ['{"a" :1.0}', "{}"]],
  ["numbers keep their digits", '{"value":[9007199254740993,-0.10e2]}', ["9007199254740993", "-0.10e2"]],
  ["brackets and quotes in texts are text", '{"value":["]\\"}","\\\\"]}', ['"]\\"}"', '"\\\\"']],
  ["an array deeper down is another", '{"x":{"value":[1]},"y":["value",[2]],"value":[3]}', ["3"]],
  ["a key may be written with escapes", '{"v\\u0061lue":[true,null]}', ["true", "null"]],
  ["the last of equal keys counts", '{"value":[1],"value":[2]}', ["2"]],
  ["what stands behind does not matter", '\n{ "value" : [ [ ] ] , "next" : "[" }\r\n', ["[ ]"]],
  ["an empty array has none", '{"value":[ ]}', []],
  ["no array has none", '{"value":{"value":[1]}}', []],
  ["no such key has none", "{ }", []],
];
for (const [sentence, text, expected] of cases) {
  test(sentence, () => assert.deepEqual(elementsOf(text, "value"), expected));
}

test("the elements are those that JSON.parse gives, however the text is laid out", () => {
  const documents = fc.record({
    first: fc.jsonValue(),
    value: fc.array(fc.jsonValue()),
    last: fc.jsonValue(),
  });
  fc.assert(
    fc.property(documents, fc.constantFrom(undefined, 2, "\t"), (document, indent) => {
      const text = JSON.stringify(document, null, indent);
      const elements = elementsOf(text, "value").map((element) => JSON.parse(element));
      assert.deepEqual(elements, JSON.parse(text).value);
    }),
  );
});
