import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { APP, applicationClaims, type Members, TENANT, USER, userClaims, without } from "./token.fixture.ts";
import { ClaimError, principalOf } from "./token-principal.ts";

const ISS = `https://sts.windows.net/${TENANT}/`;

/** Claims as they come out of a token. */
function parsed(members: Members): JsonObject {
  const value: unknown = JSON.parse(JSON.stringify(members));
  assert.ok(isJsonObject(value));
  return value;
}

const of = (members: Members) => principalOf(parsed(members));

describe("an application", () => {
  const cases: readonly { name: string; claims: Members; roles: readonly string[] }[] = [
    { name: "has its roles", claims: applicationClaims(ISS), roles: ["Incident.Read.All"] },
    { name: "may have none", claims: without(applicationClaims(ISS), "roles"), roles: [] },
    {
      name: "is named by azp in version 2.0",
      claims: without(applicationClaims(ISS, { ver: "2.0", azp: APP.toUpperCase() }), "appid"),
      roles: ["Incident.Read.All"],
    },
    {
      name: "is named by azp where an issuer has no versions",
      claims: without(applicationClaims(ISS, { azp: APP }), "appid", "ver"),
      roles: ["Incident.Read.All"],
    },
    {
      name: "may have a user-like name when idtyp says what it is",
      claims: applicationClaims(ISS, { idtyp: "app", preferred_username: "service-account-reader" }),
      roles: ["Incident.Read.All"],
    },
  ];
  for (const { name, claims, roles } of cases) {
    test(name, () => {
      assert.deepEqual(of(claims), { kind: "application", tenantId: TENANT, appId: APP, roles });
    });
  }
});

describe("a user", () => {
  const user = (changes: Members = {}) => ({
    kind: "user",
    tenantId: TENANT,
    appId: APP,
    objectId: USER,
    userPrincipalName: "ana.ruiz@northwind.example",
    scopes: ["Incident.Read"],
    directoryRoles: [],
    groups: [],
    ...changes,
  });
  const v2 = without(
    userClaims(ISS, { ver: "2.0", azp: APP, preferred_username: "ana@northwind.example" }),
    "upn",
  );
  const [wids, groups] = [["5d6b6bb7-de71-4623-b4af-96380a352509"], ["0b1f1f2a-5d5e-4e53-9d1b-0a3d3c0c0c01"]];

  const cases: readonly { name: string; claims: Members; expected: Members }[] = [
    { name: "has scopes", claims: userClaims(ISS), expected: user() },
    {
      name: "has several scopes, blanks between them not counted",
      claims: userClaims(ISS, { scp: " Incident.Read  Alert.Read " }),
      expected: user({ scopes: ["Incident.Read", "Alert.Read"] }),
    },
    {
      name: "with empty scp stays a user, without scopes",
      claims: userClaims(ISS, { scp: "" }),
      expected: user({ scopes: [] }),
    },
    {
      name: "has directory roles and groups",
      claims: userClaims(ISS, { wids, groups }),
      expected: user({ directoryRoles: wids, groups }),
    },
    {
      name: "is not given the app roles in its token",
      claims: userClaims(ISS, { roles: ["Incident.ReadWrite.All"] }),
      expected: user(),
    },
    {
      name: "without scp is no application, whatever its roles",
      claims: without(userClaims(ISS, { roles: ["Incident.ReadWrite.All"] }), "scp"),
      expected: user({ scopes: [] }),
    },
    {
      name: "without scp or name is none when idtyp says user",
      claims: without(userClaims(ISS, { roles: ["Incident.ReadWrite.All"], idtyp: "user" }), "scp", "upn"),
      expected: user({ scopes: [], userPrincipalName: "" }),
    },
    {
      name: "is identified by sub where there is no oid",
      claims: without(userClaims(ISS, { sub: "f:1:ana" }), "oid"),
      expected: user({ objectId: "f:1:ana" }),
    },
    {
      name: "of version 2.0 is named by preferred_username",
      claims: v2,
      expected: user({ userPrincipalName: "ana@northwind.example" }),
    },
    {
      name: "who is a guest is not believed the name of another directory",
      claims: { ...v2, idp: "https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/" },
      expected: user({ userPrincipalName: "" }),
    },
    {
      name: "who is a guest by acct is not believed either",
      claims: { ...v2, acct: 1 },
      expected: user({ userPrincipalName: "" }),
    },
    {
      name: "is not named by unique_name or mail, which anyone may choose",
      claims: without(
        userClaims(ISS, { unique_name: "root@northwind.example", email: "root@northwind.example" }),
        "upn",
      ),
      expected: user({ userPrincipalName: "" }),
    },
  ];
  for (const { name, claims, expected } of cases) test(name, () => assert.deepEqual(of(claims), expected));
});

test("whatever the claims, the answer is a frozen principal or a ClaimError that quotes no value", () => {
  const names = [
    "tid",
    "appid",
    "azp",
    "ver",
    "scp",
    "roles",
    "wids",
    "groups",
    "oid",
    "sub",
    "upn",
    "typ",
    "aud",
  ];
  const value = fc.oneof(
    fc.constantFrom(TENANT, APP, "1.0", "2.0", "Incident.Read"),
    fc.jsonValue({ maxDepth: 2 }),
    fc.constant(["Incident.Read.All"]),
  );
  const claims = fc.dictionary(fc.constantFrom(...names, "__proto__", "nonce", "idtyp"), value);
  fc.assert(
    fc.property(claims, (random) => {
      try {
        const principal = of({ tid: TENANT, appid: APP, ...random });
        assert.ok(Object.isFrozen(principal));
        if (Object.hasOwn(random, "scp")) assert.equal(principal.kind, "user");
      } catch (error) {
        assert.ok(error instanceof ClaimError, String(error));
        assert.match(error.message, /^[A-Za-z0-9_ .,()]+$/);
      }
    }),
    { numRuns: 2000 },
  );
});
