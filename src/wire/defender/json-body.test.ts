import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readJsonObject } from "./json-body.ts";
import { bodyOf, refused } from "./refused.fixture.ts";

const BODY_BYTES = 1024 * 1024;

test("any JSON object is read as it was written", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      assert.deepEqual(
        JSON.stringify(readJsonObject(bodyOf(JSON.stringify(object)))),
        JSON.stringify(object),
      );
    }),
  );
});

test("a byte order mark is tolerated", () => {
  assert.deepEqual(readJsonObject(bodyOf('\ufeff{"comment":"x"}')), { comment: "x" });
});

test("of a name that stands twice the last value counts", () => {
  assert.deepEqual(readJsonObject(bodyOf('{"comment":"x","comment":"y"}')), { comment: "y" });
});

test("a key that names the prototype is a key like any other", () => {
  const body = readJsonObject(bodyOf('{"__proto__":{"status":"Active"}}'));
  assert.equal(Object.getPrototypeOf(body), Object.prototype);
  assert.deepEqual(Object.keys(body), ["__proto__"]);
  assert.equal("status" in body, false);
});

describe("what is no JSON object is refused and not repeated", () => {
  const bodies: readonly (readonly [why: string, body: Uint8Array | undefined, reason: RegExp])[] = [
    ["no body", undefined, /empty/],
    ["an empty body", new Uint8Array(), /empty/],
    ["blanks", bodyOf("  \n"), /not valid JSON/],
    ["null", bodyOf("null"), /JSON object/],
    ["an array", bodyOf("[]"), /JSON object/],
    ["a text", bodyOf('"secret"'), /JSON object/],
    ["a number", bodyOf("1"), /JSON object/],
    ["a form", bodyOf("status=secret"), /not valid JSON/],
    ["a comma too many", bodyOf('{"comment":"secret",}'), /not valid JSON/],
    ["a second value", bodyOf('{"comment":"secret"} {}'), /not valid JSON/],
    ["single quotes", bodyOf("{'comment':'secret'}"), /not valid JSON/],
    ["bytes that are no UTF-8", Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), /not UTF-8/],
    ["a cut character", Uint8Array.of(0x7b, 0x22, 0xc3), /not UTF-8/],
    ["an overlong slash", Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), /not UTF-8/],
    ["UTF-16", Uint8Array.from(Buffer.from('\ufeff{"comment":"secret"}', "utf16le")), /not UTF-8/],
    ["arrays as deep as a body is long", bodyOf("[".repeat(BODY_BYTES)), /not valid JSON/],
  ];
  for (const [why, body, reason] of bodies) {
    test(why, () => {
      const error = refused(() => readJsonObject(body));
      assert.deepEqual([error.status, error.code], [400, "InvalidRequestBody"]);
      assert.match(error.message, /^Request body is incorrect\. /);
      assert.match(error.message, reason);
      assert.doesNotMatch(error.message, /secret/);
    });
  }
});
