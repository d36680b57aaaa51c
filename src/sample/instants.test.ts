import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { instantsFrom } from "./instants.ts";

const instants = instantsFrom("2026-03-04T08:00:00Z", "a story");

test("each grain has the digits of contract/defender.md § 3", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (seconds) => {
      assert.match(instants.stored(seconds), /\.\d\d(00000|33333|66667)Z$/);
      assert.match(instants.milli(seconds), /\.\d{3}0000Z$/);
      assert.match(instants.second(seconds), /\.0000000Z$/);
    }),
  );
});

test("later seconds are later instants, and what is stored comes after what happened", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 2, max: 1000 }), (seconds, more) => {
      assert.ok(instants.second(seconds) <= instants.milli(seconds));
      assert.ok(instants.milli(seconds) <= instants.tick(seconds));
      assert.ok(instants.tick(seconds) <= instants.stored(seconds));
      assert.ok(instants.stored(seconds) <= instants.second(seconds + more));
    }),
  );
});

test("the same second of the same story is the same instant, of another story another", () => {
  const again = instantsFrom("2026-03-04T08:00:00Z", "a story");
  const other = instantsFrom("2026-03-04T08:00:00Z", "another story");
  assert.equal(again.tick(7), instants.tick(7));
  assert.notEqual(other.tick(7), instants.tick(7));
});

test("a beginning that is no instant is refused", () => {
  assert.throws(() => instantsFrom("yesterday", "a story"), RangeError);
});
