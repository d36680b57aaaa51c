import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { foldCase } from "./fold-case.ts";
import { compareValues } from "./value-order.ts";

test("text orders as its UTF-8 bytes do", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\uffee", "\u{1f600}", "\ud7ff", "a"));
  fc.assert(
    fc.property(text, text, (left, right) => {
      assert.equal(
        Math.sign(compareValues(left, right)),
        Buffer.compare(Buffer.from(left), Buffer.from(right)),
      );
    }),
  );
});

const cases = [
  { left: 1, right: 2n, order: -1 },
  { left: 2n, right: 2, order: 0 },
  { left: 9007199254740993n, right: 9007199254740992, order: 1 },
  { left: false, right: true, order: -1 },
  { left: 0.1, right: 0.1, order: 0 },
] as const;
for (const { left, right, order } of cases) {
  test(`${left} against ${right} is ${order}`, () => assert.equal(compareValues(left, right), order));
}

test("only ASCII letters change their case", () => {
  assert.equal(foldCase("AbÉİß1", "lower"), "abÉİß1");
  assert.equal(foldCase("aBéıß1", "upper"), "ABéıß1");
});
