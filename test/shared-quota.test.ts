import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { systemClock } from "../src/cli/context.ts";
import { createQuota, QuotaExceeded } from "../src/quota/quota.ts";
import { type Store, StoreError } from "../src/store/contract.ts";
import { openPostgresStore } from "../src/store/postgres/store.ts";
import { startPostgres, type TestPostgres } from "./fixtures/postgres.ts";
import { FABRIKAM, NORTHWIND } from "./fixtures/scopes.ts";

let postgres: TestPostgres;
let nodes: readonly Store[];
before(async () => {
  postgres = await startPostgres();
  const url = await postgres.newDatabase();
  const open = () => openPostgresStore({ url, renderers: [], clock: systemClock });
  nodes = [await open(), await open(), await open()];
});
after(async () => {
  for (const node of nodes) await node.close();
  await postgres.stop();
});

const setting = { getIncident: { perMinute: 30, perHour: 45 } };
const app = "5f1c7a52-9a0e-4f43-8a2b-6f0f8d1f3b21";

test("three nodes together give a client as many calls as one does, and say when to come again", async () => {
  const quotas = nodes.map((node) => createQuota(setting, node.counters));
  const calls = Array.from({ length: 90 }, (_, call) =>
    quotas[call % quotas.length]?.consume("getIncident", { tenantId: NORTHWIND, appId: app }).then(
      () => "taken",
      (error: unknown) => error,
    ),
  );
  const outcomes = await Promise.all(calls);
  assert.equal(outcomes.filter((outcome) => outcome === "taken").length, 30);
  const [refused] = outcomes.filter((outcome) => outcome instanceof QuotaExceeded);
  assert.ok(refused instanceof QuotaExceeded);
  assert.deepEqual([refused.allowed, refused.windowSeconds], [30, 60]);
  assert.ok(refused.retryAfterSeconds >= 1 && refused.retryAfterSeconds <= 60);
});

test("another tenant, application and operation have windows of their own", async () => {
  const [quota] = nodes.map((node) => createQuota(setting, node.counters));
  await quota?.consume("getIncident", { tenantId: FABRIKAM, appId: app });
  await quota?.consume("getIncident", { tenantId: NORTHWIND, appId: "another" });
  await quota?.consume("listIncidents", { tenantId: NORTHWIND, appId: app });
});

test("a quota of nothing that is asked costs the database nothing", async () => {
  const off = createQuota("off", { client: {}, table: "nowhere" });
  await off.consume("getIncident", { tenantId: NORTHWIND, appId: app });
});

test("a database that is gone is a failure that may be tried again, not a free call", async () => {
  const quota = createQuota(setting, nodes[0]?.counters);
  if (!postgres.crash) return;
  await postgres.crash();
  await assert.rejects(
    quota.consume("getIncident", { tenantId: FABRIKAM, appId: "while it is gone" }),
    (error) => error instanceof StoreError && error.code === "busy",
  );
  await postgres.start?.();
});
