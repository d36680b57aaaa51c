import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { VENDOR_LIMITS } from "../src/quota/limits.ts";
import { parseConfig } from "../src/server/config/config.ts";
import { incidentOf } from "./fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND } from "./fixtures/scopes.ts";
import { AUDIENCE, startServer, type TestServer } from "./fixtures/server.ts";

const CONFIG = `tenants: [{ id: ${NORTHWIND}, name: Northwind }, { id: ${FABRIKAM}, name: Fabrikam }]`;

let server: TestServer;
before(async () => {
  server = await startServer(parseConfig(CONFIG, "quota.yaml"), {
    [NORTHWIND]: [incidentOf({ incidentId: 1 })],
  });
});
after(() => server.stop());

test("the hundredth call of a minute is answered, the next one told when to come again", async () => {
  const token = await server.applicationToken(NORTHWIND);
  const forbidden = await server.applicationToken(NORTHWIND, []);
  for (let call = 0; call < 20; call++) {
    assert.equal((await server.ask("/api/incidents/1")).status, 401, "a call without a token does not count");
    assert.equal(
      (await server.ask("/api/incidents/1", { token: forbidden })).status,
      403,
      "nor one without permission",
    );
  }
  for (let call = 0; call < 100; call++) {
    const { status } = await server.ask(call % 2 === 0 ? "/api/incidents/1" : "/api/incidents/999", {
      token,
    });
    assert.equal(status, call % 2 === 0 ? 200 : 404, `call ${call + 1}`);
  }
  const refused = await server.ask("/api/incidents/1", { token });
  assert.equal(refused.status, 429);
  const wait = String(refused.headers["retry-after"]);
  assert.match(wait, /^([1-9]|[1-5]\d|60)$/);
  const { error } = JSON.parse(refused.body);
  assert.equal(error.code, "TooManyRequests");
  assert.equal(
    error.message,
    `API calls quota exceeded! Maximum allowed 100 per 00:01:00 for the key TenantID+AppID. You can send requests again in ${wait} seconds.`,
  );
  assert.equal(
    server.logLines().some(({ target, status }) => target === error.target && status === 429),
    true,
  );
});

test("another application and another tenant have windows of their own", async () => {
  const other = "0b7f2f2e-6a1c-4c8e-9c57-5d0d4c1f7a10";
  assert.equal(
    (
      await server.ask("/api/incidents/1", {
        token: await server.applicationToken(NORTHWIND, ["Incident.Read.All"], other),
      })
    ).status,
    200,
  );
  assert.equal(
    (await server.ask("/api/incidents/1", { token: await server.applicationToken(FABRIKAM) })).status,
    404,
  );
});

test("a refusal is counted by its operation", async () => {
  const { body } = await server.ask("/metrics");
  assert.match(body, /tocsin_quota_refusals_total\{operation="getIncident"\} 1/);
});

const ALL_ROLES = ["Incident.ReadWrite.All", "Alert.ReadWrite.All"];
/** Entra's id of the directory role. */
const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";
const TRIED_APP = "3d1f6c0e-9b5a-4c1d-8f39-6a2e7b1c4d50";

interface Operation {
  readonly operation: string;
  readonly allowed: number;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** What a call within the figure gets: also one that finds nothing, or is malformed, is counted. */
  readonly status: number;
}

/** The vendor's figures of a minute, contract/defender.md § 12. */
const operations: readonly Operation[] = [
  { operation: "listIncidents", allowed: 50, method: "GET", path: "/api/incidents", status: 200 },
  { operation: "getIncident", allowed: 100, method: "GET", path: "/api/incidents/1", status: 200 },
  {
    operation: "updateIncident",
    allowed: 50,
    method: "PATCH",
    path: "/api/incidents/1",
    body: { assignedTo: "x" },
    status: 200,
  },
  { operation: "listAlerts", allowed: 100, method: "GET", path: "/api/alerts", status: 200 },
  { operation: "getAlert", allowed: 100, method: "GET", path: "/api/alerts/none", status: 404 },
  {
    operation: "updateAlert",
    allowed: 100,
    method: "PATCH",
    path: "/api/alerts/none",
    body: { comment: "x" },
    status: 404,
  },
  {
    operation: "batchUpdateAlerts",
    allowed: 10,
    method: "POST",
    path: "/api/alerts/batchUpdate",
    body: { alertIds: ["da1-1"], comment: "x" },
    status: 200,
  },
  {
    operation: "createAlert",
    allowed: 15,
    method: "POST",
    path: "/api/alerts/CreateAlertByReference",
    body: {},
    status: 400,
  },
];

const call = ({ method, path, body }: Operation, token: string) =>
  server.ask(path, {
    method,
    token,
    ...(body === undefined
      ? {}
      : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });

test("the figures tried here are those of every operation there is", () => {
  assert.deepEqual(
    {
      ...Object.fromEntries(operations.map(({ operation, allowed }) => [operation, allowed])),
      graphSecurity: 150,
    },
    Object.fromEntries(Object.entries(VENDOR_LIMITS).map(([name, { perMinute }]) => [name, perMinute])),
  );
});

test("all of Graph together has 150 calls a minute", async () => {
  const token = await server.token({
    kind: "application",
    tenantId: NORTHWIND,
    audience: "https://graph.microsoft.com",
    appId: TRIED_APP,
    roles: ["SecurityIncident.Read.All", "SecurityAlert.Read.All"],
  });
  const paths = ["incidents/1", "alerts_v2", "incidents/$count"].map((path) => `/v1.0/security/${path}`);
  for (let made = 0; made < 150; made++) {
    const { status } = await server.ask(paths[made % paths.length] ?? "", { token });
    assert.equal(status, 200, `call ${made + 1}`);
  }
  for (const path of paths) {
    const refused = await server.ask(path, { token });
    assert.equal(refused.status, 429);
    assert.match(String(refused.headers["retry-after"]), /^([1-9]|[1-5]\d|60)$/);
    assert.equal(JSON.parse(refused.body).error.code, "TooManyRequests");
  }
});

/** One after another with one token: that each has all its calls shows that those used up before it took none. */
for (const operation of operations) {
  const { operation: name, allowed, status } = operation;
  test(`${name} has ${allowed} calls a minute of its own`, async () => {
    const token = await server.applicationToken(NORTHWIND, ALL_ROLES, TRIED_APP);
    for (let made = 1; made <= allowed; made++)
      assert.equal((await call(operation, token)).status, status, `call ${made}`);
    const refused = await call(operation, token);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers["content-type"], "application/json; charset=utf-8");
    assert.equal(refused.headers["odata-version"], undefined);
    const wait = String(refused.headers["retry-after"]);
    assert.match(wait, /^([1-9]|[1-5]\d|60)$/);
    const { error, ...rest } = JSON.parse(refused.body);
    assert.deepEqual([rest, Object.keys(error)], [{}, ["code", "message", "target"]]);
    assert.deepEqual(
      [error.code, error.message],
      [
        "TooManyRequests",
        `API calls quota exceeded! Maximum allowed ${allowed} per 00:01:00 for the key TenantID+AppID. You can send requests again in ${wait} seconds.`,
      ],
    );
    const another = await server.applicationToken(NORTHWIND, ALL_ROLES, randomUUID());
    assert.equal((await call(operation, another)).status, status, "another application has its own");
  });
}

test("both paths of an operation, and a user and an application of one app id, share its window", async () => {
  const appId = randomUUID();
  const token = await server.applicationToken(NORTHWIND, ALL_ROLES, appId);
  const person = { objectId: randomUUID(), userPrincipalName: "ana.ruiz@northwind.example" };
  const directoryRoles = [GLOBAL_ADMINISTRATOR];
  const user = await server.token({
    kind: "user",
    tenantId: NORTHWIND,
    audience: AUDIENCE,
    appId,
    user: { ...person, directoryRoles },
    scopes: ["Alert.ReadWrite"],
  });
  const batch = (path: string, as: string) =>
    server.ask(path, {
      method: "POST",
      token: as,
      headers: { "Content-Type": "application/json" },
      body: '{"alertIds":["da1-1"],"comment":"x"}',
    });
  for (let made = 0; made < 5; made++) {
    assert.equal((await batch("/api/alerts/batchUpdate", user)).status, 200);
    assert.equal((await batch("/api/v1.0/alerts/batchUpdate", token)).status, 200);
  }
  for (const path of ["/api/alerts/batchUpdate", "/api/v1.0/alerts/batchUpdate"])
    for (const as of [user, token]) assert.equal((await batch(path, as)).status, 429);
});

test("a call that is refused for its quota writes nothing", async () => {
  const token = await server.applicationToken(NORTHWIND, ALL_ROLES, randomUUID());
  const batch = () =>
    server.ask("/api/alerts/batchUpdate", {
      method: "POST",
      token,
      headers: { "Content-Type": "application/json" },
      body: '{"alertIds":["da1-1"],"comment":"counted"}',
    });
  const statuses = [];
  for (let made = 0; made < 12; made++) statuses.push((await batch()).status);
  assert.deepEqual(statuses, [...Array(10).fill(200), 429, 429]);
  const { body } = await server.ask("/api/alerts/da1-1", { token });
  assert.equal(body.split('"counted"').length - 1, 10);
});

test("every refusal is counted by its operation", async () => {
  const { body } = await server.ask("/metrics");
  for (const { operation } of operations)
    assert.match(body, new RegExp(`tocsin_quota_refusals_total\\{operation="${operation}"\\} [1-9]`));
});
