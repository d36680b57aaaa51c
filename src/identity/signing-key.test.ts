import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { jwksMembers, readSigningKey } from "./signing-key.ts";
import { type Members, rsaKey } from "./token.fixture.ts";

const { jwk, privateKey } = rsaKey("one");

function read(members: Members) {
  const value: unknown = JSON.parse(JSON.stringify(members));
  assert.ok(isJsonObject(value));
  return readSigningKey(value);
}

test("a key for signatures is read, with the algorithm and the issuer that it is bound to", () => {
  const key = read({
    ...jwk,
    key_ops: ["verify"],
    alg: "RS256",
    issuer: "https://issuer.example/{tenantid}",
  });
  assert.equal(key?.keyId, "one");
  assert.equal(key?.algorithm, "RS256");
  assert.equal(key?.issuer, "https://issuer.example/{tenantid}");
  assert.equal(key?.publicKey.type, "public");
  assert.ok(read({ ...jwk, use: undefined }));
});

describe("of no use is", () => {
  const cases: readonly { name: string; members: Members }[] = [
    { name: "a key without id", members: { ...jwk, kid: undefined } },
    { name: "an empty id", members: { ...jwk, kid: "" } },
    { name: "an id that is a number", members: { ...jwk, kid: 1 } },
    { name: "a very long id", members: { ...jwk, kid: "k".repeat(257) } },
    { name: "a key for encryption", members: { ...jwk, use: "enc" } },
    { name: "a key that may only encrypt", members: { ...jwk, key_ops: ["encrypt"] } },
    { name: "operations that are text", members: { ...jwk, key_ops: "verify" } },
    { name: "a shared secret", members: { kty: "oct", k: "AAAA", kid: "one" } },
    { name: "an elliptic curve", members: { kty: "EC", crv: "P-256", x: "AA", y: "AA", kid: "one" } },
    { name: "a key of 1024 bits", members: rsaKey("one", 1024).jwk },
    { name: "a private key", members: { ...privateKey.export({ format: "jwk" }), kid: "one" } },
    { name: "an exponent of one", members: { ...jwk, e: "AQ" } },
    { name: "an even exponent", members: { ...jwk, e: "BA" } },
    { name: "an exponent of 72 bits", members: { ...jwk, e: Buffer.alloc(9, 255).toString("base64url") } },
    {
      name: "a modulus of 64,000 bits",
      members: { ...jwk, n: Buffer.alloc(8000, 255).toString("base64url") },
    },
    { name: "a modulus that is not base64url", members: { ...jwk, n: "!" } },
    { name: "a modulus that is an array", members: { ...jwk, n: [1] } },
  ];
  for (const { name, members } of cases) test(name, () => assert.equal(read(members), undefined));
});

test("a document is read whatever is in it", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("keys", "__proto__", "x"), fc.jsonValue()), (random) => {
      const document: unknown = JSON.parse(JSON.stringify(random));
      assert.ok(isJsonObject(document));
      const keys: readonly JsonObject[] = jwksMembers(document) ?? [];
      assert.deepEqual(
        keys.map(readSigningKey).filter((key) => key !== undefined),
        [],
      );
    }),
  );
});

test("no more than a hundred keys are looked at", () => {
  assert.equal(jwksMembers({ keys: Array.from({ length: 1000 }, () => ({})) })?.length, 100);
});
