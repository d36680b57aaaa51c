import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from "jose";
import { type Authenticator, createAuthenticator } from "../authenticate.ts";
import type { Principal } from "../principal.ts";
import { Refusal } from "../refusal.ts";
import { APP, AUDIENCE, NOW, NOW_MS, OTHER_TENANT, rsaKey, TENANT, USER } from "../token.fixture.ts";
import { TrustError } from "../trusted-issuer.ts";
import type { TokenRequest } from "./claims.ts";
import { servicePrincipalId } from "./directory.ts";
import { loadOrCreateStandInKeys, type StandInKeys } from "./keys.ts";
import { mintToken, TokenTooLongError } from "./mint.ts";
import { standInIssuers } from "./stand-in-issuers.ts";

let folder = "";
let keys: StandInKeys;
let authenticator: Authenticator;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tocsin-mint-"));
  keys = await loadOrCreateStandInKeys(folder);
  authenticator = createAuthenticator({
    mode: "stand-in",
    issuers: standInIssuers(keys, "stand-in"),
    tenants: [TENANT, OTHER_TENANT],
    audiences: { defender: [AUDIENCE], graph: [] },
    nowMs: () => NOW_MS,
  });
});

after(() => rm(folder, { recursive: true, force: true }));

const mint = { nowSeconds: NOW, random: randomBytes };
const application: TokenRequest = {
  kind: "application",
  tenantId: TENANT,
  audience: AUDIENCE,
  appId: APP,
  roles: ["Incident.Read.All"],
};
const user: TokenRequest = {
  kind: "user",
  tenantId: TENANT,
  audience: AUDIENCE,
  appId: APP,
  user: {
    objectId: USER,
    userPrincipalName: "ana.ruiz@northwind.example",
    displayName: "Ana Ruiz",
    directoryRoles: ["5d6b6bb7-de71-4623-b4af-96380a352509"],
    groups: ["0b1f1f2a-5d5e-4e53-9d1b-0a3d3c0c0c01"],
  },
  scopes: ["Incident.Read", "Alert.Read"],
};

const ids = fc.uuid();
const names = fc.array(fc.stringMatching(/^[A-Za-z]{1,12}\.[A-Za-z]{1,12}(\.All)?$/), { maxLength: 20 });
const requestBase = {
  tenantId: fc.constantFrom(TENANT, OTHER_TENANT),
  audience: fc.constant(AUDIENCE),
  appId: ids,
  version: fc.constantFrom("1.0" as const, "2.0" as const),
  signIn: fc.constantFrom("public" as const, "usGov" as const),
};
const requests: fc.Arbitrary<TokenRequest> = fc.oneof(
  fc.record({ kind: fc.constant("application" as const), ...requestBase, roles: names }),
  fc.record({
    kind: fc.constant("user" as const),
    ...requestBase,
    scopes: names,
    user: fc.record({
      objectId: ids,
      userPrincipalName: fc.emailAddress(),
      displayName: fc.string({ unit: "grapheme", maxLength: 40 }),
      directoryRoles: fc.array(ids, { maxLength: 10 }),
      groups: fc.array(ids, { maxLength: 80 }),
    }),
  }),
);

function expected(request: TokenRequest): Principal {
  const { tenantId, appId } = request;
  if (request.kind === "application") return { kind: "application", tenantId, appId, roles: request.roles };
  const { objectId, userPrincipalName, directoryRoles = [], groups = [] } = request.user;
  return {
    kind: "user",
    tenantId,
    appId,
    objectId,
    userPrincipalName,
    scopes: request.scopes,
    directoryRoles,
    groups,
  };
}

test("whatever is asked for, the token says just that", async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const token = await mintToken(keys, request, mint);
      assert.ok(token.length < 8000);
      const principal = await authenticator.authenticate(
        `Bearer ${token}`,
        request.signIn ?? "public",
        "defender",
      );
      assert.deepEqual(principal, expected(request));
    }),
    { numRuns: 60 },
  );
});

test("an application's token has Entra's claims in Entra's order", async () => {
  const token = await mintToken(keys, application, mint);
  const { aio, uti, ...claims } = decodeJwt(token);
  assert.deepEqual(Object.entries(claims), [
    ["aud", AUDIENCE],
    ["iss", `https://sts.windows.net/${TENANT}/`],
    ["iat", NOW - 300],
    ["nbf", NOW - 300],
    ["exp", NOW + 3600],
    ["appid", APP],
    ["appidacr", "1"],
    ["idp", `https://sts.windows.net/${TENANT}/`],
    ["oid", servicePrincipalId(TENANT, APP)],
    ["roles", ["Incident.Read.All"]],
    ["sub", servicePrincipalId(TENANT, APP)],
    ["tid", TENANT],
    ["ver", "1.0"],
  ]);
  assert.match(`${aio} ${uti}`, /^[\w-]{48} [\w-]{22}$/);
  const kid = keys.keyId;
  assert.deepEqual(decodeProtectedHeader(token), { typ: "JWT", alg: "RS256", x5t: kid, kid });
});

test("a user's token has the claims of a person", async () => {
  const { aio, uti, sub, ...claims } = decodeJwt(await mintToken(keys, user, mint));
  assert.deepEqual(claims, {
    aud: AUDIENCE,
    iss: `https://sts.windows.net/${TENANT}/`,
    iat: NOW - 300,
    nbf: NOW - 300,
    exp: NOW + 3600,
    appid: APP,
    appidacr: "0",
    groups: ["0b1f1f2a-5d5e-4e53-9d1b-0a3d3c0c0c01"],
    idp: `https://sts.windows.net/${TENANT}/`,
    name: "Ana Ruiz",
    oid: USER,
    scp: "Incident.Read Alert.Read",
    tid: TENANT,
    unique_name: "ana.ruiz@northwind.example",
    upn: "ana.ruiz@northwind.example",
    ver: "1.0",
    wids: ["5d6b6bb7-de71-4623-b4af-96380a352509"],
  });
  assert.notEqual(sub, USER);
  assert.ok(aio !== uti);
});

test("version 2.0 is issued by the authority of its cloud and names the application in azp", async () => {
  for (const [signIn, authority] of [
    ["public", "https://login.microsoftonline.com"],
    ["usGov", "https://login.microsoftonline.us"],
  ] as const) {
    const claims: JWTPayload = decodeJwt(await mintToken(keys, { ...user, version: "2.0", signIn }, mint));
    assert.equal(claims.iss, `${authority}/${TENANT}/v2.0`);
    assert.equal(claims.azp, APP);
    assert.equal(claims.appid, undefined);
    assert.equal(claims.preferred_username, "ana.ruiz@northwind.example");
  }
});

test("an application without permissions has no roles claim, and a principal without roles", async () => {
  const token = await mintToken(keys, { ...application, roles: [] }, mint);
  assert.equal(decodeJwt(token).roles, undefined);
  assert.deepEqual(await authenticator.authenticate(token, "public", "defender"), {
    ...expected(application),
    roles: [],
  });
});

test("a user in very many groups has them left out, as Entra does, rather than a token too long", async () => {
  const groups = Array.from(
    { length: 500 },
    (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
  );
  const token = await mintToken(keys, { ...user, user: { ...user.user, groups } }, mint);
  assert.deepEqual(decodeJwt(token)._claim_names, { groups: "src1" });
  const principal = await authenticator.authenticate(token, "public", "defender");
  assert.ok(principal.kind === "user" && principal.groups.length === 0);
});

test("a token that clients could not carry is not made", async () => {
  const roles = Array.from({ length: 500 }, (_, i) => `Permission.Number${i}.All`);
  await assert.rejects(mintToken(keys, { ...application, roles }, mint), TokenTooLongError);
});

test("the stand-in's issuers exist in a stand-in only", () => {
  assert.throws(() => standInIssuers(keys, "production"), TrustError);
  const settings = { tenants: [TENANT], audiences: { defender: [AUDIENCE], graph: [] }, nowMs: () => NOW_MS };
  const issuers = standInIssuers(keys, "stand-in");
  assert.throws(() => createAuthenticator({ ...settings, mode: "production", issuers }), TrustError);
});

test("a token of another data folder's stand-in is refused", async () => {
  const forger = rsaKey(keys.keyId);
  const token = await mintToken({ ...keys, privateKey: forger.privateKey }, application, mint);
  await assert.rejects(
    async () => authenticator.authenticate(token, "public", "defender"),
    (error) => error instanceof Refusal && error.code === "invalid-token",
  );
});
