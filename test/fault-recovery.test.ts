import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../src/cli/context.ts";
import { parseConfig } from "../src/server/config/config.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { DEFENDER_FORM } from "../src/wire/defender/writer.ts";
import { RENDERERS } from "../src/wire/renderers.ts";
import { ALERT_TENANT_CONFIG, type AlertTenant, startAlertTenant } from "./fixtures/alert-tenant.ts";
import {
  busy,
  type FaultTenant,
  failures,
  type Given,
  startFaultTenant,
  tellsCause,
} from "./fixtures/fault-tenant.ts";
import { incidentOf } from "./fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "./fixtures/scopes.ts";
import { dumpStore } from "./fixtures/store-dump.ts";
import { temporaryFolder } from "./fixtures/tocsin.ts";

/** What the server does by itself on a store that fails (issue 4, line 8): follow-ups, reloads, starts and stops. */

const FOLLOW_UP_RETRY_MS = 20;

let tenant: FaultTenant;
before(async () => {
  tenant = await startFaultTenant({ followUpRetryMs: FOLLOW_UP_RETRY_MS });
});
afterEach(() => tenant.faults.reset());
after(() => tenant.server.stop());

const everything = () => dumpStore(tenant.server.folder);

async function resolve(incident: number, on: AlertTenant = tenant): Promise<number> {
  return (await on.send("PATCH", `/api/incidents/${incident}`, { status: "Resolved" })).status;
}

async function alertStatuses(incident: number, on: AlertTenant = tenant): Promise<readonly string[]> {
  const { alerts } = JSON.parse((await on.get(`/api/incidents/${incident}`)).body);
  return alerts.map(({ status }: { status: string }) => status);
}

/** Waits until no alert of the incident is open, or for too long. */
async function assertFollowedUp(incident: number, on: AlertTenant = tenant): Promise<void> {
  for (let wait = 1; wait < 4_000; wait *= 2) {
    if ((await alertStatuses(incident, on)).every((status) => status === "Resolved")) return;
    await delay(wait);
  }
  assert.fail(`the alerts of incident ${incident} are still open`);
}

describe("the follow-up of a resolved incident", () => {
  for (const { what, error } of failures) {
    test(`that fails with ${what} is told in the log alone, and taken up again until it succeeds`, async () => {
      const { incident } = await tenant.givenIncidents();
      const lines = tenant.server.logLines().length;
      tenant.faults.failAll({ kind: "before", error }, "followUp");
      assert.equal(await resolve(incident), 200);
      await delay(3 * FOLLOW_UP_RETRY_MS);
      assert.deepEqual(await alertStatuses(incident), ["New", "New"], "the server serves meanwhile");
      const told = tenant.server.logLines().slice(lines);
      assert.ok(told.some((line) => /not resolved yet/.test(String(line.msg)) && tellsCause(line)));
      tenant.faults.reset();
      await assertFollowedUp(incident);
      assert.deepEqual(everything().follow_ups, []);
    });
  }

  test("is taken up by the timer when the answer of the update was lost", async () => {
    const { incident } = await tenant.givenIncidents();
    tenant.faults.fail(1, { kind: "after", error: busy }, "incidents.update");
    assert.equal(await resolve(incident), 503);
    await assertFollowedUp(incident);
  });

  test("is not forgotten for incidents that are resolved while another one is under way", async () => {
    const incidents = [await tenant.givenIncidents(), await tenant.givenIncidents()].flatMap((given) => [
      given.incident,
      given.other,
    ]);
    const [first = 0, ...others] = incidents;
    tenant.faults.failAll({ kind: "slow", ms: 60 }, "followUp");
    assert.equal(await resolve(first), 200);
    await delay(10);
    assert.deepEqual(await Promise.all(others.map((incident) => resolve(incident))), [200, 200, 200]);
    for (const incident of incidents) await assertFollowedUp(incident);
  });
});

describe("a reload of the configuration", () => {
  /** Laptops are servers now, which the field analyst does not see. */
  const changed = ALERT_TENANT_CONFIG.replace('["srv-*"]', '["srv-*", "lt-*"]');
  const reload = (text: string) => tenant.server.app.reload(parseConfig(text, "reload.yaml"));
  const statusSeen = async ({ incident }: Given) =>
    (await tenant.get(`/api/incidents/${incident}`, "fieldAnalyst")).status;

  for (const { what, error } of failures) {
    test(`that fails with ${what} changes nothing, and works when it is asked for again`, async () => {
      const own = await tenant.givenIncidents();
      const before = everything();
      tenant.faults.fail(1, { kind: "before", error }, "devices.regroup");
      await assert.rejects(reload(changed), error);
      assert.deepEqual(everything(), before);
      assert.equal(await statusSeen(own), 200);
      await reload(changed);
      assert.equal(await statusSeen(own), 404);
      await reload(ALERT_TENANT_CONFIG);
      assert.equal(await statusSeen(own), 200);
    });
  }

  test("that fails at the second tenant changes nothing of the first", async () => {
    const own = await tenant.givenIncidents();
    const before = everything();
    tenant.faults.fail(2, { kind: "before", error: busy }, "devices.regroup");
    await assert.rejects(reload(changed), busy);
    try {
      assert.equal(await statusSeen(own), 200, "the rules before stay in force");
      assert.deepEqual(everything(), before);
    } finally {
      await reload(ALERT_TENANT_CONFIG);
    }
  });
});

describe("a server", () => {
  const folder = temporaryFolder("fault-recovery");
  after(() => folder.remove());

  test("that stops waits for the follow-up that is under way", async () => {
    const stopping = await startFaultTenant({ folder: folder.path });
    const { incident } = await stopping.givenIncidents();
    stopping.faults.failAll({ kind: "slow", ms: 1_000 }, "followUp");
    assert.equal(await resolve(incident, stopping), 200);
    while (!stopping.faults.calls().includes("followUp")) await delay(1);
    assert.equal(dumpStore(folder.path).follow_ups?.length, 1);
    await stopping.server.stop();
    assert.deepEqual(dumpStore(folder.path).follow_ups, []);
  });

  test("that starts takes up what an earlier one left", async () => {
    const clock = systemClock;
    const store = openSqliteStore({
      folder: folder.path,
      renderers: RENDERERS,
      clock,
      role: "tool",
    });
    const scope = operatorOf(NORTHWIND);
    await store.incidents.put(scope, [{ incident: incidentOf({ incidentId: 7 }) }]);
    await store.incidents.update(scope, 7, { status: "resolved" }, DEFENDER_FORM);
    await store.close();
    assert.equal(dumpStore(folder.path).follow_ups?.length, 1);
    const started = await startAlertTenant({ folder: folder.path });
    try {
      await assertFollowedUp(7, started);
    } finally {
      await started.server.stop();
    }
  });
});
