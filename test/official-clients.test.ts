import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, mock, test } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import {
  AuthorizationCodeCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  OnBehalfOfCredential,
} from "@azure/identity";
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from "@azure/msal-node";
import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  GraphError,
  type PageCollection,
  PageIterator,
} from "@microsoft/microsoft-graph-client";
import { decodeJwt } from "jose";
import { isJsonObject } from "../src/domain/json.ts";
import { type MadeCertificate, makeCertificate } from "./fixtures/app-certificate.ts";
import type { Answer } from "./fixtures/ask.ts";
import { Browser, formsIn } from "./fixtures/browser.ts";
import { makeTestCertificates, type TestCertificates } from "./fixtures/certificates.ts";
import { alertOf, incidentOf } from "./fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND } from "./fixtures/scopes.ts";
import { startServer, type TestServer } from "./fixtures/server.ts";
import { ANA, APPS, FAY, PASSWORD, SECRET, signInConfig, WEB_REDIRECT } from "./fixtures/sign-in-tenants.ts";

/** The vendor's own libraries, as they are on npm, over TLS. Only their documented settings point them here. */

const DEFENDER = "https://api.security.microsoft.com";
const SCOPES = [`${DEFENDER}/.default`];
const INCIDENTS = 120;

let certificates: TestCertificates;
let made: MadeCertificate;
let server: TestServer;
let folder: string;
let systemAuthorities: string[];

before(async () => {
  certificates = await makeTestCertificates();
  made = await makeCertificate();
  folder = mkdtempSync(join(tmpdir(), "tocsin-clients-"));
  // What NODE_EXTRA_CA_CERTS does for a program that is yet to start.
  systemAuthorities = getCACertificates("default");
  setDefaultCACertificates([...systemAuthorities, certificates.authority]);
  const incidents = Array.from({ length: INCIDENTS }, (_, index) =>
    incidentOf({ incidentId: index + 1, alerts: [alertOf({ alertId: `da-${index + 1}` })] }),
  );
  server = await startServer(signInConfig(made), { [NORTHWIND]: incidents }, { tls: certificates.server });
});
after(async () => {
  await server.stop();
  setDefaultCACertificates(systemAuthorities);
  certificates.remove();
  rmSync(folder, { recursive: true });
});

const host = () => new URL(server.tlsOrigin).host;
const auth = (clientId: string, tenant: string = NORTHWIND) => ({
  clientId,
  authority: `${server.tlsOrigin}/${tenant}`,
  knownAuthorities: [host()],
});

async function reads(token: string | undefined | null): Promise<void> {
  const response = await fetch(`${server.tlsOrigin}/api/incidents/1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(response.status, 200, await response.text());
}

/** A person at the sign-in page: follows the URL and picks an account. Gives what the browser gets then. */
async function pickAccount(url: string, person = `${NORTHWIND}/${ANA}`): Promise<Answer> {
  const browser = new Browser(server.origin);
  const { pathname, search } = new URL(url);
  const page = await browser.open(pathname + search);
  return browser.submit(page, "person", { person });
}

async function codeFrom(url: string, person?: string): Promise<string> {
  const { headers } = await pickAccount(url, person);
  return new URL(String(headers.location)).searchParams.get("code") ?? "";
}

async function enterCode(
  verificationUri: string,
  userCode: string,
  person = `${NORTHWIND}/${ANA}`,
): Promise<void> {
  const browser = new Browser(server.origin);
  const page = await browser.open(new URL(verificationUri).pathname);
  const people = await browser.submit(page, "user_code", { user_code: userCode });
  const done = await browser.submit(people, "person", { person });
  assert.equal(done.status, 200, done.body);
}

describe("@azure/msal-node", () => {
  test("signs an application in with a secret, and keeps the token", async () => {
    const app = new ConfidentialClientApplication({ auth: { ...auth(APPS.daemon), clientSecret: SECRET } });
    const first = await app.acquireTokenByClientCredential({ scopes: SCOPES });
    await reads(first?.accessToken);
    const second = await app.acquireTokenByClientCredential({ scopes: SCOPES });
    assert.equal(second?.fromCache, true);
  });

  test("signs an application in with a certificate", async () => {
    const clientCertificate = { thumbprintSha256: made.sha256, privateKey: made.privateKey };
    const app = new ConfidentialClientApplication({ auth: { ...auth(APPS.certified), clientCertificate } });
    const result = await app.acquireTokenByClientCredential({ scopes: SCOPES });
    await reads(result?.accessToken);
    assert.equal(decodeJwt(result?.accessToken ?? "").appidacr, "2");
  });

  test("signs an application in to each tenant that consented", async () => {
    for (const tenant of [NORTHWIND, FABRIKAM]) {
      const app = new ConfidentialClientApplication({
        auth: { ...auth(APPS.partner, tenant), clientSecret: SECRET },
      });
      const result = await app.acquireTokenByClientCredential({ scopes: SCOPES });
      assert.equal(decodeJwt(result?.accessToken ?? "").tid, tenant);
    }
  });

  test("learns of a wrong secret in Entra's words", async () => {
    const app = new ConfidentialClientApplication({ auth: { ...auth(APPS.daemon), clientSecret: "wrong" } });
    await assert.rejects(
      app.acquireTokenByClientCredential({ scopes: SCOPES }),
      /invalid_client.*AADSTS7000215/,
    );
  });

  test("signs a person in with the browser, silently after that, and out of date with the refresh token", async () => {
    const app = new PublicClientApplication({ auth: auth(APPS.desktop) });
    const result = await app.acquireTokenInteractive({
      scopes: SCOPES,
      openBrowser: async (url) => {
        const [form] = formsIn(await pickAccount(url));
        assert.ok(form, "it asks for an answer by form");
        const body = new URLSearchParams(form.hidden);
        assert.equal((await fetch(form.action, { method: "POST", body })).status, 200);
      },
    });
    await reads(result.accessToken);
    assert.equal(result.account?.username, "ana.ruiz@northwind.example");
    assert.equal(result.account?.homeAccountId, `${ANA}.${NORTHWIND}`);
    const { account } = result;
    assert.ok(account);
    const cached = await app.acquireTokenSilent({ scopes: SCOPES, account });
    assert.equal(cached.fromCache, true);
    const refreshed = await app.acquireTokenSilent({ scopes: SCOPES, account, forceRefresh: true });
    assert.equal(refreshed.fromCache, false);
    await reads(refreshed.accessToken);
    const graph = await app.acquireTokenSilent({ scopes: ["SecurityIncident.Read.All"], account });
    assert.equal(decodeJwt(graph.accessToken).aud, "https://graph.microsoft.com");
  });

  test("signs a person in with a code and PKCE, at organizations", async () => {
    const app = new ConfidentialClientApplication({
      auth: { ...auth(APPS.partner, "organizations"), clientSecret: SECRET },
    });
    const { challenge, verifier } = await new CryptoProvider().generatePkceCodes();
    const request = { scopes: SCOPES, redirectUri: "http://localhost:3000/" };
    const url = await app.getAuthCodeUrl({
      ...request,
      codeChallenge: challenge,
      codeChallengeMethod: "S256",
    });
    const code = await codeFrom(url, `${FABRIKAM}/${FAY}`);
    const result = await app.acquireTokenByCode({ ...request, code, codeVerifier: verifier });
    assert.equal(result.tenantId, FABRIKAM);
  });

  test("signs a person in with a device code", async () => {
    const app = new PublicClientApplication({ auth: auth(APPS.desktop) });
    const result = await app.acquireTokenByDeviceCode({
      scopes: SCOPES,
      deviceCodeCallback: ({ verificationUri, userCode }) => void enterCode(verificationUri, userCode),
    });
    await reads(result?.accessToken);
  });

  test("signs a person in with a password", async () => {
    const app = new PublicClientApplication({ auth: auth(APPS.desktop) });
    const result = await app.acquireTokenByUsernamePassword({
      scopes: SCOPES,
      username: "ana.ruiz@northwind.example",
      password: PASSWORD,
    });
    await reads(result?.accessToken);
  });

  test("exchanges a person's token for the next API's", async () => {
    const desktop = new PublicClientApplication({ auth: auth(APPS.desktop) });
    const person = await desktop.acquireTokenByUsernamePassword({
      scopes: [`api://${APPS.web}/access_as_user`],
      username: "ana.ruiz@northwind.example",
      password: PASSWORD,
    });
    const web = new ConfidentialClientApplication({ auth: { ...auth(APPS.web), clientSecret: SECRET } });
    const result = await web.acquireTokenOnBehalfOf({
      oboAssertion: person?.accessToken ?? "",
      scopes: SCOPES,
    });
    await reads(result?.accessToken);
  });
});

describe("@azure/identity", () => {
  const options = () => ({ authorityHost: server.tlsOrigin, disableInstanceDiscovery: true });

  test("signs an application in with a secret, and with a certificate", async () => {
    const secret = new ClientSecretCredential(NORTHWIND, APPS.daemon, SECRET, options());
    await reads((await secret.getToken(SCOPES)).token);
    const certificatePath = join(folder, "app.pem");
    writeFileSync(certificatePath, `${made.privateKey}${made.certificate}`);
    const certificate = new ClientCertificateCredential(
      NORTHWIND,
      APPS.certified,
      { certificatePath },
      options(),
    );
    await reads((await certificate.getToken(SCOPES)).token);
  });

  test("signs a person in with a code, and with a device code", async () => {
    const query = new URLSearchParams({
      client_id: APPS.web,
      response_type: "code",
      redirect_uri: WEB_REDIRECT,
      scope: `offline_access ${DEFENDER}/.default`,
    });
    const url = `${server.tlsOrigin}/${NORTHWIND}/oauth2/v2.0/authorize?${query}`;
    const code = await codeFrom(url);
    const byCode = new AuthorizationCodeCredential(
      NORTHWIND,
      APPS.web,
      SECRET,
      code,
      WEB_REDIRECT,
      options(),
    );
    await reads((await byCode.getToken(SCOPES)).token);
    const byDevice = new DeviceCodeCredential({
      ...options(),
      tenantId: NORTHWIND,
      clientId: APPS.desktop,
      userPromptCallback: ({ verificationUri, userCode }) => void enterCode(verificationUri, userCode),
    });
    await reads((await byDevice.getToken(SCOPES)).token);
  });

  test("exchanges a person's token for the next API's", async () => {
    const desktop = new PublicClientApplication({ auth: auth(APPS.desktop) });
    const person = await desktop.acquireTokenByUsernamePassword({
      scopes: [`api://${APPS.web}/access_as_user`],
      username: "ana.ruiz@northwind.example",
      password: PASSWORD,
    });
    const credential = new OnBehalfOfCredential({
      ...options(),
      tenantId: NORTHWIND,
      clientId: APPS.web,
      clientSecret: SECRET,
      userAssertionToken: person?.accessToken ?? "",
    });
    await reads((await credential.getToken(SCOPES)).token);
  });
});

describe("@microsoft/microsoft-graph-client", () => {
  function client(token: string, origin = server.tlsOrigin): Client {
    return Client.init({
      baseUrl: `${origin}/`,
      defaultVersion: "api",
      customHosts: new Set(["localhost"]),
      authProvider: (done) => done(null, token),
    });
  }
  const writer = () => server.applicationToken(NORTHWIND, ["Incident.ReadWrite.All"]);

  test("lists, page by page", async () => {
    const api = client(await writer());
    const page: PageCollection = await api.api("/incidents").get();
    const ids: unknown[] = [];
    const iterator = new PageIterator(api, page, (incident: unknown) => {
      ids.push(isJsonObject(incident) ? incident.incidentId : incident);
      return true;
    });
    await iterator.iterate();
    assert.equal(new Set(ids).size, INCIDENTS);
  });

  test("reads, writes and filters", async () => {
    const api = client(await writer());
    const patched = await api.api("/incidents/7").patch({ status: "Resolved", tags: ["seen"] });
    assert.deepEqual([patched.status, patched.tags], ["Resolved", ["seen"]]);
    assert.equal((await api.api("/incidents/7").get()).status, "Resolved");
    const found = await api.api("/incidents").filter("status eq 'Resolved'").top(5).get();
    assert.deepEqual(
      found.value.map((incident: { incidentId: number }) => incident.incidentId),
      [7],
    );
  });

  test("learns what is not there, and what it may not do", async () => {
    const api = client(await writer());
    await assert.rejects(api.api("/incidents/99999").get(), (error) => {
      assert.ok(error instanceof GraphError);
      assert.deepEqual([error.statusCode, error.code], [404, "ResourceNotFound"]);
      return true;
    });
    const reader = client(await server.applicationToken(NORTHWIND));
    await assert.rejects(reader.api("/incidents/7").patch({ status: "Active" }), { statusCode: 403 });
  });

  test("waits as it is told when it called too often", async () => {
    const config = { ...signInConfig(made), quotas: { getIncident: { perMinute: 1 } } };
    const incidents = {
      [NORTHWIND]: [incidentOf({ incidentId: 1, alerts: [alertOf({ alertId: "da-1" })] })],
    };
    const strict = await startServer(config, incidents, { tls: certificates.server });
    try {
      const api = client(await strict.applicationToken(NORTHWIND), strict.tlsOrigin);
      const began = Date.now();
      mock.timers.enable({ apis: ["Date"], now: began });
      await api.api("/incidents/1").get();
      // A second before the window ends; it has ended when the client, having waited for a second, comes again.
      mock.timers.setTime(began + 59_000);
      setTimeout(() => mock.timers.setTime(began + 61_000), 500);
      const incident = await api.api("/incidents/1").get();
      assert.equal(incident.incidentId, 1);
    } finally {
      mock.timers.reset();
      await strict.stop();
    }
    const statuses = strict.logLines().flatMap(({ status }) => status ?? []);
    assert.deepEqual(statuses, [200, 429, 200]);
  });
});

describe("@microsoft/microsoft-graph-client on Graph's own paths, with tokens of msal-node", () => {
  async function graphClient(origin = server.tlsOrigin): Promise<Client> {
    const app = new ConfidentialClientApplication({
      auth: {
        clientId: APPS.daemon,
        authority: `${origin}/${NORTHWIND}`,
        knownAuthorities: [new URL(origin).host],
        clientSecret: SECRET,
      },
    });
    const token = await app.acquireTokenByClientCredential({
      scopes: ["https://graph.microsoft.com/.default"],
    });
    return Client.init({
      baseUrl: `${origin}/`,
      customHosts: new Set(["localhost"]),
      authProvider: (done) => done(null, token?.accessToken ?? null),
    });
  }
  interface Entity {
    readonly id: string;
    readonly alerts?: readonly { readonly evidence: readonly object[] }[];
  }
  const idsIn = ({ value }: { readonly value: readonly Entity[] }) => value.map(({ id }) => id);

  test("lists, filters, expands, selects and counts", async () => {
    const api = await graphClient();
    const page = await api
      .api("/security/incidents")
      .filter("severity eq 'medium'")
      .expand("alerts")
      .orderby("lastUpdateDateTime asc")
      .top(5)
      .count(true)
      .get();
    assert.equal(page["@odata.count"], INCIDENTS);
    assert.deepEqual(
      page.value.map(({ alerts }: Entity) => alerts?.length),
      [1, 1, 1, 1, 1],
    );
    const slim = await api.api("/security/incidents").select(["id", "displayName"]).top(1).get();
    assert.deepEqual(Object.keys(slim.value[0]), ["id", "displayName"]);
    const alerts = await api
      .api("/security/alerts_v2")
      .version("beta")
      .filter("status eq 'new'")
      .top(3)
      .get();
    assert.equal(alerts.value.length, 3);
  });

  test("walks all pages with its iterator", async () => {
    const api = await graphClient();
    const page: PageCollection = await api.api("/security/incidents").top(50).expand("alerts").get();
    const ids: unknown[] = [];
    const iterator = new PageIterator(api, page, (incident: unknown) => {
      ids.push(isJsonObject(incident) ? incident.id : incident);
      return true;
    });
    await iterator.iterate();
    assert.equal(new Set(ids).size, INCIDENTS);
  });

  test("changes, comments and merges", async () => {
    const api = await graphClient();
    const patched = await api
      .api("/security/incidents/20")
      .patch({ status: "resolved", customTags: ["seen"] });
    assert.deepEqual([patched.status, patched.customTags], ["resolved", ["seen"]]);
    const comments = await api.api("/security/incidents/21/comments").post({ comment: "from the client" });
    assert.equal(comments.value[0].comment, "from the client");
    const alert = await api.api("/security/alerts_v2/da-22").patch({ classification: "falsePositive" });
    assert.equal(alert.classification, "falsePositive");
    const merged = await api.api("/security/incidents/mergeIncidents").post({ incidentIds: ["30", "31"] });
    assert.equal(merged.targetIncidentId, "30");
  });

  test("sends batches", async () => {
    const api = await graphClient();
    const batch = new BatchRequestContent([
      { id: "1", request: new Request(`${server.tlsOrigin}/security/incidents/40`, { method: "GET" }) },
      {
        id: "2",
        request: new Request(`${server.tlsOrigin}/security/incidents/40`, {
          method: "PATCH",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ summary: "batched" }),
        }),
        dependsOn: ["1"],
      },
      {
        id: "3",
        request: new Request(`${server.tlsOrigin}/security/incidents/99999`, { method: "GET" }),
        dependsOn: ["2"],
      },
    ]);
    const answer = new BatchResponseContent(await api.api("/$batch").post(await batch.getContent()));
    const bodyOf = async (id: string) => JSON.parse(await answer.getResponseById(id).text());
    assert.equal((await bodyOf("1")).id, "40");
    assert.equal((await bodyOf("2")).summary, "batched");
    assert.equal(answer.getResponseById("3").status, 404);
  });

  test("learns what is not there, with the ids of the request", async () => {
    const api = await graphClient();
    await assert.rejects(api.api("/security/incidents/99999").get(), (error) => {
      assert.ok(error instanceof GraphError);
      assert.deepEqual([error.statusCode, error.code], [404, "ResourceNotFound"]);
      assert.match(String(error.requestId), /^[0-9a-f-]{36}$/);
      return true;
    });
    await assert.rejects(api.api("/security/incidents").top(51).get(), { statusCode: 400 });
  });

  test("waits as it is told when it called too often", async () => {
    const config = { ...signInConfig(made), quotas: { graphSecurity: { perMinute: 1 } } };
    const incidents = {
      [NORTHWIND]: [incidentOf({ incidentId: 1, alerts: [alertOf({ alertId: "da-1" })] })],
    };
    const strict = await startServer(config, incidents, { tls: certificates.server });
    try {
      const api = await graphClient(strict.tlsOrigin);
      const began = Date.now();
      mock.timers.enable({ apis: ["Date"], now: began });
      await api.api("/security/incidents/1").get();
      mock.timers.setTime(began + 59_000);
      setTimeout(() => mock.timers.setTime(began + 61_000), 500);
      assert.deepEqual(idsIn({ value: [await api.api("/security/incidents/1").get()] }), ["1"]);
    } finally {
      mock.timers.reset();
      await strict.stop();
    }
    const statuses = strict
      .logLines()
      .flatMap(({ status, path }) => (String(path).startsWith("/v1.0") ? [status] : []));
    assert.deepEqual(statuses, [200, 429, 200]);
  });
});
