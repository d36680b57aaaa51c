import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { decodeJwt, importJWK, type JWK, SignJWT } from "jose";
import { type Config, parseConfig } from "../src/server/config/config.ts";
import { alertOf, incidentOf } from "./fixtures/incidents.ts";
import { newSigningJwk, type OperatorIdp, startOperatorIdp } from "./fixtures/operator-idp.ts";
import { FABRIKAM, NORTHWIND } from "./fixtures/scopes.ts";
import { startServer, type TestServer } from "./fixtures/server.ts";

/** Production, with tokens of an identity provider that is not ours. */

const HOUR_MS = 3_600_000;
const incidents = { [NORTHWIND]: [incidentOf({ incidentId: 1, alerts: [alertOf({ alertId: "da-1" })] })] };

let first: JWK;
let second: JWK;
let idp: OperatorIdp;
before(async () => {
  [first, second] = [await newSigningJwk("first"), await newSigningJwk("second")];
  idp = await startOperatorIdp(NORTHWIND, ["Incident.Read.All"], [first]);
});
after(() => idp.stop());

const trusting = (issuer: string, tenants = [NORTHWIND]): Config =>
  parseConfig(
    `quotas: "off"
issuers: [{ issuer: "${issuer}", tenants: [${tenants.join()}] }]
tenants:
  - { id: ${NORTHWIND}, name: Northwind }
  - { id: ${FABRIKAM}, name: Fabrikam }`,
    "idp.yaml",
  );

const statusOf = async (server: TestServer, token: string) =>
  (await server.ask("/api/incidents/1", { token })).status;

describe("a token of an operator's identity provider", () => {
  test("is accepted where it is trusted", async () => {
    const server = await startServer(trusting(idp.issuer), incidents, { production: true });
    assert.equal(await statusOf(server, await idp.token()), 200);
    await server.stop();
  });

  test("is refused where another one is trusted, or it is trusted for another tenant", async () => {
    for (const config of [trusting("https://idp.other.example/"), trusting(idp.issuer, [FABRIKAM])]) {
      const server = await startServer(config, incidents, { production: true });
      assert.equal(await statusOf(server, await idp.token()), 401);
      await server.stop();
    }
  });

  test("is refused by a stand-in that was not told of it", async () => {
    const config = { ...trusting(idp.issuer), issuers: [] };
    const server = await startServer(config, incidents);
    assert.equal(await statusOf(server, await idp.token()), 401);
    assert.equal(await statusOf(server, await server.applicationToken(NORTHWIND)), 200);
    await server.stop();
  });

  test("is accepted after a reload that trusts it, and refused after one that no longer does", async () => {
    const other = trusting("https://idp.other.example/");
    const server = await startServer(other, incidents, { production: true });
    const token = await idp.token();
    assert.equal(await statusOf(server, token), 401);
    await server.app.reload(trusting(idp.issuer));
    assert.equal(await statusOf(server, token), 200);
    await server.app.reload(other);
    assert.equal(await statusOf(server, token), 401);
    await server.stop();
  });
});

test("a stand-in's token is refused in production, whatever is trusted", async () => {
  const server = await startServer(trusting("https://login.microsoftonline.com/{tenantid}/v2.0"), incidents, {
    production: true,
  });
  assert.equal(await statusOf(server, await server.applicationToken(NORTHWIND)), 401);
  await server.stop();
});

test("keys are changed under load without a valid request lost, or an invalid one let in", async () => {
  let ahead = 0;
  const nowMs = () => Date.now() + ahead;
  idp.publish([first]);
  const server = await startServer(trusting(idp.issuer), incidents, { production: true, nowMs });
  const old = await idp.token();
  const forged = await forgedLike(old);
  const wrong: string[] = [];
  let asked = 0;
  let loading = true;
  let valid: readonly string[] = [old];

  async function load(): Promise<void> {
    while (loading) {
      const token = valid[asked % valid.length] ?? old;
      const [good, bad] = await Promise.all([statusOf(server, token), statusOf(server, forged)]);
      asked++;
      if (good !== 200) wrong.push(`${decodeJwt(token).jti} answered ${good}`);
      if (bad !== 401) wrong.push(`a forged one answered ${bad}`);
    }
  }
  const running = Array.from({ length: 8 }, load);
  const until = async (count: number) => {
    const goal = asked + count;
    while (asked < goal) await new Promise((resolve) => setImmediate(resolve));
  };

  await until(200);
  // The new key is published and signs, the old one stays for the tokens that are about.
  ahead = 31_000;
  idp.publish([second, first]);
  valid = [old, ...(await Promise.all([1, 2, 3].map(() => idp.token())))];
  await until(200);
  // The old key is withdrawn once its tokens are no longer about.
  valid = valid.slice(1);
  idp.publish([second]);
  ahead = HOUR_MS + 60_000;
  await until(200);
  loading = false;
  await Promise.all(running);

  assert.deepEqual(wrong, []);
  assert.ok(asked >= 600);
  assert.equal(await statusOf(server, old), 401);
  assert.equal(await statusOf(server, await idp.token()), 200);
  await server.stop();
});

/** The same claims, and a key of the same id, of somebody else's making. */
async function forgedLike(token: string): Promise<string> {
  const key = await importJWK(await newSigningJwk("forged"), "RS256");
  return new SignJWT({ ...decodeJwt(token) })
    .setProtectedHeader({ alg: "RS256", kid: "first", typ: "at+jwt" })
    .sign(key);
}
