import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { decodeJwt, type JWTPayload } from "jose";
import { isJsonObject, type JsonObject } from "../src/domain/json.ts";
import { type MadeCertificate, makeCertificate } from "./fixtures/app-certificate.ts";
import type { Answer } from "./fixtures/ask.ts";
import { Browser } from "./fixtures/browser.ts";
import { alertOf, incidentOf } from "./fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND } from "./fixtures/scopes.ts";
import { startServer, type TestServer } from "./fixtures/server.ts";
import {
  ANA,
  APPS,
  DESKTOP_REDIRECT,
  FAY,
  PASSWORD,
  SECRET,
  signInConfig,
  WEB_REDIRECT,
} from "./fixtures/sign-in-tenants.ts";

const DEFENDER = "https://api.security.microsoft.com";
const V2 = "oauth2/v2.0/token";
const V1 = "oauth2/token";
const VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636-0123456789";
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

let server: TestServer;
let made: MadeCertificate;

before(async () => {
  made = await makeCertificate();
  server = await startServer(signInConfig(made), {
    [NORTHWIND]: [
      incidentOf({ incidentId: 1, displayName: "Northwind's", alerts: [alertOf({ alertId: "da-1" })] }),
    ],
    [FABRIKAM]: [
      incidentOf({ incidentId: 1, displayName: "Fabrikam's", alerts: [alertOf({ alertId: "da-2" })] }),
    ],
  });
});
after(() => server.stop());

type Fields = Readonly<Record<string, string>>;

async function post(path: string, fields: Fields): Promise<{ status: number; body: JsonObject }> {
  const answer = await server.ask(path, { method: "POST", body: new URLSearchParams(fields).toString() });
  const body: unknown = JSON.parse(answer.body);
  assert.ok(isJsonObject(body));
  return { status: answer.status, body };
}

async function granted(path: string, fields: Fields): Promise<JsonObject> {
  const { status, body } = await post(path, fields);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

async function refused(path: string, fields: Fields, aadsts: number): Promise<void> {
  const { status, body } = await post(path, fields);
  assert.deepEqual([body.error_codes, status >= 400], [[aadsts], true], JSON.stringify(body));
}

const claims = (token: unknown): JWTPayload => decodeJwt(String(token));

async function incidentName(token: unknown): Promise<unknown> {
  const { status, body } = await server.ask("/api/incidents/1", { token: String(token) });
  return status === 200 ? JSON.parse(body).incidentName : status;
}

/** What came back to the application's address. */
function sentTo({ status, headers }: Answer, redirect: string): URLSearchParams {
  assert.equal(status, 302);
  const location = String(headers.location);
  assert.ok(location.startsWith(redirect), location);
  const url = new URL(location);
  return url.hash === "" ? url.searchParams : new URLSearchParams(url.hash.slice(1));
}

const authorizeQuery = (fields: Fields = {}) =>
  new URLSearchParams({
    client_id: APPS.desktop,
    response_type: "code",
    redirect_uri: "http://localhost:53682/",
    scope: `openid profile offline_access ${DEFENDER}/Incident.Read`,
    state: "the state & more",
    nonce: "n-1",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    ...fields,
  }).toString();

async function signIn(
  browser: Browser,
  fields: Fields = {},
  { authority = NORTHWIND, person = `${NORTHWIND}/${ANA}`, version = "v2.0/" } = {},
): Promise<Answer> {
  const page = await browser.open(`/${authority}/oauth2/${version}authorize?${authorizeQuery(fields)}`);
  assert.equal(page.status, 200, page.body);
  return browser.submit(page, "person", { person });
}

async function codeFor(fields: Fields = {}, options = {}): Promise<string> {
  const answer = await signIn(new Browser(server.origin), fields, options);
  return sentTo(answer, fields.redirect_uri ?? DESKTOP_REDIRECT.slice(0, -1)).get("code") ?? "";
}

const redemption = (code: string, fields: Fields = {}): Fields => ({
  grant_type: "authorization_code",
  client_id: APPS.desktop,
  code,
  redirect_uri: "http://localhost:53682/",
  code_verifier: VERIFIER,
  ...fields,
});

describe("the sign-in page", () => {
  test("lists the people, escaped, and says to which application", async () => {
    const { body } = await new Browser(server.origin).open(
      `/northwind.example/oauth2/v2.0/authorize?${authorizeQuery({ client_id: APPS.web, redirect_uri: WEB_REDIRECT })}`,
    );
    assert.match(body, /Web &#60;script&#62;/);
    assert.match(body, /Ana &#60;b&#62;Ruiz/);
    assert.doesNotMatch(body, /<script|fay@fabrikam/);
  });

  test("gives the application a code, its state and who it is about", async () => {
    const answer = await signIn(new Browser(server.origin), { client_info: "1" });
    const sent = sentTo(answer, "http://localhost:53682/?code=");
    assert.deepEqual([...sent.keys()], ["code", "client_info", "state"]);
    assert.equal(sent.get("state"), "the state & more");
    const info = JSON.parse(Buffer.from(sent.get("client_info") ?? "", "base64url").toString());
    assert.deepEqual(info, { uid: ANA, utid: NORTHWIND });
  });

  test("takes a typed name as well, and says when there is none", async () => {
    const browser = new Browser(server.origin);
    const page = await browser.open(`/${NORTHWIND}/oauth2/v2.0/authorize?${authorizeQuery()}`);
    const wrong = await browser.submit(page, "username", { username: "fay@fabrikam.example" });
    assert.equal(wrong.status, 400);
    assert.match(wrong.body, /role="alert">There is no account/);
    const right = await browser.submit(wrong, "username", { username: "ANA.Ruiz@northwind.example " });
    assert.ok(sentTo(right, "http://localhost").get("code"));
  });

  test("can be left, which the application is told", async () => {
    const browser = new Browser(server.origin);
    const page = await browser.open(`/${NORTHWIND}/oauth2/v2.0/authorize?${authorizeQuery()}`);
    const sent = sentTo(await browser.submit(page, "cancel", { cancel: "1" }), "http://localhost");
    assert.equal(sent.get("error"), "access_denied");
    assert.match(sent.get("error_description") ?? "", /^AADSTS65004: /);
    assert.equal(sent.get("state"), "the state & more");
  });

  test("answers in the fragment or with a form when asked to, and keeps the query of the address", async () => {
    const fragment = await signIn(new Browser(server.origin), { response_mode: "fragment" });
    assert.match(String(fragment.headers.location), /^http:\/\/localhost:53682\/#code=/);
    const web = { client_id: APPS.web, redirect_uri: WEB_REDIRECT };
    const query = await signIn(new Browser(server.origin), web);
    assert.match(String(query.headers.location), /\?from=tocsin&code=/);
    const form = await signIn(new Browser(server.origin), {
      ...web,
      response_mode: "form_post",
      state: '"><b>',
    });
    assert.equal(form.status, 200);
    assert.match(
      form.body,
      /<form method="post" action="https:\/\/soc\.northwind\.example\/auth\?from=tocsin">/,
    );
    assert.match(form.body, /name="state" value="&#34;&#62;&#60;b&#62;"/);
  });

  test("remembers the person until they sign out, unless it is told to ask", async () => {
    const browser = new Browser(server.origin);
    const path = (fields: Fields = {}) => `/${NORTHWIND}/oauth2/v2.0/authorize?${authorizeQuery(fields)}`;
    const none = sentTo(await browser.open(path({ prompt: "none" })), "http://localhost");
    assert.equal(none.get("error"), "login_required");
    await signIn(browser);
    assert.ok(sentTo(await browser.open(path()), "http://localhost").get("code"));
    assert.ok(sentTo(await browser.open(path({ prompt: "none" })), "http://localhost").get("code"));
    assert.equal((await browser.open(path({ prompt: "select_account" }))).status, 200);
    assert.equal((await browser.open(path({ login_hint: "no.password@northwind.example" }))).status, 200);
    const hinted = await browser.open(path({ login_hint: "ana.ruiz@northwind.example" }));
    assert.ok(sentTo(hinted, "http://localhost").get("code"));
    assert.equal((await browser.open(`/${NORTHWIND}/oauth2/v2.0/logout`)).status, 200);
    assert.equal((await browser.open(path())).status, 200);
  });

  test("takes the request as a form too", async () => {
    const answer = await new Browser(server.origin).open(`/${NORTHWIND}/oauth2/v2.0/authorize`, {
      method: "POST",
      body: authorizeQuery(),
    });
    assert.match(answer.body, /<h1>Sign in<\/h1>/);
  });

  const errors: readonly (readonly [name: string, fields: Fields, error: string, aadsts: number])[] = [
    ["a token without a code", { response_type: "token" }, "unsupported_response_type", 700054],
    ["an id token without a code", { response_type: "code id_token" }, "unsupported_response_type", 700054],
    ["no scope", { scope: "" }, "invalid_request", 90014],
    ["two resources", { scope: `${DEFENDER}/Incident.Read User.Read` }, "invalid_scope", 28000],
    ["an unknown resource", { scope: "https://vault.example/.default" }, "invalid_resource", 500011],
    ["what was not consented to", { scope: `${DEFENDER}/Alert.Read` }, "consent_required", 65001],
    ["a challenge that is none", { code_challenge: "short" }, "invalid_request", 50147],
    ["an unknown challenge method", { code_challenge_method: "S512" }, "invalid_request", 50147],
  ];
  for (const [name, fields, error, aadsts] of errors) {
    test(`tells the application of ${name}`, async () => {
      const browser = new Browser(server.origin);
      const page = await browser.open(`/${NORTHWIND}/oauth2/v2.0/authorize?${authorizeQuery(fields)}`);
      const answer =
        page.status === 200 ? await browser.submit(page, "person", { person: `${NORTHWIND}/${ANA}` }) : page;
      const sent = sentTo(answer, "http://localhost:53682/?error=");
      assert.equal(sent.get("error"), error);
      assert.match(sent.get("error_description") ?? "", new RegExp(`^AADSTS${aadsts}: `));
      assert.equal(sent.get("state"), "the state & more");
    });
  }
});

describe("the authorization code", () => {
  test("gives a token that the API takes, an id token and a refresh token", async () => {
    const body = await granted(`/${NORTHWIND}/${V2}`, redemption(await codeFor()));
    assert.equal(body.token_type, "Bearer");
    assert.equal(body.scope, `openid profile ${DEFENDER}/Incident.Read`);
    assert.equal(body.expires_in, 3599);
    assert.equal(await incidentName(body.access_token), "Northwind's");
    const { aud, scp, tid, oid, upn, appidacr } = claims(body.access_token);
    assert.deepEqual([aud, scp, tid, oid], [DEFENDER, "Incident.Read Incident.ReadWrite", NORTHWIND, ANA]);
    assert.deepEqual([upn, appidacr], ["ana.ruiz@northwind.example", "0"]);
    const id = claims(body.id_token);
    assert.deepEqual([id.aud, id.nonce, id.ver, id.oid], [APPS.desktop, "n-1", "2.0", ANA]);
    assert.equal(id.iss, `https://login.microsoftonline.com/${NORTHWIND}/v2.0`);
    assert.equal(await incidentName(body.id_token), 401);
    const info = JSON.parse(Buffer.from(String(body.client_info), "base64url").toString());
    assert.deepEqual(info, { uid: ANA, utid: NORTHWIND });
  });

  test("works with a secret, without a challenge", async () => {
    const web = { client_id: APPS.web, redirect_uri: WEB_REDIRECT };
    const query = new URLSearchParams(authorizeQuery(web));
    query.delete("code_challenge");
    query.delete("code_challenge_method");
    const browser = new Browser(server.origin);
    const page = await browser.open(`/${NORTHWIND}/oauth2/v2.0/authorize?${query}`);
    const sent = sentTo(
      await browser.submit(page, "person", { person: `${NORTHWIND}/${ANA}` }),
      WEB_REDIRECT,
    );
    const { code_verifier: _, ...fields } = redemption(sent.get("code") ?? "", web);
    await refused(`/${NORTHWIND}/${V2}`, fields, 7000218);
    const body = await granted(`/${NORTHWIND}/${V2}`, { ...fields, client_secret: SECRET });
    assert.equal(claims(body.access_token).appidacr, "1");
  });

  test("works on version 1, for a resource", async () => {
    const scopeless = { resource: DEFENDER, scope: "" };
    const code = await codeFor(scopeless, { version: "" });
    const body = await granted(`/${NORTHWIND}/${V1}`, redemption(code, { resource: DEFENDER }));
    assert.equal(body.resource, DEFENDER);
    assert.equal(body.expires_in, "3599");
    assert.equal(claims(body.id_token).ver, "1.0");
    assert.equal(await incidentName(body.access_token), "Northwind's");
    assert.ok(body.refresh_token);
  });

  test("works at organizations and common, for an application of several tenants", async () => {
    for (const authority of ["common", "organizations"]) {
      const partner = { client_id: APPS.partner };
      const code = await codeFor(partner, { authority, person: `${FABRIKAM}/${FAY}` });
      const body = await granted(
        `/${authority}/${V2}`,
        redemption(code, { ...partner, client_secret: SECRET }),
      );
      assert.equal(claims(body.access_token).tid, FABRIKAM);
    }
  });

  test("for another scope of the same sign-in", async () => {
    const scope = "https://graph.microsoft.com/.default";
    const body = await granted(`/${NORTHWIND}/${V2}`, redemption(await codeFor(), { scope }));
    assert.equal(claims(body.access_token).aud, "https://graph.microsoft.com");
    assert.equal(claims(body.access_token).scp, "SecurityIncident.Read.All");
  });
});

describe("the refresh token", () => {
  const signedIn = async () => granted(`/${NORTHWIND}/${V2}`, redemption(await codeFor()));
  const refresh = (token: unknown, fields: Fields = {}): Fields => ({
    grant_type: "refresh_token",
    client_id: APPS.desktop,
    refresh_token: String(token),
    ...fields,
  });

  test("gives new tokens, again and again, and for other resources", async () => {
    const first = await signedIn();
    const second = await granted(`/${NORTHWIND}/${V2}`, refresh(first.refresh_token));
    assert.equal(await incidentName(second.access_token), "Northwind's");
    const bare = { scope: "SecurityIncident.Read.All" };
    const graph = await granted(`/${NORTHWIND}/${V2}`, refresh(second.refresh_token, bare));
    assert.equal(claims(graph.access_token).aud, "https://graph.microsoft.com");
    assert.match(String(graph.scope), /(^| )SecurityIncident\.Read\.All$/);
    assert.ok(graph.refresh_token);
    await refused(`/common/${V2}`, refresh(first.refresh_token), 50194);
  });

  test("outlives a restart of the server", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tocsin-refresh-"));
    const first = await startServer(signInConfig(made), {}, { folder });
    const password = { grant_type: "password", username: "ana.ruiz@northwind.example", password: PASSWORD };
    const body = new URLSearchParams({ ...password, client_id: APPS.desktop });
    body.set("scope", `offline_access ${DEFENDER}/.default`);
    const path = `/${NORTHWIND}/${V2}`;
    const signedIn = await first.ask(path, { method: "POST", body: body.toString() });
    await first.stop();
    const second = await startServer(signInConfig(made), {}, { folder });
    const fields = refresh(JSON.parse(signedIn.body).refresh_token);
    const answer = await second.ask(path, { method: "POST", body: new URLSearchParams(fields).toString() });
    assert.equal(answer.status, 200, answer.body);
    await second.stop();
    rmSync(folder, { recursive: true });
  });

  test("dies with the person", async () => {
    const { refresh_token: token } = await signedIn();
    const config = signInConfig(made);
    const without = config.tenants.map((tenant) => ({
      ...tenant,
      users: tenant.users.filter(({ objectId }) => objectId !== ANA),
    }));
    await server.app.reload({ ...config, tenants: without });
    await refused(`/${NORTHWIND}/${V2}`, refresh(token), 50034);
    await server.app.reload(config);
    await granted(`/${NORTHWIND}/${V2}`, refresh(token));
  });

  test("is of no use to others, or elsewhere, or changed", async () => {
    const { refresh_token: token, access_token: access } = await signedIn();
    await refused(
      `/${NORTHWIND}/${V2}`,
      refresh(token, { client_id: APPS.web, client_secret: SECRET }),
      70000,
    );
    await refused(`/${NORTHWIND}/${V2}`, refresh(`${String(token)}A`), 70000);
    await refused(`/${NORTHWIND}/${V2}`, refresh(access), 70000);
    await refused(`/${NORTHWIND}/${V2}`, refresh("x".repeat(20_000)), 70000);
    await refused(`/${NORTHWIND}/${V2}`, refresh(token, { scope: `${DEFENDER}/Alert.Read` }), 65001);
    const partner = { client_id: APPS.partner };
    const code = await codeFor(partner, { authority: "common", person: `${FABRIKAM}/${FAY}` });
    const body = await granted(`/common/${V2}`, redemption(code, { ...partner, client_secret: SECRET }));
    await refused(
      `/${NORTHWIND}/${V2}`,
      refresh(body.refresh_token, { ...partner, client_secret: SECRET }),
      50020,
    );
  });
});

describe("the device code", () => {
  const scope = `offline_access ${DEFENDER}/.default`;
  const start = (fields: Fields = {}, authority: string = NORTHWIND) =>
    granted(`/${authority}/oauth2/v2.0/devicecode`, { client_id: APPS.desktop, scope, ...fields });
  const poll = (code: unknown): Fields => ({
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    client_id: APPS.desktop,
    device_code: String(code),
  });

  async function enter(browser: Browser, body: JsonObject): Promise<Answer> {
    const page = await browser.open(new URL(String(body.verification_uri ?? body.verification_url)).pathname);
    return browser.submit(page, "user_code", { user_code: String(body.user_code).toLowerCase() });
  }

  test("waits for the person, and gives tokens once", async () => {
    const body = await start();
    assert.deepEqual([body.expires_in, body.interval], [900, 5]);
    assert.match(String(body.message), new RegExp(`enter the code ${body.user_code} to`));
    await refused(`/${NORTHWIND}/${V2}`, poll(body.device_code), 70016);
    const browser = new Browser(server.origin);
    const page = await enter(browser, body);
    assert.match(page.body, /Desktop on your other device/);
    const done = await browser.submit(page, "person", { person: `${NORTHWIND}/${ANA}` });
    assert.match(done.body, /You have signed in to Desktop/);
    const tokens = await granted(`/${NORTHWIND}/${V2}`, poll(body.device_code));
    assert.equal(await incidentName(tokens.access_token), "Northwind's");
    assert.ok(tokens.refresh_token);
    await refused(`/${NORTHWIND}/${V2}`, poll(body.device_code), 54005);
  });

  test("works on version 1", async () => {
    const fields = { client_id: APPS.desktop, resource: DEFENDER };
    const body = await granted(`/${NORTHWIND}/oauth2/devicecode`, fields);
    assert.deepEqual([body.expires_in, body.interval], ["900", "5"]);
    const browser = new Browser(server.origin);
    const page = await enter(browser, body);
    await browser.submit(page, "username", { username: "ana.ruiz@northwind.example" });
    const grant = {
      grant_type: "device_code",
      client_id: APPS.desktop,
      code: String(body.device_code),
      resource: DEFENDER,
    };
    assert.equal(
      await incidentName((await granted(`/${NORTHWIND}/${V1}`, grant)).access_token),
      "Northwind's",
    );
  });

  test("can be declined", async () => {
    const body = await start();
    const browser = new Browser(server.origin);
    const page = await enter(browser, body);
    await browser.submit(page, "cancel", { cancel: "1" });
    await refused(`/${NORTHWIND}/${V2}`, poll(body.device_code), 70021);
  });

  test("is of no use to another application, and none is made up", async () => {
    const body = await start();
    await refused(
      `/${NORTHWIND}/${V2}`,
      { ...poll(body.device_code), client_id: APPS.partner, client_secret: SECRET },
      70018,
    );
    await refused(`/${NORTHWIND}/${V2}`, poll("made-up"), 70018);
    await refused(`/${NORTHWIND}/oauth2/v2.0/devicecode`, { client_id: APPS.desktop }, 900144);
  });

  test("works at organizations, as XSOAR does it", async () => {
    const partner = { client_id: APPS.partner };
    const body = await start(
      { ...partner, scope: "offline_access https://security.microsoft.com/mtp/.default" },
      "organizations",
    );
    const browser = new Browser(server.origin);
    const page = await enter(browser, body);
    await browser.submit(page, "person", { person: `${FABRIKAM}/${FAY}` });
    const tokens = await granted(`/organizations/${V2}`, { ...poll(body.device_code), ...partner });
    assert.equal(claims(tokens.access_token).tid, FABRIKAM);
    assert.equal(claims(tokens.access_token).aud, "https://security.microsoft.com/mtp");
  });
});

describe("the password", () => {
  const fields: Fields = {
    grant_type: "password",
    client_id: APPS.desktop,
    username: "ana.ruiz@northwind.example",
    password: PASSWORD,
    scope: `${DEFENDER}/.default`,
  };
  test("gives a token on both versions, and at organizations", async () => {
    const v2 = await granted(`/${NORTHWIND}/${V2}`, fields);
    assert.equal(await incidentName(v2.access_token), "Northwind's");
    assert.equal(v2.refresh_token, undefined);
    const v1 = await granted(`/${NORTHWIND}/${V1}`, { ...fields, resource: DEFENDER });
    assert.ok(v1.refresh_token);
    const partner = { client_id: APPS.partner, client_secret: SECRET };
    assert.ok((await granted(`/organizations/${V2}`, { ...fields, ...partner })).access_token);
  });

  const cases: readonly (readonly [name: string, fields: Fields, aadsts: number, path?: string])[] = [
    ["a wrong one", { password: "wrong" }, 50126],
    ["one for a person who has none", { username: "no.password@northwind.example" }, 50126],
    ["an unknown person", { username: "nobody@northwind.example" }, 50034],
    ["a person of another tenant", { username: "fay@fabrikam.example" }, 50034],
    ["none", { password: "" }, 900144],
    ["an application that needs a secret", { client_id: APPS.web }, 7000218],
    ["common", { client_id: APPS.partner, client_secret: SECRET }, 9001023, `/common/${V2}`],
  ];
  for (const [name, changes, aadsts, path = `/${NORTHWIND}/${V2}`] of cases) {
    test(`is refused: ${name}`, () => refused(path, { ...fields, ...changes }, aadsts));
  }
});

describe("on behalf of", () => {
  const api = `api://${APPS.web}`;
  const exchange = (assertion: unknown, fields: Fields = {}): Fields => ({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    requested_token_use: "on_behalf_of",
    client_id: APPS.web,
    client_secret: SECRET,
    assertion: String(assertion),
    scope: `${DEFENDER}/.default`,
    ...fields,
  });
  const forWeb = async (scope = `openid ${api}/access_as_user`) =>
    granted(`/${NORTHWIND}/${V2}`, redemption(await codeFor({ scope })));

  test("turns a token for an application's API into one for the next", async () => {
    const { access_token: token } = await forWeb();
    assert.deepEqual([claims(token).aud, claims(token).scp], [api, "access_as_user"]);
    assert.equal(await incidentName(token), 401);
    const body = await granted(`/${NORTHWIND}/${V2}`, exchange(token));
    const { appid, oid, scp } = claims(body.access_token);
    assert.deepEqual([appid, oid, scp], [APPS.web, ANA, "Incident.Read Incident.ReadWrite"]);
    assert.equal(await incidentName(body.access_token), "Northwind's");
  });

  test("refuses every other token", async () => {
    const { access_token: token, id_token: id } = await forWeb();
    const defender = await granted(`/${NORTHWIND}/${V2}`, redemption(await codeFor()));
    await refused(`/${NORTHWIND}/${V2}`, exchange(defender.access_token), 500131);
    await refused(`/${NORTHWIND}/${V2}`, exchange(id), 500131);
    const web = { client_id: APPS.web, redirect_uri: WEB_REDIRECT };
    const own = redemption(await codeFor(web), { ...web, client_secret: SECRET });
    await refused(
      `/${NORTHWIND}/${V2}`,
      exchange((await granted(`/${NORTHWIND}/${V2}`, own)).id_token),
      7000114,
    );
    const app = { grant_type: "client_credentials", client_id: APPS.daemon, client_secret: SECRET };
    const itself = await granted(`/${NORTHWIND}/${V2}`, { ...app, scope: `${api}/.default` });
    await refused(`/${NORTHWIND}/${V2}`, exchange(itself.access_token), 7000114);
    await refused(`/${NORTHWIND}/${V2}`, exchange(`${String(token).slice(0, -4)}AAAA`), 50013);
    await refused(`/${NORTHWIND}/${V2}`, exchange("e30.e30."), 50013);
    await refused(`/${NORTHWIND}/${V2}`, exchange(token, { client_secret: "" }), 7000216);
    await refused(`/${NORTHWIND}/${V2}`, exchange(token, { client_id: APPS.daemon }), 500131);
  });
});

describe("a certificate", () => {
  const audience = `https://login.microsoftonline.com/${NORTHWIND}/oauth2/v2.0/token`;
  const parts = { appId: APPS.certified, audience };
  const fields = (assertion: string): Fields => ({
    grant_type: "client_credentials",
    client_id: APPS.certified,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    scope: `${DEFENDER}/.default`,
  });
  const base64url = (hex: string) => Buffer.from(hex, "hex").toString("base64url");

  test("proves an application with RS256 and x5t, and with PS256 and x5t#S256", async () => {
    const v2 = await granted(`/${NORTHWIND}/${V2}`, fields(await made.assertion(parts)));
    assert.equal(claims(v2.access_token).appidacr, "2");
    assert.equal(await incidentName(v2.access_token), "Northwind's");
    const header = { "x5t#S256": base64url(made.sha256) };
    await granted(
      `/${NORTHWIND}/${V2}`,
      fields(await made.assertion({ ...parts, algorithm: "PS256", header })),
    );
  });

  const accepted: readonly (readonly [name: string, change: () => object])[] = [
    ["an exp that is not whole", () => ({ claims: { exp: Date.now() / 1000 + 600.25 } })],
    [
      "a thumbprint with padding",
      () => ({ header: { x5t: Buffer.from(made.sha1, "hex").toString("base64") } }),
    ],
    [
      "this server's own token endpoint",
      () => ({ audience: `${server.origin}/${NORTHWIND}/oauth2/v2.0/token` }),
    ],
    [
      "the tenant by its domain",
      () => ({ audience: `${server.origin}/northwind.example/oauth2/v2.0/token` }),
    ],
    ["the issuer", () => ({ audience: `https://login.microsoftonline.com/${NORTHWIND}/v2.0` })],
  ];
  for (const [name, change] of accepted) {
    test(`may have ${name}`, async () => {
      await granted(`/${NORTHWIND}/${V2}`, fields(await made.assertion({ ...parts, ...change() })));
    });
  }

  test("names the application by itself where the form does not", async () => {
    const { client_id: _, ...rest } = fields(await made.assertion(parts));
    await granted(`/${NORTHWIND}/${V1}`, { ...rest, resource: DEFENDER });
  });

  const nowSeconds = () => Math.floor(Date.now() / 1000);
  const cases: readonly (readonly [name: string, change: () => object, aadsts: number])[] = [
    ["another application's", () => ({ claims: { sub: APPS.daemon } }), 700021],
    ["for another issuer", () => ({ claims: { iss: APPS.daemon } }), 700021],
    ["for another tenant", () => ({ audience: audience.replace(NORTHWIND, FABRIKAM) }), 700023],
    [
      "for another host",
      () => ({ audience: `https://login.evil.example/${NORTHWIND}/oauth2/v2.0/token` }),
      700023,
    ],
    ["for the API", () => ({ audience: DEFENDER }), 700023],
    ["too old", () => ({ claims: { exp: nowSeconds() - 120 } }), 700024],
    ["not yet good", () => ({ claims: { nbf: nowSeconds() + 600 } }), 700024],
    ["without an end", () => ({ claims: { exp: undefined } }), 50027],
    ["of an unknown certificate", () => ({ header: { x5t: "AAAAAAAAAAAAAAAAAAAAAAAAAAA" } }), 700027],
    ["without a thumbprint", () => ({ header: {} }), 700027],
    ["signed otherwise", () => ({ algorithm: "RS384" }), 50027],
  ];
  for (const [name, change, aadsts] of cases) {
    test(`is refused when ${name}`, async () => {
      const assertion = await made.assertion({ ...parts, ...change() });
      await refused(`/${NORTHWIND}/${V2}`, fields(assertion), aadsts);
    });
  }

  test("is refused with a signature that is not its own, or none", async () => {
    const assertion = await made.assertion(parts);
    const [header = "", payload = ""] = assertion.split(".");
    const other = await (await makeCertificate()).assertion({
      ...parts,
      header: { x5t: base64url(made.sha1) },
    });
    await refused(`/${NORTHWIND}/${V2}`, fields(other), 700027);
    await refused(`/${NORTHWIND}/${V2}`, fields(`${header}.${payload}.`), 700027);
    const none = Buffer.from(JSON.stringify({ alg: "none", x5t: base64url(made.sha1) })).toString(
      "base64url",
    );
    await refused(`/${NORTHWIND}/${V2}`, fields(`${none}.${payload}.`), 50027);
    await refused(`/${NORTHWIND}/${V2}`, { ...fields(assertion), client_assertion_type: "urn:x" }, 70003);
    await refused(`/${NORTHWIND}/${V2}`, fields("x".repeat(30_000)), 50027);
  });

  test("is refused once it has expired", async () => {
    const old = await makeCertificate(new Date("2020-01-01"), new Date("2021-01-01"));
    await server.app.reload(signInConfig(old));
    await refused(`/${NORTHWIND}/${V2}`, fields(await old.assertion(parts)), 1000502);
    await server.app.reload(signInConfig(made));
  });
});

describe("several tenants", () => {
  const partner: Fields = {
    grant_type: "client_credentials",
    client_id: APPS.partner,
    client_secret: SECRET,
    scope: `${DEFENDER}/.default`,
  };
  test("each gives an application what it consented to, and its own data", async () => {
    const home = await granted(`/${NORTHWIND}/${V2}`, partner);
    const guest = await granted(`/fabrikam.example/${V2}`, partner);
    assert.deepEqual(
      [claims(home.access_token).tid, claims(home.access_token).roles],
      [NORTHWIND, ["Incident.ReadWrite.All"]],
    );
    assert.deepEqual(
      [claims(guest.access_token).tid, claims(guest.access_token).roles],
      [FABRIKAM, ["Incident.Read.All"]],
    );
    assert.notEqual(claims(home.access_token).oid, claims(guest.access_token).oid);
    assert.equal(await incidentName(guest.access_token), "Fabrikam's");
  });

  test("an application of one tenant has no other, and no common", async () => {
    const daemon = { ...partner, client_id: APPS.daemon };
    await refused(`/${FABRIKAM}/${V2}`, daemon, 700016);
    await refused(`/common/${V2}`, daemon, 50194);
    await refused(`/common/${V2}`, partner, 50059);
    await refused(
      `/organizations/${V2}`,
      { ...partner, client_id: "00000000-0000-4000-8000-000000000001" },
      700016,
    );
  });
});

describe("discovery", () => {
  async function document(path: string): Promise<JsonObject> {
    const answer = await server.ask(path, { headers: { Host: "login.microsoftonline.com" } });
    const body: unknown = JSON.parse(answer.body);
    assert.ok(isJsonObject(body), answer.body);
    return { ...body, status: answer.status };
  }

  test("of common and organizations leaves the tenant open", async () => {
    for (const name of ["common", "organizations"]) {
      const v2 = await document(`/${name}/v2.0/.well-known/openid-configuration`);
      assert.equal(v2.issuer, "https://login.microsoftonline.com/{tenantid}/v2.0");
      assert.match(String(v2.authorization_endpoint), new RegExp(`/${name}/oauth2/v2\\.0/authorize$`));
      assert.match(
        String(v2.device_authorization_endpoint),
        new RegExp(`/${name}/oauth2/v2\\.0/devicecode$`),
      );
      const v1 = await document(`/${name}/.well-known/openid-configuration`);
      assert.equal(v1.issuer, "https://sts.windows.net/{tenantid}/");
      assert.match(String(v1.token_endpoint), new RegExp(`/${name}/oauth2/token$`));
    }
  });

  test("of every endpoint that a document names leads somewhere", async () => {
    const body = await document(`/${NORTHWIND}/v2.0/.well-known/openid-configuration`);
    for (const [name, url] of Object.entries(body)) {
      if (!/_(endpoint|uri)$/.test(name)) continue;
      const { pathname } = new URL(String(url));
      const answers = await Promise.all(["GET", "POST"].map((method) => server.ask(pathname, { method })));
      assert.ok(
        answers.some(({ body: text }) => !text.includes("ResourceNotFound")),
        `${name} ${url}`,
      );
    }
  });

  test("of the instance vouches for Entra's hosts and ours, and for no other", async () => {
    const ask = (endpoint: string) =>
      document(
        `/common/discovery/instance?${new URLSearchParams({ "api-version": "1.1", authorization_endpoint: endpoint })}`,
      );
    const entra = await ask(`https://login.microsoftonline.com/${NORTHWIND}/oauth2/v2.0/authorize`);
    assert.equal(
      entra.tenant_discovery_endpoint,
      `https://login.microsoftonline.com/${NORTHWIND}/v2.0/.well-known/openid-configuration`,
    );
    const own = await ask(`https://localhost:8443/${NORTHWIND}/oauth2/authorize`);
    assert.equal(
      own.tenant_discovery_endpoint,
      `https://localhost:8443/${NORTHWIND}/.well-known/openid-configuration`,
    );
    for (const endpoint of [
      "https://evil.example/common/oauth2/v2.0/authorize",
      "https://login.microsoftonline.com.evil.example/common/",
      "http://login.microsoftonline.com/common/",
      "not a url",
      "https://login.microsoftonline.com",
    ]) {
      const { status, error, error_codes: codes } = await ask(endpoint);
      assert.deepEqual([status, error, codes], [400, "invalid_instance", [50049]], endpoint);
    }
    assert.equal((await document("/common/discovery/instance")).status, 400);
  });

  test("of a person's realm", async () => {
    const known = await document("/common/userrealm/ana.ruiz@northwind.example?api-version=1.0");
    assert.deepEqual([known.account_type, known.domain_name], ["Managed", "northwind.example"]);
    assert.equal((await document("/common/UserRealm/x@evil.example")).account_type, "Unknown");
  });
});
