import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { parseConfig } from "../src/server/config/config.ts";
import { incidentOf } from "./fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND } from "./fixtures/scopes.ts";
import { startServer, type TestServer } from "./fixtures/server.ts";

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
