import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { parseConfig } from "../src/server/config/config.ts";
import { alertOf, deviceOf, incidentOf } from "./fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND } from "./fixtures/scopes.ts";
import { AUDIENCE, READ_APP, startServer, type TestServer } from "./fixtures/server.ts";

const CONFIG = `
quotas: "off"
hosts: [tocsin.northwind.example]
tenants:
  - id: ${NORTHWIND}
    name: Northwind
    domains: [northwind.example]
    userGroups:
      - { name: SOC, id: 5a1f0a52-0000-4000-8000-000000000001, members: [ana.ruiz@northwind.example] }
      - { name: Helpdesk, id: 5a1f0a52-0000-4000-8000-000000000002, members: [jonas.weber@northwind.example] }
    roles:
      - { name: Analysts, permissions: ["View data", "Alerts investigation"], userGroups: [SOC] }
      - { name: Readers, permissions: ["View data"], userGroups: [Helpdesk] }
    users:
      - { userPrincipalName: ana.ruiz@northwind.example, objectId: 00000000-0000-4000-8000-00000000000a }
      - { userPrincipalName: jonas.weber@northwind.example, objectId: 00000000-0000-4000-8000-00000000000b }
    deviceGroups:
      - { name: Servers, rank: 1, match: { names: ["srv-*"] }, userGroups: [SOC] }
      - { name: Laptops, rank: 2, match: { names: ["lt-*"] }, userGroups: [SOC, Helpdesk] }
    ungroupedDevices: { userGroups: [SOC] }
  - { id: ${FABRIKAM}, name: Fabrikam, domains: [fabrikam.example] }
`;

const ana = {
  objectId: "00000000-0000-4000-8000-00000000000a",
  userPrincipalName: "ana.ruiz@northwind.example",
};
const jonas = {
  objectId: "00000000-0000-4000-8000-00000000000b",
  userPrincipalName: "jonas.weber@northwind.example",
};
const stranger = {
  objectId: "00000000-0000-4000-8000-00000000000c",
  userPrincipalName: "eva.lind@northwind.example",
};

const server1 = deviceOf({ mdeDeviceId: "5e", deviceDnsName: "srv-1.northwind.example" });
const laptop1 = deviceOf({ mdeDeviceId: "1a", deviceDnsName: "lt-1.northwind.example" });

const incidents = [
  incidentOf({ incidentId: 1, alerts: [alertOf({ alertId: "da-1", evidence: [server1] })] }),
  incidentOf({
    incidentId: 2,
    alerts: [
      alertOf({ alertId: "da-2", evidence: [server1, laptop1] }),
      alertOf({ alertId: "da-2s", evidence: [server1] }),
    ],
  }),
  incidentOf({ incidentId: 3, status: "redirected", redirectIncidentId: 1, alerts: [] }),
  incidentOf({ incidentId: Number.MAX_SAFE_INTEGER, alerts: [] }),
];

let server: TestServer;
before(async () => {
  server = await startServer(parseConfig(CONFIG, "test.yaml"), { [NORTHWIND]: incidents, [FABRIKAM]: [] });
});
after(() => server.stop());

const appToken = () => server.applicationToken(NORTHWIND);

function errorOf(body: string): { code: string; message: string; target: string } {
  const { error, ...rest } = JSON.parse(body);
  assert.deepEqual(rest, {});
  assert.deepEqual(Object.keys(error), ["code", "message", "target"]);
  return error;
}

describe("GET /api/incidents/{id}", () => {
  test("answers the incident inline after its context, with the headers of the contract", async () => {
    const answer = await server.ask("/api/incidents/1", { token: await appToken() });
    assert.equal(answer.status, 200);
    assert.equal(
      answer.headers["content-type"],
      "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8",
    );
    assert.equal(answer.headers["odata-version"], "4.0");
    assert.ok(
      answer.body.startsWith(
        `{"@odata.context":"${server.origin}/api/$metadata#Incidents/$entity","incidentId":1,"incidentUri":"https://security.microsoft.com/incidents/1?tid=${NORTHWIND}","redirectIncidentId":null,"incidentName":"Incident 1 on one endpoint","createdTime":"2026-03-04T08:11:52.4266667Z","lastUpdateTime":"2026-03-04T09:02:17.61Z","assignedTo":null,"classification":"Unknown","determination":"NotAvailable","status":"Active","severity":"Medium","tags":[],"comments":[],"alerts":[{"alertId":"da-1",`,
      ),
      answer.body.slice(0, 700),
    );
  });

  test("answers a merged incident with where it went and no alerts", async () => {
    const answer = await server.ask("/api/incidents/3", { token: await appToken() });
    const incident = JSON.parse(answer.body);
    assert.equal(answer.status, 200);
    assert.deepEqual([incident.status, incident.redirectIncidentId, incident.alerts], ["Redirected", 1, []]);
  });

  test("reaches the largest number that JSON carries safely", async () => {
    const answer = await server.ask("/api/incidents/9007199254740991", { token: await appToken() });
    assert.equal(answer.status, 200);
  });

  for (const path of [
    "/API/Incidents/1",
    "/api/incidents/1/",
    "/api/incidents/1?x=1",
    "/api/incidents/%31",
  ]) {
    test(`reads ${path} as ASP.NET does`, async () => {
      assert.equal((await server.ask(path, { token: await appToken() })).status, 200);
    });
  }

  test("answers HEAD with the headers alone", async () => {
    const get = await server.ask("/api/incidents/1", { token: await appToken() });
    const head = await server.ask("/api/incidents/1", { method: "HEAD", token: await appToken() });
    assert.equal(head.status, 200);
    assert.equal(head.body, "");
    assert.equal(head.headers["content-length"], get.headers["content-length"]);
  });

  test("tells OPTIONS what it takes", async () => {
    const answer = await server.ask("/api/incidents/1", { method: "OPTIONS" });
    assert.deepEqual(
      [answer.status, answer.headers.allow, answer.body],
      [204, "GET, HEAD, PATCH, OPTIONS", ""],
    );
  });

  for (const method of ["DELETE", "PUT", "POST"]) {
    test(`answers ${method} with 405, the verbs that would do, and nothing else`, async () => {
      const answer = await server.ask("/api/incidents/1", {
        method,
        ...(method === "DELETE" ? {} : { body: "{" }),
        headers: { "Content-Type": "application/json" },
      });
      assert.deepEqual(
        [answer.status, answer.headers.allow, answer.body],
        [405, "GET, HEAD, PATCH, OPTIONS", ""],
      );
      assert.equal(answer.headers["content-length"], "0");
    });
  }
});

describe("an id that names nothing", () => {
  const missing: readonly (readonly [string, number, string])[] = [
    ["999", 404, "ResourceNotFound"],
    ["0", 400, "InvalidInput"],
    ["-1", 400, "InvalidInput"],
    ["1.0", 400, "InvalidInput"],
    ["01", 400, "InvalidInput"],
    ["+1", 400, "InvalidInput"],
    ["1e3", 400, "InvalidInput"],
    ["abc", 400, "InvalidInput"],
    ["9007199254740992", 400, "InvalidInput"],
    ["9".repeat(400), 400, "InvalidInput"],
    ["%00", 400, "InvalidInput"],
    ["%22%3Cscript%3E", 400, "InvalidInput"],
    ["%E2%80%AE1", 400, "InvalidInput"],
    ["%ff", 400, "InvalidInput"],
    ["1%2F2", 400, "InvalidInput"],
  ];
  for (const [id, status, code] of missing) {
    test(`${id.slice(0, 30)} is answered ${status} ${code}`, async () => {
      const answer = await server.ask(`/api/incidents/${id}`, { token: await appToken() });
      assert.equal(answer.status, status, answer.body);
      assert.equal(errorOf(answer.body).code, code);
      assert.equal(answer.headers["content-type"], "application/json; charset=utf-8");
      assert.equal(answer.headers["odata-version"], undefined);
    });
  }

  test("an unknown path is 404 in the envelope", async () => {
    const answer = await server.ask("/api/nothing", { token: await appToken() });
    assert.deepEqual([answer.status, errorOf(answer.body).code], [404, "NotFound"]);
  });

  test("an OData option is refused, not ignored", async () => {
    const answer = await server.ask("/api/incidents/1?%24select=status", { token: await appToken() });
    assert.deepEqual([answer.status, errorOf(answer.body).code], [400, "ODataError"]);
  });

  test("a URL beyond the bound is 414", async () => {
    const answer = await server.ask(`/api/incidents/1?x=${"y".repeat(9_000)}`, { token: await appToken() });
    assert.deepEqual([answer.status, errorOf(answer.body).code], [414, "BadRequest"]);
  });
});

describe("hosts", () => {
  const hosts: readonly (readonly [string, string])[] = [
    ["api.security.microsoft.com", "https://security.microsoft.com"],
    ["us.api.security.microsoft.com", "https://security.microsoft.com"],
    ["api-eu.security.microsoft.com", "https://security.microsoft.com"],
    ["api.securitycenter.microsoft.com", "https://security.microsoft.com"],
    ["API.SECURITY.MICROSOFT.COM:443", "https://security.microsoft.com"],
    ["api-gcc.security.microsoft.us", "https://security.microsoft.com"],
    ["api-gov.security.microsoft.us", "https://security.microsoft.us"],
    ["tocsin.northwind.example", "https://security.microsoft.com"],
  ];
  for (const [host, portal] of hosts) {
    test(`${host} is named in the context, with its cloud's portal`, async () => {
      const answer = await server.ask("/api/incidents/1", {
        token: await appToken(),
        headers: { Host: host },
      });
      const incident = JSON.parse(answer.body);
      assert.equal(answer.status, 200, answer.body);
      assert.equal(incident["@odata.context"], `https://${host}/api/$metadata#Incidents/$entity`);
      assert.ok(incident.incidentUri.startsWith(`${portal}/incidents/1?tid=`), incident.incidentUri);
    });
  }

  for (const host of ['evil.example"', "evil.example/x", "a@b", "a b", "x".repeat(300)]) {
    test(`the malformed host ${host.slice(0, 20)} is refused and not echoed`, async () => {
      const answer = await server.ask("/api/incidents/1", {
        token: await appToken(),
        headers: { Host: host },
      });
      assert.equal(answer.status, 400);
      assert.ok(!answer.body.includes(host));
    });
  }

  test("a token of the public cloud is refused on a host of the US government", async () => {
    const token = await server.token({
      kind: "application",
      tenantId: NORTHWIND,
      audience: AUDIENCE,
      appId: READ_APP,
      roles: ["Incident.Read.All"],
      version: "2.0",
      signIn: "public",
    });
    const gov = await server.ask("/api/incidents/1", {
      token,
      headers: { Host: "api-gov.security.microsoft.us" },
    });
    assert.equal(gov.status, 401);
    assert.equal((await server.ask("/api/incidents/1", { token })).status, 200);
  });
});

describe("who may", () => {
  test("nobody without a token", async () => {
    const answer = await server.ask("/api/incidents/1");
    assert.deepEqual([answer.status, errorOf(answer.body).code], [401, "Unauthorized"]);
    assert.match(String(answer.headers["www-authenticate"]), /^Bearer/);
  });

  test("a bare token, as one client sends it", async () => {
    const answer = await server.ask("/api/incidents/1", { headers: { Authorization: await appToken() } });
    assert.equal(answer.status, 200);
  });

  test("no token for another audience, which is told in the observed words", async () => {
    const token = await server.token({
      kind: "application",
      tenantId: NORTHWIND,
      audience: "00000002-0000-0000-c000-000000000000",
      appId: READ_APP,
      roles: ["Incident.Read.All"],
    });
    const answer = await server.ask("/api/incidents/1", { token });
    assert.equal(answer.status, 401);
    assert.ok(
      errorOf(answer.body).message.startsWith(
        `Invalid Authorization payload. AppId: ${READ_APP}, Audience: 00000002-0000-0000-c000-000000000000, Issuer: https://sts.windows.net/${NORTHWIND}/, Validity: valid from 20`,
      ),
      answer.body,
    );
  });

  test("no token longer than any real one", async () => {
    const answer = await server.ask("/api/incidents/1", { token: "x".repeat(20_000) });
    assert.equal(answer.status, 401);
  });

  const permissions: readonly (readonly [readonly string[], number, string])[] = [
    [["Incident.Read.All"], 200, ""],
    [["Incident.ReadWrite.All"], 200, ""],
    [
      [],
      403,
      "Missing application roles. API required roles: Incident.Read.All,Incident.ReadWrite.All, application roles: .",
    ],
    [
      ["Alert.Read.All", "Machine.Read.All"],
      403,
      "Missing application roles. API required roles: Incident.Read.All,Incident.ReadWrite.All, application roles: Alert.Read.All,Machine.Read.All.",
    ],
    [
      ["incident.read.all"],
      403,
      "Missing application roles. API required roles: Incident.Read.All,Incident.ReadWrite.All, application roles: incident.read.all.",
    ],
  ];
  for (const [roles, status, message] of permissions) {
    test(`an application with the roles [${roles}] gets ${status}`, async () => {
      const answer = await server.ask("/api/incidents/1", {
        token: await server.applicationToken(NORTHWIND, roles),
      });
      assert.equal(answer.status, status);
      if (status === 403)
        assert.deepEqual([errorOf(answer.body).code, errorOf(answer.body).message], ["Forbidden", message]);
    });
  }

  test("a user's token needs the scope, and is told so in the scope's words", async () => {
    const answer = await server.ask("/api/incidents/1", {
      token: await server.userToken(NORTHWIND, ana, ["Alert.Read"]),
    });
    assert.equal(answer.status, 403);
    assert.equal(
      errorOf(answer.body).message,
      "Missing application scopes. API required scopes: Incident.Read,Incident.ReadWrite, application scopes: Alert.Read.",
    );
  });

  test("a user without a role that views data gets 403", async () => {
    const answer = await server.ask("/api/incidents/1", {
      token: await server.userToken(NORTHWIND, stranger),
    });
    assert.deepEqual([answer.status, errorOf(answer.body).code], [403, "Forbidden"]);
  });

  test("a user sees what the device groups open, and hidden is answered as missing", async () => {
    const [all, some] = [await server.userToken(NORTHWIND, ana), await server.userToken(NORTHWIND, jonas)];
    assert.equal((await server.ask("/api/incidents/1", { token: all })).status, 200);
    const hidden = await server.ask("/api/incidents/1", { token: some });
    const missing = await server.ask("/api/incidents/999", { token: some });
    assert.deepEqual([hidden.status, missing.status], [404, 404]);
    assert.equal(
      errorOf(hidden.body).message.replace("1", "N"),
      errorOf(missing.body).message.replace("999", "N"),
    );
    assert.deepEqual(Object.keys(hidden.headers), Object.keys(missing.headers));
    const merged = await server.ask("/api/incidents/3", { token: some });
    assert.equal(merged.status, 404, "a merged incident is judged by its target");
  });

  test("a mixed incident is trimmed for one who sees a part of it", async () => {
    const answer = await server.ask("/api/incidents/2", { token: await server.userToken(NORTHWIND, jonas) });
    assert.equal(answer.status, 200);
    assert.match(answer.body, /lt-1\.northwind\.example/);
    assert.doesNotMatch(answer.body, /srv-1|da-2s/);
    const whole = await server.ask("/api/incidents/2", { token: await server.userToken(NORTHWIND, ana) });
    assert.match(whole.body, /srv-1/);
  });

  test("another tenant's token opens nothing of this one", async () => {
    const answer = await server.ask("/api/incidents/1", { token: await server.applicationToken(FABRIKAM) });
    assert.equal(answer.status, 404);
  });

  test("a tenant that is not configured is not served", async () => {
    const answer = await server.ask("/api/incidents/1", {
      token: await server.applicationToken("11111111-1111-4111-8111-111111111111"),
    });
    assert.equal(answer.status, 401);
  });
});

describe("what is written down", () => {
  test("the target of an error stands in its log line, and no token does", async () => {
    const token = await server.applicationToken(NORTHWIND, []);
    const answer = await server.ask("/api/incidents/1", { token });
    const line = server.logLines().find(({ target }) => target === errorOf(answer.body).target);
    assert.ok(line, "no log line has the target");
    assert.equal(line.status, 403);
    assert.equal(JSON.stringify(server.logLines()).includes(token.slice(0, 40)), false);
  });

  test("so does the target of a request that reached no route", async () => {
    const answer = await server.ask("/api/incidents/%ff", { token: await appToken() });
    const { target } = errorOf(answer.body);
    assert.equal(server.logLines().filter((line) => line.target === target && line.status === 400).length, 1);
  });

  test("requests are counted by route and status, never by id", async () => {
    const { body } = await server.ask("/metrics");
    assert.match(
      body,
      /tocsin_http_requests_total\{route="\/api\/incidents\/:id",method="GET",status="200"\} \d+/,
    );
    assert.match(body, /tocsin_store_call_duration_seconds_count\{call="incidents.rendition"\} \d+/);
    assert.doesNotMatch(body, /9007199254740991/);
  });

  test("a ready server says so, and a live one too", async () => {
    assert.equal((await server.ask("/health/live")).status, 200);
    assert.deepEqual(JSON.parse((await server.ask("/health/ready")).body), { status: "ready", problems: [] });
  });
});
