import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Authenticator, createAuthenticator } from "./authenticate.ts";
import { type IssuerServer, startIssuer } from "./issuer-server.fixture.ts";
import { Refusal, type RefusalCode } from "./refusal.ts";
import { incidentAudiences } from "./resources.ts";
import {
  APP,
  applicationClaims,
  encode,
  type Members,
  NOW,
  NOW_MS,
  OTHER_TENANT,
  rsaKey,
  signed,
  signedWithCurve,
  signedWithPublicKey,
  TENANT,
  userClaims,
  without,
} from "./token.fixture.ts";

const key = rsaKey("key-1");
const forger = rsaKey("key-1");
const weak = rsaKey("weak", 1024);
const encryption = rsaKey("encryption");
const pinned = rsaKey("pinned");
const bound = rsaKey("bound");

let server: IssuerServer;
let authenticator: Authenticator;
let iss = "";

before(async () => {
  server = await startIssuer();
  iss = server.origin;
  server.keys = [
    key.jwk,
    weak.jwk,
    { ...encryption.jwk, use: "enc" },
    { ...pinned.jwk, alg: "PS256" },
    { ...bound.jwk, issuer: "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0" },
  ];
  authenticator = createAuthenticator({
    mode: "production",
    issuers: [{ issuer: iss, clouds: ["public"], tenants: [TENANT] }],
    tenants: [TENANT, OTHER_TENANT],
    audiences: { defender: incidentAudiences, graph: [] },
    nowMs: () => NOW_MS,
  });
});

after(async () => {
  authenticator.close();
  await server.down();
});

interface Hostile {
  readonly name: string;
  readonly code: RefusalCode;
  readonly reason: RegExp;
  readonly header: () => string | undefined;
}

const claims = (changes: Members = {}) => applicationClaims(iss, changes);
const good = () => signed(key, claims());

function hostile(name: string, code: RefusalCode, reason: RegExp, token: () => string): Hostile {
  return { name, code, reason, header: () => `Bearer ${token()}` };
}

function header(name: string, code: RefusalCode, reason: RegExp, value: () => string | undefined): Hostile {
  return { name, code, reason, header: value };
}

const invalid = (name: string, reason: RegExp, token: () => string) =>
  hostile(name, "invalid-token", reason, token);
const malformed = (name: string, reason: RegExp, token: () => string) =>
  hostile(name, "malformed-token", reason, token);
const claimed = (name: string, reason: RegExp, changes: Members) =>
  invalid(name, reason, () => signed(key, claims(changes)));
const headed = (name: string, reason: RegExp, extra: Members) =>
  invalid(name, reason, () => signed(key, claims(), extra));

const table: readonly Hostile[] = [
  header("no Authorization header", "missing-token", /no token/, () => undefined),
  header("an empty header", "missing-token", /no token/, () => ""),
  header("a scheme alone", "missing-token", /no token/, () => "Bearer "),
  header("a duplicated Bearer", "malformed-token", /base64url/, () => `Bearer Bearer ${good()}`),
  header("Basic credentials", "malformed-token", /base64url/, () => "Basic dTpw"),
  header("a comma and a second token", "malformed-token", /base64url/, () => `Bearer ${good()}, ${good()}`),
  header("a scheme run into the token", "malformed-token", /not JSON/, () => `Bearer${good()}`),

  malformed("20 kB", /too long/, () => `${good()}${"A".repeat(20_000)}`),
  malformed("20 kB of dots", /too long/, () => ".".repeat(20_000)),
  malformed("a token without a signature part", /base64url/, () => good().replace(/\.[^.]*$/, "")),
  malformed("extra dots", /base64url/, () => `${good()}.`),
  malformed("an encrypted token's five parts", /base64url/, () => "a.b.c.d.e"),
  malformed("characters beyond base64url", /base64url/, () => good().replace(".", "=.")),
  malformed("a payload that is not JSON", /payload/, () => signed(key, "{not json")),
  malformed("a payload that is an array", /payload/, () => signed(key, [1, 2])),
  malformed("a payload that is null", /payload/, () => signed(key, "null")),
  malformed("a header that is not JSON", /header/, () => `${encode("x")}.${encode(claims())}.AAAA`),
  malformed("a payload that is not UTF-8", /payload/, () => {
    const bytes = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString("base64url");
    return `${encode({ typ: "JWT", alg: "RS256", kid: "key-1" })}.${bytes}.AAAA`;
  }),
  malformed("a payload nested 3,000 deep in arrays", /payload/, () => signed(key, `${"[".repeat(3000)}`)),

  invalid("alg none without signature", /algorithm none/, () => {
    return `${encode({ typ: "JWT", alg: "none", kid: "key-1" })}.${encode(claims())}.`;
  }),
  invalid("alg NoNe", /algorithm NoNe/, () => {
    return `${encode({ typ: "JWT", alg: "NoNe", kid: "key-1" })}.${encode(claims())}.`;
  }),
  invalid("HS256 with the public key as secret", /algorithm HS256/, () => signedWithPublicKey(key, claims())),
  invalid("ES256 over the id of an RSA key", /algorithm ES256/, () => signedWithCurve(key, claims())),
  headed("RS512, which is not on the list", /algorithm RS512/, { alg: "RS512" }),
  headed("an algorithm that is a number", /alg is missing/, { alg: 256 }),
  headed("a jku header", /jku/, { jku: "https://keys.example/keys" }),
  headed("an x5u header", /x5u/, { x5u: "https://keys.example/chain" }),
  invalid("its own jwk header", /jwk/, () => signed(forger, claims(), { jwk: forger.jwk })),
  headed("a critical extension", /crit/, { crit: ["b64"], b64: true }),
  headed("an empty list of critical extensions", /crit/, { crit: [] }),
  headed("an unknown kid", /no key key-9/, { kid: "key-9" }),
  headed("an empty kid", /kid/, { kid: "" }),
  headed("no kid", /kid/, { kid: undefined }),
  headed("a kid that is an array", /kid/, { kid: ["key-1"] }),
  headed("a kid of 300 characters", /kid/, { kid: "k".repeat(300) }),
  headed("a kid that is a path", /no key/, { kid: "../../keys" }),
  headed("a kid that every object has", /no key __proto__/, { kid: "__proto__" }),
  headed("no typ", /typ/, { typ: undefined }),
  headed("another typ", /typ/, { typ: "logout+jwt" }),
  headed("a stand-in's kid in production", /refused in production/, { kid: "tocsin-stand-in-abc" }),
  invalid("another's signature under a known kid", /signature verification/, () => signed(forger, claims())),
  invalid("the signature of another token", /signature verification/, () => {
    const [head, , signature] = good().split(".");
    return `${head}.${encode(claims({ roles: ["Incident.ReadWrite.All"] }))}.${signature}`;
  }),
  invalid("a truncated signature", /signature verification/, () => good().slice(0, -20)),
  invalid("an empty signature", /signature verification/, () => good().replace(/[^.]*$/, "")),
  invalid("PS256 in the header over an RS256 signature", /signature verification/, () => {
    const [, payload, signature] = good().split(".");
    return `${encode({ typ: "JWT", alg: "PS256", kid: "key-1" })}.${payload}.${signature}`;
  }),
  invalid("a key of 1024 bits", /no key weak/, () => signed(weak, claims())),
  invalid("an encryption key", /no key encryption/, () => signed(encryption, claims())),
  invalid("a key that is for another algorithm", /not for RS256/, () => signed(pinned, claims())),
  invalid("a key that is for another issuer", /not for this issuer/, () => signed(bound, claims())),

  claimed("another issuer", /not trusted/, { iss: "https://issuer.example" }),
  invalid("the trusted issuer with a slash added", /not trusted/, () =>
    signed(key, claims({ iss: `${iss}/` })),
  ),
  claimed("an issuer that is an array", /iss/, { iss: ["https://issuer.example"] }),
  claimed("no issuer", /iss/, { iss: undefined }),
  claimed("another audience", /"aud"/, { aud: "https://graph.microsoft.com" }),
  claimed("the audience of a v1 request without resource", /"aud"/, {
    aud: "00000002-0000-0000-c000-000000000000",
  }),
  claimed("the audience in other case", /"aud"/, { aud: "HTTPS://API.SECURITY.MICROSOFT.COM" }),
  claimed("no audience", /"aud"/, { aud: undefined }),
  claimed("an audience that is an object", /"aud"/, { aud: { "0": "https://api.security.microsoft.com" } }),
  claimed("expired", /"exp"/, { exp: NOW - 61 }),
  claimed("an end that is text", /"exp"/, { exp: String(NOW + 3600) }),
  claimed("no end", /"exp"/, { exp: undefined }),
  claimed("an end beyond the calendar", /exp is no time/, { exp: 1e300 }),
  claimed("not valid yet", /"nbf"/, { nbf: NOW + 61 }),
  claimed("a beginning that is text", /"nbf"/, { nbf: "0" }),
  hostile("a tenant that is not configured", "unknown-tenant", /tenant/, () =>
    signed(key, claims({ tid: "11111111-2222-4333-8444-555555555555" })),
  ),
  hostile("a tenant that the issuer may not speak for", "unknown-tenant", /tenant/, () =>
    signed(key, claims({ tid: OTHER_TENANT })),
  ),
  claimed("a tenant that is an array", /tid/, { tid: [TENANT] }),
  claimed("a tenant that is no GUID", /tid/, { tid: "northwind.example" }),
  claimed("no tenant", /tid/, { tid: undefined }),
  claimed("an unknown version", /ver/, { ver: "3.0" }),
  claimed("a version that is a number", /ver/, { ver: 1 }),
  claimed("no application", /appid/, { appid: undefined }),
  claimed("roles that are text", /roles/, { roles: "Incident.Read.All" }),
  claimed("roles that hold a number", /roles/, { roles: ["Incident.Read.All", 7] }),
  claimed("scp that is an array", /scp/, { scp: ["Incident.Read"] }),
  claimed("idtyp app with scp", /idtyp/, { idtyp: "app", scp: "Incident.Read" }),
  claimed("an ID token by its nonce", /ID token/, { nonce: "abc" }),
  claimed("an ID token by its hash of a code", /ID token/, { c_hash: "abc" }),
  invalid("an ID token by its audience", /"aud"|ID token/, () => signed(key, claims({ aud: APP }))),
  invalid("an ID token with two audiences", /ID token/, () =>
    signed(key, claims({ aud: ["https://api.security.microsoft.com", APP] })),
  ),
  claimed("an ID token as Keycloak marks it", /typ/, { typ: "ID" }),
  claimed("a refresh token as Keycloak marks it", /typ/, { typ: "Refresh" }),
  invalid("a user without any id", /oid/, () => signed(key, without(userClaims(iss), "oid"))),
  invalid("groups that are text", /groups/, () => signed(key, userClaims(iss, { groups: "all" }))),
];

describe("every hostile token is refused", () => {
  for (const { name, code, reason, header: value } of table) {
    test(name, async () => {
      const authorization = value();
      const refusal = await refusalOf(authorization);
      assert.equal(refusal.code, code, refusal.reason);
      assert.match(refusal.reason, reason);
      const token = authorization?.split(" ").at(-1) ?? "";
      if (token.length > 20)
        assert.ok(!refusal.reason.includes(token.slice(0, 20)), "the token is in the log");
    });
  }

  test("and the token that they vary is accepted, so that each is refused for its own fault", async () => {
    const principal = await authenticator.authenticate(`Bearer ${good()}`, "public", "defender");
    assert.deepEqual(principal, {
      kind: "application",
      tenantId: TENANT,
      appId: APP,
      roles: ["Incident.Read.All"],
    });
  });

  test("and a chain of certificates in the header is neither needed nor followed", async () => {
    const token = signed(forger, claims(), { x5c: ["MIIB"] });
    assert.equal((await refusalOf(`Bearer ${token}`)).code, "invalid-token");
  });
});

test("a refusal tells what the token claims, cut and cleaned, for the vendor's wording", async () => {
  const token = signed(key, claims({ aud: `a\u0000\u2028${"x".repeat(1000)}` }));
  const { detail } = await refusalOf(`Bearer ${token}`);
  assert.ok(detail.code === "invalid-token");
  const { audience = "", ...rest } = detail.claimed;
  assert.deepEqual(rest, { appId: APP, issuer: iss, validFrom: NOW - 300, validTo: NOW + 3600 });
  assert.match(audience, /^a\u{fffd}\u{fffd}x{253}$/u);
});

async function refusalOf(authorization: string | undefined): Promise<Refusal> {
  try {
    await authenticator.authenticate(authorization, "public", "defender");
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "the token was accepted" });
}
