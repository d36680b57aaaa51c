import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { localSigningKeys } from "./signing-key.ts";
import { TokenCache, type VerifiedToken } from "./token-cache.ts";

const keys = localSigningKeys("https://issuer.example", []);

function entry(verifiedUntilMs: number, of = keys): VerifiedToken {
  return {
    principal: { kind: "application", tenantId: "t", appId: "a", roles: [] },
    clouds: ["public"],
    keys: of,
    verifiedUntilMs,
  };
}

test("an entry lasts until its time and is dropped when it is found too old", () => {
  const cache = new TokenCache(10);
  cache.put("a", entry(100));
  assert.ok(cache.get("a", 99));
  assert.equal(cache.get("a", 100), undefined);
  assert.equal(cache.size, 0);
});

test("the entry unused for longest goes first", () => {
  const cache = new TokenCache(2);
  cache.put("a", entry(100));
  cache.put("b", entry(100));
  cache.get("a", 0);
  cache.put("c", entry(100));
  assert.deepEqual(
    ["a", "b", "c"].map((digest) => cache.get(digest, 0) !== undefined),
    [true, false, true],
  );
});

test("a newer entry takes the place of the older one", () => {
  const cache = new TokenCache(2);
  cache.put("a", entry(100));
  cache.put("a", entry(200));
  assert.equal(cache.size, 1);
  assert.ok(cache.get("a", 150));
});

test("only what was verified with the given keys is forgotten", () => {
  const other = localSigningKeys("https://other.example", []);
  const cache = new TokenCache(10);
  cache.put("a", entry(100));
  cache.put("b", entry(100, other));
  cache.forget(keys);
  assert.equal(cache.get("a", 0), undefined);
  assert.ok(cache.get("b", 0));
  cache.clear();
  assert.equal(cache.size, 0);
});

test("it never holds more than it may, and always the newest", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.constantFrom(..."abcdefghijkl")),
      (max, digests) => {
        const cache = new TokenCache(max);
        for (const digest of digests) {
          cache.put(digest, entry(100));
          assert.ok(cache.size <= max);
          assert.ok(cache.get(digest, 0));
        }
        assert.equal(cache.size, Math.min(max, new Set(digests).size));
      },
    ),
  );
});
