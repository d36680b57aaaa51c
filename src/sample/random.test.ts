import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { mulberry32, numberOf, seedOf } from "./random.ts";

test("the generator gives the published sequence of mulberry32", () => {
  const next = mulberry32(1);
  const first = [next(), next(), next()].map((value) => Math.floor(value * 2 ** 32));
  assert.deepEqual(first, [2693262067, 11749833, 2265367787]);
});

test("the seed of a text is its FNV-1a hash", () => {
  assert.equal(seedOf(""), 0x811c9dc5);
  assert.equal(seedOf("foobar"), 0xbf9cf968);
});

test("a number of a text stays within its bounds and never changes", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(1000), fc.nat(1000), (text, from, span) => {
      const number = numberOf(text, from, from + span);
      assert.ok(Number.isInteger(number) && number >= from && number <= from + span);
      assert.equal(numberOf(text, from, from + span), number);
    }),
  );
});
