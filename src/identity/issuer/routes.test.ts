import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import Fastify, { type FastifyInstance } from "fastify";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import { createAuthenticator } from "../authenticate.ts";
import { Refusal } from "../refusal.ts";
import { incidentAudiences, STAND_IN_AUDIENCE } from "../resources.ts";
import { APP, NOW, NOW_MS, OTHER_TENANT, TENANT } from "../token.fixture.ts";
import type { StandInTenant } from "./directory.ts";
import { loadOrCreateStandInKeys, type StandInKeys } from "./keys.ts";
import { issuerRoutes } from "./routes.ts";
import { standInIssuers } from "./stand-in-issuers.ts";

const SECRET = "not~a.real/secret+for%tests";
const SECRETLESS = "6a2d3c41-0b7e-4d6e-9b1a-0c5d2e8f7a10";
const tenants: readonly StandInTenant[] = [
  {
    id: TENANT,
    name: "Northwind",
    domains: ["northwind.example", "northwind.onmicrosoft.example"],
    apps: [
      { appId: APP, name: "Reader", secret: SECRET, permissions: ["Incident.Read.All"] },
      { appId: SECRETLESS, name: "No secret", permissions: [] },
    ],
    users: [],
  },
  { id: OTHER_TENANT, name: "Northwind Federal", domains: [], apps: [], users: [], signIn: "usGov" },
];

let folder = "";
let keys: StandInKeys;
let server: FastifyInstance;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tocsin-routes-"));
  keys = await loadOrCreateStandInKeys(folder);
  server = Fastify();
  await server.register(issuerRoutes, {
    keys,
    tenants: () => tenants,
    nowMs: () => NOW_MS,
    random: randomBytes,
    ownHosts: ["defender.northwind.example"],
  });
});

after(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const V2 = `/${TENANT}/oauth2/v2.0/token`;
const V1 = `/${TENANT}/oauth2/token`;
const FORM = "application/x-www-form-urlencoded";
type Fields = Readonly<Record<string, string>>;

const v2: Fields = {
  grant_type: "client_credentials",
  client_id: APP,
  client_secret: SECRET,
  scope: "https://api.security.microsoft.com/.default",
};
const v1: Fields = {
  grant_type: "client_credentials",
  client_id: APP,
  client_secret: SECRET,
  resource: "https://api.security.microsoft.com",
};

const encoded = (fields: Fields) => new URLSearchParams(fields).toString();

async function post(url: string, payload: string, headers: Fields = {}) {
  const response = await server.inject({
    method: "POST",
    url,
    payload,
    headers: { "content-type": FORM, ...headers },
  });
  const body: unknown = response.json();
  assert.ok(isJsonObject(body));
  return { status: response.statusCode, headers: response.headers, body };
}

async function roles(body: JsonObject): Promise<readonly string[] | string> {
  const authenticator = createAuthenticator({
    mode: "stand-in",
    issuers: standInIssuers(keys, "stand-in"),
    tenants: [TENANT],
    audiences: { defender: [...incidentAudiences, STAND_IN_AUDIENCE], graph: [] },
    nowMs: () => NOW_MS,
  });
  try {
    const principal = await authenticator.authenticate(`Bearer ${body.access_token}`, "public", "defender");
    return principal.kind === "application" ? principal.roles : "a user";
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe("a token is granted", () => {
  test("by version 2, with numbers as numbers", async () => {
    const { status, headers, body } = await post(V2, encoded(v2));
    assert.equal(status, 200);
    assert.match(String(headers["cache-control"]), /no-store/);
    assert.match(String(headers["content-type"]), /^application\/json/);
    const { access_token: token, ...rest } = body;
    assert.deepEqual(rest, { token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599 });
    assert.equal(typeof token, "string");
    assert.deepEqual(await roles(body), ["Incident.Read.All"]);
  });

  test("by version 1, with numbers as text", async () => {
    const { status, body } = await post(V1, encoded(v1));
    assert.equal(status, 200);
    const { access_token: _, ...rest } = body;
    assert.deepEqual(rest, {
      token_type: "Bearer",
      expires_in: "3599",
      ext_expires_in: "3599",
      expires_on: String(NOW + 3599),
      not_before: String(NOW),
      resource: "https://api.security.microsoft.com",
    });
    assert.deepEqual(await roles(body), ["Incident.Read.All"]);
  });

  const variants: readonly { name: string; url?: string; body?: string; headers?: Fields }[] = [
    { name: "for a domain of the tenant", url: "/northwind.example/oauth2/v2.0/token" },
    { name: "for a domain in other case", url: "/NorthWind.OnMicrosoft.example/oauth2/v2.0/token" },
    { name: "for the tenant's id in capitals", url: `/${TENANT.toUpperCase()}/oauth2/v2.0/token` },
    { name: "with a query string", url: `${V2}?client-request-id=8f0c1f0e&x=%zz` },
    { name: "with an empty Bearer header", headers: { authorization: "Bearer " } },
    { name: "with a stale Bearer header", headers: { authorization: "Bearer e30.e30.x" } },
    { name: "with a broken Basic header", headers: { authorization: "Basic !!" } },
    { name: "from an unencoded body", body: unencoded(v2) },
    { name: "from a body with a newline at its end", body: `${encoded(v2)}\r\n` },
    { name: "from a body called JSON", headers: { "content-type": "application/json" } },
    { name: "from a body with a charset", headers: { "content-type": `${FORM}; charset=utf-8` } },
    { name: "for an app id in capitals", body: encoded({ ...v2, client_id: APP.toUpperCase() }) },
    {
      name: "with parameters of its library",
      body: encoded({ ...v2, client_info: "1", "x-client-SKU": "x" }),
    },
    {
      name: "with credentials in a Basic header",
      body: encoded({ grant_type: "client_credentials", scope: v2.scope ?? "" }),
      headers: { authorization: `Basic ${btoa(`${APP}:${encodeURIComponent(SECRET)}`)}` },
    },
    {
      name: "by its body, whatever a Basic header says",
      headers: { authorization: `Basic ${btoa(`${SECRETLESS}:wrong`)}` },
    },
  ];
  for (const { name, url = V2, body = encoded(v2), headers } of variants) {
    test(name, async () => {
      const answer = await post(url, body, headers);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      assert.deepEqual(await roles(answer.body), ["Incident.Read.All"]);
    });
  }

  test("from a body that has no content type", async () => {
    const response = await server.inject({ method: "POST", url: V2, payload: Buffer.from(encoded(v2)) });
    assert.equal(response.statusCode, 200, response.body);
  });

  const scopes: readonly [scope: string, audience: string][] = [
    ["https://api.security.microsoft.com/.default", "https://api.security.microsoft.com"],
    ["https://api.security.microsoft.com//.default", "https://api.security.microsoft.com/"],
    ["https://security.microsoft.com/mtp/.default", "https://security.microsoft.com/mtp"],
    ["offline_access https://security.microsoft.com/mtp/.default", "https://security.microsoft.com/mtp"],
    ["openid  https://security.microsoft.com/mtp//.DEFAULT profile", "https://security.microsoft.com/mtp/"],
    ["8ee8fdad-f234-4243-8f3b-15c294843740/.default", "8ee8fdad-f234-4243-8f3b-15c294843740"],
    [
      "https://securitycenter.onmicrosoft.com/windowsatpservice/.default",
      "https://securitycenter.onmicrosoft.com/windowsatpservice",
    ],
    ["https://api.securitycenter.microsoft.com/.default", "https://api.securitycenter.microsoft.com"],
    ["https://api.securitycenter.windows.com/.default", "https://api.securitycenter.windows.com"],
    ["fc780465-2017-40d4-a0c5-307022471b92/.default", "fc780465-2017-40d4-a0c5-307022471b92"],
    ["https://us.api.security.microsoft.com/.default", "https://us.api.security.microsoft.com"],
    ["https://api-eu.security.microsoft.com/.default", "https://api-eu.security.microsoft.com"],
    ["https://api-gcc.security.microsoft.us/.default", "https://api-gcc.security.microsoft.us"],
    ["https://api-gov.security.microsoft.us/.default", "https://api-gov.security.microsoft.us"],
    ["HTTPS://API.Security.Microsoft.com/.default", "https://api.security.microsoft.com"],
    ["http://127.0.0.1:8080/.default", STAND_IN_AUDIENCE],
    ["http://localhost/.default", STAND_IN_AUDIENCE],
    ["https://[::1]:8443//.default", STAND_IN_AUDIENCE],
    ["https://defender.northwind.example:8443/.default", STAND_IN_AUDIENCE],
  ];
  for (const [scope, audience] of scopes) {
    test(`for ${scope}`, async () => {
      const { status, body } = await post(V2, encoded({ ...v2, scope }));
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(claimsOf(body).aud, audience);
      assert.deepEqual(await roles(body), ["Incident.Read.All"]);
    });
  }

  test("for the host that the request came to", async () => {
    const host = "siem.internal.example:9000";
    const { status } = await post(V2, encoded({ ...v2, scope: `http://${host}/.default` }), { host });
    assert.equal(status, 200);
  });

  test("for Graph, which the incidents API then refuses", async () => {
    const { body } = await post(V2, encoded({ ...v2, scope: "https://graph.microsoft.com/.default" }));
    assert.equal(claimsOf(body).aud, "https://graph.microsoft.com");
    assert.equal(await roles(body), "invalid-token");
  });

  test("by version 1 without a resource, for an audience that the API then refuses", async () => {
    const { resource: _, ...fields } = v1;
    const { status, body } = await post(V1, encoded(fields));
    assert.equal(status, 200);
    assert.equal(body.resource, "00000002-0000-0000-c000-000000000000");
    assert.equal(claimsOf(body).aud, "00000002-0000-0000-c000-000000000000");
    assert.equal(await roles(body), "invalid-token");
  });
});

describe("a token is refused", () => {
  interface Case {
    readonly name: string;
    readonly url?: string;
    readonly fields?: Fields;
    readonly body?: string;
    readonly headers?: Fields;
    readonly expected: readonly [status: number, error: string, aadsts: number];
  }
  const without = (fields: Fields, name: string) =>
    Object.fromEntries(Object.entries(fields).filter(([each]) => each !== name));

  const cases: readonly Case[] = [
    {
      name: "unknown tenant",
      url: "/contoso.example/oauth2/v2.0/token",
      expected: [400, "invalid_request", 90002],
    },
    {
      name: "no tenant of its own",
      url: "/common/oauth2/v2.0/token",
      expected: [400, "invalid_request", 50194],
    },
    { name: "empty body", body: "", expected: [400, "invalid_request", 900144] },
    { name: "no grant_type", fields: without(v2, "grant_type"), expected: [400, "invalid_request", 900144] },
    { name: "no client_id", fields: without(v2, "client_id"), expected: [400, "invalid_request", 900144] },
    { name: "empty client_id", fields: { ...v2, client_id: "" }, expected: [400, "invalid_request", 900144] },
    { name: "no scope", fields: without(v2, "scope"), expected: [400, "invalid_request", 900144] },
    { name: "a duplicate", body: `${encoded(v2)}&scope=x`, expected: [400, "invalid_request", 9000411] },
    {
      name: "a grant that there is not",
      fields: { ...v2, grant_type: "urn:ietf:params:oauth:grant-type:token-exchange" },
      expected: [400, "unsupported_grant_type", 70003],
    },
    {
      name: "a grant with the name of a property that all objects have",
      fields: { ...v2, grant_type: "constructor" },
      expected: [400, "unsupported_grant_type", 70003],
    },
    {
      name: "unknown app",
      fields: { ...v2, client_id: "00000000-0000-4000-8000-000000000001" },
      expected: [400, "unauthorized_client", 700016],
    },
    {
      name: "an app of another tenant",
      url: `/${OTHER_TENANT}/oauth2/v2.0/token`,
      expected: [400, "unauthorized_client", 700016],
    },
    {
      name: "wrong secret",
      fields: { ...v2, client_secret: "x" },
      expected: [401, "invalid_client", 7000215],
    },
    {
      name: "wrong secret on version 1",
      url: V1,
      fields: { ...v1, client_secret: SECRET.slice(0, -1) },
      expected: [401, "invalid_client", 7000215],
    },
    {
      name: "any secret for an app that has none",
      fields: { ...v2, client_id: SECRETLESS, client_secret: "undefined" },
      expected: [401, "invalid_client", 7000215],
    },
    {
      name: "wrong secret in a Basic header",
      fields: without(without(v2, "client_id"), "client_secret"),
      headers: { authorization: `Basic ${btoa(`${APP}:wrong`)}` },
      expected: [401, "invalid_client", 7000215],
    },
    { name: "no secret", fields: without(v2, "client_secret"), expected: [401, "invalid_client", 7000216] },
    {
      name: "empty secret",
      fields: { ...v2, client_secret: "" },
      expected: [401, "invalid_client", 7000216],
    },
    {
      name: "certificate",
      fields: {
        ...without(v2, "client_secret"),
        client_assertion: "e30.e30.x",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      },
      expected: [401, "invalid_client", 700027],
    },
    {
      name: "scope without .default",
      fields: { ...v2, scope: "https://api.security.microsoft.com/Incident.Read.All" },
      expected: [400, "invalid_scope", 1002012],
    },
    {
      name: "no resource scope",
      fields: { ...v2, scope: "openid" },
      expected: [400, "invalid_scope", 70011],
    },
    {
      name: "scopes of two resources",
      fields: { ...v2, scope: `${v2.scope} https://graph.microsoft.com/.default` },
      expected: [400, "invalid_scope", 70011],
    },
    {
      name: "unknown resource",
      fields: { ...v2, scope: "https://vault.example/.default" },
      expected: [400, "invalid_resource", 500011],
    },
    {
      name: "unknown resource on version 1",
      url: V1,
      fields: { ...v1, resource: "https://vault.example" },
      expected: [400, "invalid_resource", 500011],
    },
    {
      name: "a host that only begins like ours",
      fields: { ...v2, scope: "https://localhost.evil.example/.default" },
      expected: [400, "invalid_resource", 500011],
    },
    { name: "a body of 100 kB", body: "a".repeat(100_000), expected: [400, "invalid_request", 90100] },
  ];

  for (const { name, url = V2, fields = v2, body = encoded(fields), headers, expected } of cases) {
    test(name, async () => {
      const answer = await post(url, body, headers);
      const [status, error, aadsts] = expected;
      assert.deepEqual(
        [answer.status, answer.body.error, answer.body.error_codes],
        [status, error, [aadsts]],
      );
      assert.match(String(answer.headers["cache-control"]), /no-store/);
      assert.ok(!JSON.stringify(answer.body).includes(SECRET));
    });
  }

  test("in Entra's words", async () => {
    const { body } = await post(V2, encoded({ ...v2, client_secret: "wrong" }));
    const { trace_id: trace, correlation_id: correlation } = body;
    assert.deepEqual(body, {
      error: "invalid_client",
      error_description:
        "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client " +
        `secret value, not the client secret ID, for a secret added to app '${APP}'.\r\nTrace ID: ${trace}\r\n` +
        `Correlation ID: ${correlation}\r\nTimestamp: 2026-11-20 12:00:00Z`,
      error_codes: [7000215],
      timestamp: "2026-11-20 12:00:00Z",
      trace_id: trace,
      correlation_id: correlation,
      error_uri: "https://login.microsoftonline.com/error?code=7000215",
    });
    const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    assert.match(String(trace), guid);
    assert.match(String(correlation), guid);
    assert.notEqual(trace, correlation);
  });

  test("whatever the form, with 200, 400 or 401 and no secret in the answer", async () => {
    const field = fc.constantFrom(
      "grant_type",
      "client_id",
      "client_secret",
      "scope",
      "resource",
      "__proto__",
    );
    const value = fc.oneof(
      fc.constantFrom("client_credentials", APP, SECRETLESS, SECRET, v2.scope ?? "", "%", "%zz"),
      fc.string({ unit: "binary" }),
    );
    const forms = fc.array(fc.tuple(field, value), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        forms,
        fc.constantFrom(V1, V2),
        fc.string({ unit: "binary" }),
        async (fields, url, tail) => {
          const payload = fields.map(([name, text]) => `${name}=${text}`).join("&") + tail;
          const { status, body } = await post(url, payload);
          assert.ok([200, 400, 401].includes(status));
          if (status !== 200) assert.equal(typeof body.error_description, "string");
        },
      ),
    );
  });
});

describe("discovery", () => {
  const get = async (url: string, headers: Fields = {}): Promise<JsonObject> => {
    const response = await server.inject({ url, headers });
    const body: unknown = response.json();
    assert.ok(isJsonObject(body));
    return { status: response.statusCode, ...body };
  };
  const cases: readonly { url: string; issuer: string; token: string; keys: string }[] = [
    {
      url: "/northwind.example/v2.0/.well-known/openid-configuration",
      issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      token: V2,
      keys: `/${TENANT}/discovery/v2.0/keys`,
    },
    {
      url: `/${TENANT}/.well-known/openid-configuration`,
      issuer: `https://sts.windows.net/${TENANT}/`,
      token: V1,
      keys: `/${TENANT}/discovery/keys`,
    },
    {
      url: `/${OTHER_TENANT}/v2.0/.well-known/openid-configuration`,
      issuer: `https://login.microsoftonline.us/${OTHER_TENANT}/v2.0`,
      token: `/${OTHER_TENANT}/oauth2/v2.0/token`,
      keys: `/${OTHER_TENANT}/discovery/v2.0/keys`,
    },
  ];
  for (const { url, issuer, token, keys: jwks } of cases) {
    test(`of ${url}`, async () => {
      const document = await get(url, { host: "localhost:8080" });
      assert.equal(document.issuer, issuer);
      assert.equal(document.token_endpoint, `http://localhost:8080${token}`);
      assert.equal(document.jwks_uri, `http://localhost:8080${jwks}`);
      assert.equal(document.tocsin_stand_in, true);
      assert.deepEqual(await get(jwks), { status: 200, keys: [keys.publicJwk] });
    });
  }

  for (const path of ["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys", "discovery/keys"]) {
    test(`of an unknown tenant is refused: ${path}`, async () => {
      const { status, error_codes: codes } = await get(`/contoso.example/${path}`);
      assert.deepEqual([status, codes], [400, [90002]]);
    });
  }

  test("does not repeat a Host header that is no host", async () => {
    for (const host of ["a b", 'x"y', "a/../b?"]) {
      const document = await get(`/${TENANT}/.well-known/openid-configuration`, { host });
      assert.ok(!JSON.stringify(document).includes(host), host);
    }
  });
});

test("the body parsers of the server around it are left as they are", async () => {
  const outer = Fastify();
  outer.post("/echo", (request) => ({ body: request.body }));
  await outer.register(issuerRoutes, {
    keys,
    tenants: () => tenants,
    nowMs: () => NOW_MS,
    random: randomBytes,
  });
  const response = await outer.inject({ method: "POST", url: "/echo", payload: { a: 1 } });
  assert.deepEqual(response.json(), { body: { a: 1 } });
  const form = await outer.inject({
    method: "POST",
    url: "/echo",
    payload: "a=1",
    headers: { "content-type": FORM },
  });
  assert.equal(form.statusCode, 415);
  await outer.close();
});

function unencoded(fields: Fields): string {
  const plain = { ...fields, client_secret: encodeURIComponent(fields.client_secret ?? "") };
  return Object.entries(plain)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function claimsOf(body: JsonObject): JsonObject {
  const part = String(body.access_token).split(".")[1] ?? "";
  const claims: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
  assert.ok(isJsonObject(claims));
  return claims;
}
