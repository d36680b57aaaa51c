import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { localSigningKeys } from "./signing-key.ts";
import { TokenCache, type VerifiedToken } from "./token-cache.ts";

const keys = localSigningKeys("https://issuer.example", []);

function entry(verifiedUntilMs: number, of = keys): VerifiedToken {
  return {
    principal: { kind: "application", tenantId: "t", appId: "a", roles: [] },
    apis: ["defender"],
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

test("the entry unused for longest goes first, of two", () => {
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

test("it never holds more than it may, and always what was used last", () => {
  const digests = fc.array(fc.constantFrom(..."abcdefghijkl"));
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 8 }), digests, (max, used) => {
      const cache = new TokenCache(max);
      used.forEach((digest, index) => {
        if (cache.get(digest, 0) === undefined) cache.put(digest, entry(100));
        assert.ok(cache.size <= max);
        const hits = cache.size;
        assert.ok(cache.get(digest, 0), `${index}`);
        assert.equal(cache.size, hits);
      });
    }),
  );
});

test("a token in constant use outlives any number of others", () => {
  const cache = new TokenCache(4);
  cache.put("mine", entry(100));
  for (let i = 0; i < 1000; i++) {
    cache.put(`other-${i}`, entry(100));
    assert.ok(cache.get("mine", 0), String(i));
  }
});
