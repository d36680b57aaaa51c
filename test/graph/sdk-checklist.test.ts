import assert from "node:assert/strict";
import { request } from "node:https";
import { after, before, describe, test } from "node:test";
import { makeTestCertificates, type TestCertificates } from "../fixtures/certificates.ts";
import { NORTHWIND } from "../fixtures/scopes.ts";
import { GRAPH, type GraphServer, startGraph } from "./tenant.ts";

/** What the SDKs impose on a server (contract/graph.md § 14), as far as no other test of this folder shows it. */

let certificates: TestCertificates;
let server: GraphServer;
let token: string;
before(async () => {
  certificates = await makeTestCertificates();
  server = await startGraph({ tls: certificates.server });
  token = await server.graphToken();
});
after(async () => {
  await server.stop();
  certificates.remove();
});

const VENDOR = { Host: "graph.microsoft.com" };

describe("every answer", () => {
  const paths = [
    "/v1.0/security/incidents",
    "/v1.0/security/incidents/8",
    "/v1.0/security/incidents/8/alerts",
    "/v1.0/security/alerts_v2?$top=1",
    "/v1.0/security/incidents/999",
    "/v1.0/security/incidents?$top=51",
    "/v1.0/nosuch",
    "/v1.0/security/incidents?$filter=%ff",
    "/beta/security/incidents/8",
  ];
  for (const path of paths) {
    test(`is JSON by its content type, and an error has its object: ${path}`, async () => {
      const answer = await server.ask(path, { token });
      assert.match(String(answer.headers["content-type"]), /^application\/json(;|$)/);
      const json = JSON.parse(answer.body);
      if (answer.status < 400) return;
      assert.deepEqual(Object.keys(json), ["error"]);
      assert.equal(answer.headers["content-type"], "application/json");
      assert.equal(typeof json.error.code, "string");
      assert.equal(typeof json.error.message, "string");
      assert.match(json.error.innerError["request-id"], /^[0-9a-f-]{36}$/);
    });
  }

  test("leads on by https, on the host that was asked, safe as a URI template", async () => {
    const filter = encodeURIComponent("not (assignedTo eq '{x} y\"é')");
    const path = `/v1.0/security/incidents?$top=2&$filter=${filter}&custom={z}`;
    const { body } = await server.ask(path, { token, headers: VENDOR });
    const next: string = JSON.parse(body)["@odata.nextLink"];
    assert.ok(next.startsWith("https://graph.microsoft.com/v1.0/security/incidents?"), next);
    assert.doesNotMatch(next, /[{}"' ]|[^\x21-\x7e]/);
    const second = await server.ask(next.slice(GRAPH.length), { token, headers: VENDOR });
    assert.equal(JSON.parse(second.body).value.length, 2, second.body);
  });
});

describe("options", () => {
  const spellings = [
    "$filter=severity+eq+'high'&$top=2",
    "%24filter=severity%20eq%20%27high%27&%24top=2",
    "$Filter=severity eq 'HIGH'&$TOP=2".replaceAll(" ", "%20"),
    "$filter=severity%20eq%20microsoft.graph.security.alertSeverity'high'&$top=2",
  ];
  for (const query of spellings) {
    test(`are read as ${query}`, async () => {
      const answer = await server.ask(`/v1.0/security/incidents?${query}`, { token });
      const { value } = JSON.parse(answer.body);
      assert.deepEqual(
        value.map(({ severity }: { severity: string }) => severity),
        ["high", "high"],
        answer.body,
      );
    });
  }
});

describe("a national cloud", () => {
  const clouds = [
    ["graph.microsoft.com", "public", "https://security.microsoft.com"],
    ["graph.microsoft.us", "usGov", "https://security.microsoft.us"],
    ["dod-graph.microsoft.us", "usGov", "https://security.apps.mil"],
  ] as const;
  for (const [host, signIn, portal] of clouds) {
    test(`has its own links and sign-in: ${host}`, async () => {
      const own = await server.token({
        kind: "application",
        tenantId: NORTHWIND,
        audience: `https://${host}`,
        roles: ["SecurityIncident.Read.All"],
        appId: "5f1c7a52-9a0e-4f43-8a2b-6f0f8d1f3b21",
        signIn,
        version: "2.0",
      });
      const path = "/v1.0/security/incidents/8?$expand=alerts";
      const answer = await server.ask(path, { token: own, headers: { Host: host } });
      assert.equal(answer.status, 200, answer.body);
      const json = JSON.parse(answer.body);
      assert.ok(json["@odata.context"].startsWith(`https://${host}/v1.0/`));
      assert.equal(json.incidentWebUrl, `${portal}/incident2/8/overview?tid=${NORTHWIND}`);
      assert.equal(json.alerts[0].alertWebUrl, `${portal}/alerts/da8-1?tid=${NORTHWIND}`);
      const other = host === "graph.microsoft.com" ? "graph.microsoft.us" : "graph.microsoft.com";
      assert.equal((await server.ask(path, { token: own, headers: { Host: other } })).status, 401);
    });
  }
});

test("over TLS, paths in OData's spelling are understood as well", async () => {
  const { hostname, port } = new URL(server.tlsOrigin);
  const body = await new Promise<string>((resolve, reject) => {
    const path = "/v1.0/security/incidents('8')/microsoft.graph.security.alerts";
    const headers = { authorization: `Bearer ${token}` };
    request({ hostname, port, path, headers, ca: certificates.authority }, (incoming) => {
      incoming.setEncoding("utf8");
      let text = "";
      incoming.on("data", (chunk: string) => {
        text += chunk;
      });
      incoming.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });
  assert.equal(JSON.parse(body).value[0].id, "da8-1");
});
