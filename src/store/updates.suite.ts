import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { alertOf, deviceOf, incidentOf, time } from "../../test/fixtures/incidents.ts";
import { operatorOf, userOf } from "../../test/fixtures/scopes.ts";
import type { Timestamp } from "../domain/time.ts";
import { UpdateRefused } from "../domain/update-refused.ts";
import type { SuiteOptions } from "./contract.suite.ts";
import type { Store } from "./contract.ts";

const FORM = "updates/1";
const renderers = [
  {
    form: FORM,
    incident: (incident: { incidentId: number; status: string }) =>
      `${incident.incidentId} ${incident.status}`,
    alert: (alert: { alertId: string; status: string }) => `${alert.alertId} ${alert.status}`,
  },
];

/** Updates on every backend: one transaction each, with its change, and what follows from them. */
export function storeUpdates(name: string, open: (options: SuiteOptions) => Promise<Store>): void {
  describe(`${name} updates`, () => {
    let store: Store;
    let now: Timestamp = time("2026-11-20T12:00:00.1234567Z");
    let tenants = 0;
    before(async () => {
      store = await open({ renderers, clock: { now: () => now } });
    });
    after(() => store.close());

    async function tenantWith(...incidents: Parameters<typeof incidentOf>[0][]) {
      const tenant = operatorOf(`updates-${++tenants}`);
      await store.incidents.put(
        tenant,
        incidents.map((part) => ({ incident: incidentOf(part) })),
      );
      return tenant;
    }
    const two = [alertOf({ alertId: "da-1" }), alertOf({ alertId: "da-2", status: "inProgress" })];

    test("an incident, and answers it with its alerts as they are in that moment", async () => {
      const tenant = await tenantWith({ incidentId: 1, alerts: two });
      const updated = await store.incidents.update(
        tenant,
        1,
        { status: "resolved", assignedTo: "ana", customTags: ["vip"], comment: "done" },
        FORM,
      );
      assert.equal(updated?.at, now);
      assert.deepEqual(updated?.alerts, ["da-1 new", "da-2 inProgress"]);
      const stored = await store.incidents.get(tenant, 1);
      assert.equal(stored?.status, "resolved");
      assert.equal(stored?.lastUpdateDateTime, "2026-11-20T12:00:00.1266667Z");
      assert.deepEqual(stored?.comments, [
        { comment: "done", createdByDisplayName: "test", createdDateTime: now },
      ]);
      assert.deepEqual(
        stored?.alerts.map((alert) => alert.assignedTo),
        ["ana", "ana"],
      );
      assert.equal((await store.incidents.rendition(tenant, 1, FORM))?.incident, "1 resolved");
      assert.deepEqual(await store.changes.verify(tenant), []);
    });

    test("the open alerts of a resolved incident when it is followed up, and once", async () => {
      const tenant = await tenantWith({ incidentId: 1, alerts: two });
      await store.followUp();
      await store.incidents.update(tenant, 1, { status: "resolved" }, FORM);
      assert.equal(await store.followUp(), 1);
      const { alerts = [] } = (await store.incidents.get(tenant, 1)) ?? {};
      assert.deepEqual(
        alerts.map(({ status }) => status),
        ["resolved", "resolved"],
      );
      assert.ok(alerts.every(({ resolvedDateTime }) => resolvedDateTime !== null));
      assert.deepEqual((await store.incidents.rendition(tenant, 1, FORM))?.alerts, [
        "da-1 resolved",
        "da-2 resolved",
      ]);
      assert.equal(await store.followUp(), 0);
      assert.deepEqual(await store.changes.verify(tenant), []);
    });

    test("no alert of an incident that was opened again before it was followed up", async () => {
      const tenant = await tenantWith({ incidentId: 1, alerts: two });
      await store.incidents.update(tenant, 1, { status: "resolved" }, FORM);
      await store.incidents.update(tenant, 1, { status: "active" }, FORM);
      await store.followUp();
      const { alerts = [], status } = (await store.incidents.get(tenant, 1)) ?? {};
      assert.deepEqual([status, ...alerts.map((alert) => alert.status)], ["active", "new", "inProgress"]);
    });

    test("an incident with the last of its alerts, and not before", async () => {
      const tenant = await tenantWith({ incidentId: 1, alerts: two });
      await store.alerts.update(tenant, ["da-1"], { status: "resolved" });
      assert.equal((await store.incidents.get(tenant, 1))?.status, "active");
      await store.alerts.update(tenant, ["da-2"], { status: "resolved" });
      assert.equal((await store.incidents.get(tenant, 1))?.status, "resolved");
      await store.incidents.update(tenant, 1, { status: "active" }, FORM);
      await store.alerts.update(tenant, ["da-2"], { comment: "only a remark" });
      assert.equal((await store.incidents.get(tenant, 1))?.status, "active");
    });

    test("several alerts or none", async () => {
      const tenant = await tenantWith({ incidentId: 1, alerts: two }, { incidentId: 2 });
      const refused = await store.alerts.update(tenant, ["da-1", "da-nobody", "da2-1"], {
        status: "resolved",
      });
      assert.deepEqual(
        refused.map((found) => found !== undefined),
        [true, false, true],
      );
      assert.equal((await store.alerts.get(tenant, "da-1"))?.alert.status, "new");
      const done = await store.alerts.update(tenant, ["da2-1", "da-1"], { status: "resolved" });
      assert.deepEqual(
        done.map((found) => [found?.incidentId, found?.alert.status]),
        [
          [2, "resolved"],
          [1, "resolved"],
        ],
      );
    });

    test("nothing when the domain refuses", async () => {
      const tenant = await tenantWith(
        { incidentId: 1 },
        { incidentId: 2, status: "redirected", redirectIncidentId: 1, alerts: [] },
      );
      const before = await store.incidents.get(tenant, 1);
      const determination = { determination: "malware", comment: "lost" } as const;
      await assert.rejects(store.incidents.update(tenant, 1, determination, FORM), UpdateRefused);
      await assert.rejects(store.incidents.update(tenant, 2, { status: "active" }, FORM), UpdateRefused);
      await assert.rejects(store.alerts.update(tenant, ["da1-1"], determination), UpdateRefused);
      assert.deepEqual(await store.incidents.get(tenant, 1), before);
      assert.deepEqual(await store.changes.verify(tenant), []);
    });

    test("nothing that a scope does not see", async () => {
      const device = deviceOf({ mdeDeviceId: "d1", deviceDnsName: "srv-1.northwind.example" });
      const tenant = await tenantWith({
        incidentId: 1,
        alerts: [alertOf({ alertId: "da-1", evidence: [device] })],
      });
      const stranger = userOf(tenant.tenantId, []);
      assert.equal(await store.incidents.update(stranger, 1, { comment: "x" }, FORM), undefined);
      assert.equal(
        await store.incidents.update(operatorOf("elsewhere"), 1, { comment: "x" }, FORM),
        undefined,
      );
      assert.deepEqual(await store.alerts.update(stranger, ["da-1"], { comment: "x" }), [undefined]);
      assert.equal(await store.incidents.update(tenant, 404, { comment: "x" }, FORM), undefined);
    });

    test("never with a time before the last change, whatever the clock does", async () => {
      const tenant = await tenantWith({ incidentId: 1 });
      const first = await store.incidents.update(tenant, 1, { comment: "first" }, FORM);
      const later = now;
      now = time("2026-11-20T11:00:00Z");
      const second = await store.incidents.update(tenant, 1, { comment: "second" }, FORM);
      now = later;
      assert.equal(second?.at, first?.at);
    });

    test("who may see an incident when a device moves to another group", async () => {
      const device = (deviceDnsName: string) => deviceOf({ mdeDeviceId: "d1", deviceDnsName });
      const at = (minute: number) => time(`2026-05-01T10:0${minute}:00Z`);
      const tenant = operatorOf(`updates-${++tenants}`);
      await store.devices.regroup(tenant, [
        { name: "Servers", rank: 1, match: { names: ["srv-*"] } },
        { name: "Laptops", rank: 2, match: { names: ["lt-*"] } },
      ]);
      const named = (incidentId: number, minute: number, name: string) =>
        store.incidents.put(tenant, [
          {
            incident: incidentOf({
              incidentId,
              alerts: [
                alertOf({
                  alertId: `da-${incidentId}`,
                  lastUpdateDateTime: at(minute),
                  evidence: [device(`${name}.northwind.example`)],
                }),
              ],
            }),
          },
        ]);
      const servers = userOf(tenant.tenantId, ["Servers"]);
      await named(1, 1, "srv-1");
      assert.notEqual(await store.incidents.get(servers, 1), undefined);
      await named(2, 2, "lt-1");
      assert.equal(await store.incidents.get(servers, 1), undefined, "the newer name counts for both");
      await named(3, 0, "srv-1");
      assert.equal(await store.incidents.get(servers, 3), undefined, "an older one changes nothing");
    });
  });
}
