import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { alertOf, deviceOf, incidentOf, time } from "../../test/fixtures/incidents.ts";
import { operatorOf, userOf } from "../../test/fixtures/scopes.ts";
import { MergeRefused } from "../domain/incident/merge.ts";
import type { Scope } from "../domain/scope.ts";
import type { SuiteOptions } from "./contract.suite.ts";
import type { Store } from "./contract.ts";

const FORM = "moves/1";
const renderers = [
  {
    form: FORM,
    incident: (incident: { incidentId: number; status: string }) =>
      `${incident.incidentId} ${incident.status}`,
    alert: (alert: { alertId: string }, incidentId: number) => `${alert.alertId} in ${incidentId}`,
  },
];
const now = time("2026-11-20T12:00:00.1234567Z");
const stored = "2026-11-20T12:00:00.1266667Z";
const at = (hour: number) => time(`2026-11-19T${String(hour).padStart(2, "0")}:00:00Z`);
const on = (id: string) => [deviceOf({ mdeDeviceId: id, deviceDnsName: `${id}.northwind.example` })];
const without = { comment: undefined, reasons: [] };

/** Merges of incidents and moves of alerts on every backend (contract/defender.md § 11.2, graph.md §§ 4.6, 4.7). */
export function storeMoves(name: string, open: (options: SuiteOptions) => Promise<Store>): void {
  describe(`${name} moves`, () => {
    let store: Store;
    let tenants = 0;
    before(async () => {
      store = await open({ renderers, clock: { now: () => now } });
    });
    after(() => store.close());

    async function tenantWith(...incidents: Parameters<typeof incidentOf>[0][]): Promise<Scope> {
      const tenant = operatorOf(`moves-${++tenants}`);
      await store.incidents.put(
        tenant,
        incidents.map((part) => ({ incident: incidentOf(part) })),
      );
      return tenant;
    }
    async function alertIdsOf(tenant: Scope, incidentId: number): Promise<readonly string[]> {
      const incident = await store.incidents.get(tenant, incidentId);
      return incident?.alerts.map(({ alertId }) => alertId) ?? [];
    }
    const three = () =>
      tenantWith(
        {
          incidentId: 5,
          createdDateTime: at(3),
          severity: "high",
          customTags: ["b"],
          assignedTo: "ana",
          alerts: [alertOf({ alertId: "da5", severity: "high" })],
        },
        {
          incidentId: 6,
          createdDateTime: at(1),
          severity: "low",
          customTags: ["a"],
          alerts: [alertOf({ alertId: "da6", severity: "low" })],
        },
        { incidentId: 7, createdDateTime: at(2), alerts: [alertOf({ alertId: "da7" })] },
      );

    test("several incidents become the one that was created first, and the others lead to it", async () => {
      const tenant = await three();
      const joining = { comment: "one attack", reasons: ["sameActor"] };
      assert.equal(await store.incidents.merge(tenant, [5, 6, 7], joining), 6);
      const target = await store.incidents.get(tenant, 6);
      assert.deepEqual(
        [
          target?.status,
          target?.severity,
          target?.assignedTo,
          target?.customTags,
          target?.lastUpdateDateTime,
        ],
        ["active", "high", "ana", ["b", "a"], stored],
      );
      assert.deepEqual(
        target?.comments.map(({ comment }) => comment),
        ["one attack"],
      );
      assert.deepEqual([...(await alertIdsOf(tenant, 6))].sort(), ["da5", "da6", "da7"]);
      for (const incidentId of [5, 7]) {
        const source = await store.incidents.get(tenant, incidentId);
        assert.deepEqual(
          [source?.status, source?.redirectIncidentId, source?.customTags, source?.alerts],
          ["redirected", 6, [], []],
        );
        assert.equal(source?.lastUpdateDateTime, stored);
      }
      assert.equal((await store.alerts.get(tenant, "da5"))?.incidentId, 6);
      assert.equal((await store.alerts.get(tenant, "da5"))?.alert.lastUpdateDateTime, stored);
      const text = await store.incidents.rendition(tenant, 6, FORM);
      assert.deepEqual([...(text?.alerts ?? [])].sort(), ["da5 in 6", "da6 in 6", "da7 in 6"]);
      assert.deepEqual((await store.incidents.rendition(tenant, 5, FORM))?.alerts, []);
      assert.deepEqual(await store.changes.verify(tenant), []);
    });

    const refusals: readonly (readonly [why: string, Partial<Parameters<typeof incidentOf>[0]>, string])[] = [
      ["is resolved", { status: "resolved" }, "resolved"],
      ["was merged before", { status: "redirected", redirectIncidentId: 1, alerts: [] }, "redirected"],
      ["has another owner", { assignedTo: "jude" }, "differing"],
      ["was judged otherwise", { classification: "falsePositive" }, "differing"],
      [
        "has another determination",
        { classification: "truePositive", determination: "phishing" },
        "differing",
      ],
    ];
    for (const [why, part, code] of refusals) {
      test(`an incident that ${why} is not merged, and nothing is written`, async () => {
        const judged = { classification: "truePositive", determination: "malware" } as const;
        const tenant = await tenantWith(
          { incidentId: 1, assignedTo: "ana", ...judged },
          { incidentId: 2, ...part },
        );
        const before = [await store.incidents.get(tenant, 1), await store.incidents.get(tenant, 2)];
        await assert.rejects(
          store.incidents.merge(tenant, [1, 2], without),
          (error: unknown) => error instanceof MergeRefused && error.refusal.code === code,
        );
        assert.deepEqual(
          [await store.incidents.get(tenant, 1), await store.incidents.get(tenant, 2)],
          before,
        );
      });
    }

    test("an incident that is not there or not seen is not merged", async () => {
      const tenant = await tenantWith(
        { incidentId: 1 },
        { incidentId: 2, alerts: [alertOf({ alertId: "da2", evidence: on("srv") })] },
      );
      assert.equal(await store.incidents.merge(tenant, [1, 99], without), undefined);
      const nobody = userOf(tenant.tenantId, []);
      assert.equal(await store.incidents.merge(nobody, [1, 2], without), undefined);
      assert.equal((await store.incidents.get(tenant, 2))?.status, "active");
    });

    test("an alert moves into another incident, and both are as severe as their alerts", async () => {
      const tenant = await tenantWith(
        {
          incidentId: 1,
          severity: "high",
          alerts: [
            alertOf({ alertId: "da1", severity: "high" }),
            alertOf({ alertId: "da2", severity: "low" }),
          ],
        },
        { incidentId: 2, severity: "low", alerts: [alertOf({ alertId: "da3", severity: "low" })] },
      );
      const joining = { comment: "belongs here", reasons: [] };
      assert.equal(await store.alerts.move(tenant, ["da1"], 2, joining), 2);
      assert.deepEqual(await alertIdsOf(tenant, 1), ["da2"]);
      assert.deepEqual([...(await alertIdsOf(tenant, 2))].sort(), ["da1", "da3"]);
      const [left, came] = [await store.incidents.get(tenant, 1), await store.incidents.get(tenant, 2)];
      assert.deepEqual([left?.severity, came?.severity, left?.status], ["low", "high", "active"]);
      const found = await store.alerts.get(tenant, "da1");
      assert.deepEqual(
        found?.alert.comments.map(({ comment }) => comment),
        ["belongs here"],
      );
      assert.deepEqual(await store.changes.verify(tenant), []);
    });

    test("alerts open an incident of their own, and one that loses its last alert leads there", async () => {
      const tenant = await tenantWith(
        { incidentId: 1, alerts: [alertOf({ alertId: "da1", title: "Odd", severity: "medium" })] },
        { incidentId: 2, alerts: [alertOf({ alertId: "da2", title: "Odder" }), alertOf({ alertId: "da3" })] },
      );
      assert.equal(await store.alerts.move(tenant, ["da1", "da2"], undefined, without), 3);
      assert.deepEqual([...(await alertIdsOf(tenant, 3))].sort(), ["da1", "da2"]);
      assert.deepEqual(
        [
          (await store.incidents.get(tenant, 1))?.status,
          (await store.incidents.get(tenant, 1))?.redirectIncidentId,
        ],
        ["redirected", 3],
      );
      assert.equal((await store.incidents.get(tenant, 2))?.status, "active");
      const opened = await store.incidents.get(tenant, 3);
      assert.match(opened?.displayName ?? "", /^Multi-stage incident/);
      assert.equal(opened?.status, "active");
      assert.deepEqual(await store.changes.verify(tenant), []);
    });

    test("no alert moves where it is already, into a closed incident, or out of sight", async () => {
      const tenant = await tenantWith(
        { incidentId: 1, alerts: [alertOf({ alertId: "da1", evidence: on("srv") })] },
        { incidentId: 2, status: "resolved", alerts: [alertOf({ alertId: "da2", status: "resolved" })] },
      );
      const refusedWith = (code: string) => (error: unknown) =>
        error instanceof MergeRefused && error.refusal.code === code;
      await assert.rejects(store.alerts.move(tenant, ["da1"], 1, without), refusedWith("same-incident"));
      await assert.rejects(store.alerts.move(tenant, ["da1"], 2, without), refusedWith("resolved"));
      assert.equal(await store.alerts.move(tenant, ["da1", "da9"], undefined, without), undefined);
      assert.equal(await store.alerts.move(tenant, ["da1"], 9, without), undefined);
      assert.equal(
        await store.alerts.move(userOf(tenant.tenantId, []), ["da1"], undefined, without),
        undefined,
      );
      assert.deepEqual(await alertIdsOf(tenant, 1), ["da1"]);
      assert.equal(await store.incidents.get(tenant, 3), undefined);
    });

    test("who sees the devices of what moved sees it where it is now, and what led there", async () => {
      const tenant = await tenantWith(
        { incidentId: 1, createdDateTime: at(1), alerts: [alertOf({ alertId: "da1", evidence: on("srv") })] },
        { incidentId: 2, createdDateTime: at(2), alerts: [alertOf({ alertId: "da2", evidence: on("lap") })] },
      );
      await store.devices.regroup(tenant, [
        { name: "Servers", rank: 1, match: { names: ["srv*"] } },
        { name: "Laptops", rank: 2, match: { names: ["lap*"] } },
      ]);
      const laptops = userOf(tenant.tenantId, ["Laptops"]);
      assert.equal(await store.incidents.get(laptops, 1), undefined);
      assert.equal(await store.incidents.merge(tenant, [1, 2], without), 1);
      const seen = await store.incidents.get(laptops, 1);
      assert.deepEqual(
        seen?.alerts.map(({ alertId }) => alertId),
        ["da2"],
      );
      assert.equal((await store.incidents.get(laptops, 2))?.redirectIncidentId, 1);
      assert.equal(await store.alerts.get(laptops, "da1"), undefined);
    });

    test("incidents and alerts are counted as far as they are seen, whatever is skipped and taken", async () => {
      const tenant = await tenantWith(
        { incidentId: 1, alerts: [alertOf({ alertId: "da1", evidence: on("srv") })] },
        {
          incidentId: 2,
          alerts: [
            alertOf({ alertId: "da2", evidence: on("lap") }),
            alertOf({ alertId: "da3", evidence: on("srv") }),
          ],
        },
        { incidentId: 3, status: "resolved", alerts: [] },
      );
      await store.devices.regroup(tenant, [{ name: "Laptops", rank: 1, match: { names: ["lap*"] } }]);
      const every = (column: string) => ({
        condition: () => ({ sql: "1 = 1", parameters: [] }),
        order: [{ column, descending: false }],
        terms: [],
        skip: 2,
        take: 1,
      });
      const laptops = userOf(tenant.tenantId, ["Laptops"]);
      const counts = async (scope: Scope) => [
        await store.incidents.countOf(scope, {
          ...every("last_update_date_time"),
          order: [
            { column: "last_update_date_time", descending: true },
            { column: "incident_id", descending: false },
          ],
        }),
        await store.alerts.countOf(scope, every("alert_id")),
      ];
      assert.deepEqual(await counts(tenant), [3, 3]);
      assert.deepEqual(await counts(laptops), [1, 1]);
      assert.deepEqual(await counts(userOf(tenant.tenantId, [])), [0, 0]);
    });
  });
}
