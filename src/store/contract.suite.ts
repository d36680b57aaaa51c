import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { alertOf, deviceOf, incidentOf, time } from "../../test/fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND, operatorOf, userOf } from "../../test/fixtures/scopes.ts";
import { type DeviceGroup, UNGROUPED_DEVICES } from "../domain/exposure/device-group.ts";
import type { Clock, Renderer, Store } from "./contract.ts";
import { storeMoves } from "./moves.suite.ts";
import { storePages } from "./pages.suite.ts";
import { storeUpdates } from "./updates.suite.ts";

/** What the suite asks a backend to be opened with: renderers that show what they were given, and a clock. */
export interface SuiteOptions {
  readonly renderers: readonly Renderer[];
  readonly clock: Clock;
}

/** How much is tried where more finds more; each is slower where every query crosses a network. */
export interface SuiteSize {
  /** Random stores that each property is tried on. */
  readonly runs: number;
  /** Incidents of the one store that is too large to be sorted for each page. */
  readonly incidents: number;
}
const WHOLE: SuiteSize = { runs: 300, incidents: 6_000 };

const FORM = "test/1";
const renderer: Renderer = {
  form: FORM,
  incident: (incident) => `${incident.incidentId} ${incident.displayName}`,
  alert: (alert, incidentId) => `${incidentId}/${alert.alertId} ${alert.title}`,
};
const clock: Clock = { now: () => time("2026-11-20T12:00:00Z") };

const northwind = operatorOf(NORTHWIND);
const fabrikam = operatorOf(FABRIKAM);
const bytes = (text: string) => new TextEncoder().encode(text);

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The behaviour that every backend shares: the same file runs on each of them. */
export function storeContract(
  name: string,
  open: (options: SuiteOptions) => Promise<Store>,
  size = WHOLE,
): void {
  storePages(name, open, size);
  storeUpdates(name, open);
  storeMoves(name, open);
  describe(`${name} keeps the store's contract`, () => {
    let store: Store;
    before(async () => {
      store = await open({ renderers: [renderer], clock });
    });
    after(() => store.close());

    test("an incident comes back as it was put, with its alerts in order of creation", async () => {
      const later = alertOf({ alertId: "da-late", createdDateTime: time("2026-03-04T10:00:00Z") });
      const incident = incidentOf({ incidentId: 1, alerts: [alertOf({ alertId: "da-early" }), later] });
      assert.deepEqual(await store.incidents.put(northwind, [{ incident }]), ["created"]);
      assert.deepEqual(await store.incidents.get(northwind, 1), incident);
      assert.deepEqual(await store.incidents.rendition(northwind, 1, FORM), {
        incidentId: 1,
        incident: "1 Incident 1 on one endpoint",
        alerts: [
          "1/da-early Suspicious access to a credential store",
          "1/da-late Suspicious access to a credential store",
        ],
      });
    });

    test("another tenant has neither the incident nor its text, though the number is the same", async () => {
      await store.incidents.put(northwind, [{ incident: incidentOf({ incidentId: 2 }) }]);
      assert.equal(await store.incidents.get(fabrikam, 2), undefined);
      assert.equal(await store.incidents.rendition(fabrikam, 2, FORM), undefined);
      await store.incidents.put(fabrikam, [
        { incident: incidentOf({ incidentId: 2, displayName: "theirs" }) },
      ]);
      assert.equal((await store.incidents.get(northwind, 2))?.displayName, "Incident 2 on one endpoint");
      assert.equal((await store.incidents.get(fabrikam, 2))?.displayName, "theirs");
    });

    test("the same alert id may live in two tenants", async () => {
      const alerts = [alertOf({ alertId: "da-shared" })];
      await store.incidents.put(northwind, [{ incident: incidentOf({ incidentId: 3, alerts }) }]);
      await store.incidents.put(fabrikam, [{ incident: incidentOf({ incidentId: 4, alerts }) }]);
      assert.equal((await store.incidents.get(northwind, 3))?.alerts.length, 1);
      assert.equal((await store.incidents.get(fabrikam, 4))?.alerts.length, 1);
    });

    test("text of a form that nobody rendered is not served", async () => {
      await store.incidents.put(northwind, [{ incident: incidentOf({ incidentId: 5 }) }]);
      assert.equal(await store.incidents.rendition(northwind, 5, "test/2"), undefined);
    });

    test("putting the same incident twice changes nothing", async () => {
      const write = { incident: incidentOf({ incidentId: 6 }), original: bytes('{"incidentId":6}') };
      assert.deepEqual(await store.incidents.put(northwind, [write]), ["created"]);
      assert.deepEqual(await store.incidents.put(northwind, [write]), ["unchanged"]);
      assert.deepEqual(await store.incidents.put(northwind, [{ incident: write.incident }]), ["unchanged"]);
    });

    test("a newer version replaces, an older one is kept as an original only", async () => {
      const version = (minute: number, displayName: string) => ({
        incident: incidentOf({
          incidentId: 7,
          displayName,
          lastUpdateDateTime: time(`2026-04-01T10:0${minute}:00Z`),
        }),
        original: bytes(displayName),
      });
      assert.deepEqual(await store.incidents.put(northwind, [version(1, "first")]), ["created"]);
      assert.deepEqual(await store.incidents.put(northwind, [version(3, "third"), version(2, "second")]), [
        "updated",
        "older",
      ]);
      assert.equal((await store.incidents.get(northwind, 7))?.displayName, "third");
      assert.equal(new TextDecoder().decode(await store.originals.newest(northwind, 7)), "third");
      assert.deepEqual(await store.incidents.put(northwind, [version(2, "second"), version(1, "first")]), [
        "unchanged",
        "unchanged",
      ]);
    });

    test("an original comes back byte for byte", async () => {
      const original = new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x20, 0x0d, 0x0a, 0x7d, 0x00, 0xff]);
      await store.incidents.put(northwind, [{ incident: incidentOf({ incidentId: 8 }), original }]);
      assert.deepEqual(new Uint8Array((await store.originals.newest(northwind, 8)) ?? []), original);
      assert.equal(await store.originals.newest(fabrikam, 8), undefined);
      const all = await collected(store.originals.all(northwind));
      assert.deepEqual(all.find((entry) => entry.incidentId === 8)?.original.length, original.length);
    });

    test("alerts that a newer version no longer has are gone, text and all", async () => {
      const of = (minute: number, ...alertIds: string[]) => ({
        incident: incidentOf({
          incidentId: 9,
          lastUpdateDateTime: time(`2026-04-01T10:0${minute}:00Z`),
          alerts: alertIds.map((alertId) => alertOf({ alertId })),
        }),
      });
      await store.incidents.put(northwind, [of(1, "da9-a", "da9-b")]);
      await store.incidents.put(northwind, [of(2, "da9-b")]);
      assert.deepEqual(
        (await store.incidents.get(northwind, 9))?.alerts.map((alert) => alert.alertId),
        ["da9-b"],
      );
      assert.equal((await store.incidents.rendition(northwind, 9, FORM))?.alerts.length, 1);
    });

    test("an alert whose time of creation changed is shown once", async () => {
      const of = (minute: number) => ({
        incident: incidentOf({
          incidentId: 10,
          lastUpdateDateTime: time(`2026-04-01T10:0${minute}:00Z`),
          alerts: [alertOf({ alertId: "da10", createdDateTime: time(`2026-03-01T10:0${minute}:00Z`) })],
        }),
      });
      await store.incidents.put(northwind, [of(1), of(2)]);
      assert.equal((await store.incidents.rendition(northwind, 10, FORM))?.alerts.length, 1);
    });

    describe("a merge, whichever document comes first", () => {
      const merged = alertOf({ alertId: "da-merged", lastUpdateDateTime: time("2026-05-01T10:00:00Z") });
      const moved = { ...merged, lastUpdateDateTime: time("2026-05-02T10:00:00Z") };
      const before = { incident: incidentOf({ incidentId: 21, alerts: [merged] }) };
      const source = {
        incident: incidentOf({
          incidentId: 21,
          status: "redirected",
          redirectIncidentId: 20,
          alerts: [],
          lastUpdateDateTime: time("2026-05-02T10:00:00Z"),
        }),
      };
      const target = {
        incident: incidentOf({
          incidentId: 20,
          lastUpdateDateTime: time("2026-05-02T10:00:00Z"),
          alerts: [alertOf({ alertId: "da-own" }), moved],
        }),
      };
      const orders = [
        [before, source, target],
        [before, target, source],
        [target, before, source],
        [target, source, before],
      ];
      for (const [index, order] of orders.entries()) {
        test(`order ${index + 1} leaves the alert in the target alone`, async () => {
          const tenant = operatorOf(`tenant-of-order-${index}`);
          for (const write of order) await store.incidents.put(tenant, [write]);
          assert.deepEqual(
            (await store.incidents.get(tenant, 20))?.alerts.map((alert) => alert.alertId).toSorted(),
            ["da-merged", "da-own"],
          );
          assert.deepEqual((await store.incidents.get(tenant, 21))?.alerts, []);
          assert.equal((await store.incidents.rendition(tenant, 20, FORM))?.alerts.length, 2);
          assert.equal((await store.incidents.rendition(tenant, 21, FORM))?.alerts.length, 0);
          assert.deepEqual(await store.changes.verify(tenant), []);
        });
      }
    });

    describe("exposure", () => {
      const tenant = "tenant-of-exposure";
      const all = operatorOf(tenant);
      const groups: readonly DeviceGroup[] = [
        { name: "Servers", rank: 1, match: { names: ["srv-*"] } },
        { name: "Laptops", rank: 2, match: { names: ["lt-*"] } },
      ];
      const server = deviceOf({ mdeDeviceId: "dev-server", deviceDnsName: "srv-1.northwind.example" });
      const laptop = deviceOf({ mdeDeviceId: "dev-laptop", deviceDnsName: "lt-1.northwind.example" });
      const phone = deviceOf({ mdeDeviceId: "dev-phone", deviceDnsName: "ph-1.northwind.example" });
      const mail = alertOf({ alertId: "fa-mail", serviceSource: "microsoftDefenderForOffice365" });
      before(async () => {
        await store.devices.regroup(all, groups);
        await store.incidents.put(all, [
          {
            incident: incidentOf({
              incidentId: 30,
              alerts: [alertOf({ alertId: "da-s", evidence: [server] })],
            }),
          },
          {
            incident: incidentOf({
              incidentId: 31,
              alerts: [alertOf({ alertId: "da-sl", evidence: [server, laptop] }), mail],
            }),
          },
          {
            incident: incidentOf({
              incidentId: 32,
              alerts: [alertOf({ alertId: "da-p", evidence: [phone] })],
            }),
          },
          {
            incident: incidentOf({
              incidentId: 33,
              status: "redirected",
              redirectIncidentId: 30,
              alerts: [],
            }),
          },
          {
            incident: incidentOf({
              incidentId: 34,
              status: "redirected",
              redirectIncidentId: 33,
              alerts: [],
            }),
          },
        ]);
      });

      const cases: readonly (readonly [string, ReturnType<typeof userOf>, readonly number[]])[] = [
        ["an operator sees everything", all, [30, 31, 32, 33, 34]],
        [
          "a group's user sees its devices, and a merged one by its target",
          userOf(tenant, ["Servers"]),
          [30, 31, 33, 34],
        ],
        ["another group's user sees others", userOf(tenant, ["Laptops"]), [31]],
        ["ungrouped devices are a group of their own", userOf(tenant, [UNGROUPED_DEVICES]), [31, 32]],
        [
          "a service alone opens what has no devices",
          userOf(tenant, [], ["microsoftDefenderForOffice365"]),
          [31],
        ],
        [
          "devices without their service stay hidden",
          userOf(tenant, ["Servers"], ["azureAdIdentityProtection"]),
          [],
        ],
        ["nothing named, nothing seen", userOf(tenant, [], []), []],
        ["the same groups in another tenant open nothing", userOf("elsewhere", ["Servers", "Laptops"]), []],
      ];
      for (const [sentence, scope, expected] of cases) {
        test(sentence, async () => {
          const seen = (await collected(store.incidents.all(scope))).map((incident) => incident.incidentId);
          assert.deepEqual(seen, expected);
          for (const incidentId of [30, 31, 32, 33, 34]) {
            const incident = await store.incidents.get(scope, incidentId);
            assert.equal(incident !== undefined, expected.includes(incidentId), `incident ${incidentId}`);
          }
        });
      }

      test("a mixed incident is trimmed to what the caller sees", async () => {
        const incident = await store.incidents.get(
          userOf(tenant, ["Laptops"], ["microsoftDefenderForEndpoint"]),
          31,
        );
        const text = JSON.stringify(incident);
        assert.match(text, /dev-laptop/);
        assert.doesNotMatch(text, /dev-server|fa-mail/);
      });

      test("a merged incident shows where it went and nothing that its document kept beside", async () => {
        const strange = incidentOf({
          incidentId: 35,
          status: "redirected",
          redirectIncidentId: 31,
          alerts: [alertOf({ alertId: "da-strange", evidence: [server] })],
          unmapped: { defender: { note: "dev-server" } },
        });
        await store.incidents.put(all, [{ incident: strange }]);
        const seen = await store.incidents.get(userOf(tenant, ["Laptops"]), 35);
        assert.equal(seen?.redirectIncidentId, 31);
        assert.doesNotMatch(JSON.stringify(seen), /dev-server|da-strange/);
      });

      test("the text for a limited scope is made of what it sees", async () => {
        const user = userOf(tenant, ["Laptops"], ["microsoftDefenderForEndpoint"]);
        assert.deepEqual(await store.incidents.rendition(user, 31, FORM), {
          incidentId: 31,
          incident: "31 Incident 31 on one endpoint",
          alerts: ["31/da-sl Suspicious access to a credential store"],
        });
        assert.equal(await store.incidents.rendition(user, 30, FORM), undefined);
        assert.equal(await store.incidents.rendition(user, 31, "test/2"), undefined);
      });

      test("originals and counts are refused to a limited scope", async () => {
        const user = userOf(tenant, ["Servers"]);
        await assert.rejects(store.originals.newest(user, 30), TypeError);
        await assert.rejects(collected(store.originals.all(user)), TypeError);
        await assert.rejects(store.incidents.count(user), TypeError);
      });

      test("new rules move the devices, and the same rules move none", async () => {
        const rules = [{ name: "Everything", rank: 1, match: { names: ["*"] } }];
        assert.deepEqual(await store.devices.regroup(all, rules), { devices: 3, changed: true });
        assert.deepEqual(await store.devices.regroup(all, rules), { devices: 0, changed: false });
        assert.equal(
          await store.incidents.get(userOf(tenant, ["Servers"], ["microsoftDefenderForEndpoint"]), 30),
          undefined,
        );
        assert.notEqual(await store.incidents.get(userOf(tenant, ["Everything"]), 30), undefined);
      });
    });

    test("a write that fails takes back all of its incidents, and the chain stays whole", async () => {
      const tenant = operatorOf("tenant-of-failure");
      const sound = { incident: incidentOf({ incidentId: 40 }) };
      const broken = { incident: incidentOf({ incidentId: Number.NaN }) };
      await assert.rejects(store.incidents.put(tenant, [sound, broken]));
      assert.equal(await store.incidents.get(tenant, 40), undefined);
      assert.deepEqual(await store.incidents.put(tenant, [sound]), ["created"]);
      assert.deepEqual(await store.changes.verify(tenant), []);
    });

    test("writes that arrive together are all kept, one that fails among them takes no other along", async () => {
      const tenant = operatorOf("tenant-of-many");
      const ids = Array.from({ length: 50 }, (_, index) => index + 1);
      const outcomes = await Promise.allSettled([
        ...ids.map((incidentId) => store.incidents.put(tenant, [{ incident: incidentOf({ incidentId }) }])),
        store.incidents.put(tenant, [{ incident: incidentOf({ incidentId: Number.NaN }) }]),
      ]);
      assert.equal(outcomes.filter((outcome) => outcome.status === "fulfilled").length, 50);
      assert.equal(await store.incidents.count(tenant), 50);
      assert.deepEqual(await store.changes.verify(tenant), []);
    });

    test("a walk may be left half-way, and others walk meanwhile", async () => {
      for (let round = 0; round < 10; round++) {
        for await (const incident of store.incidents.all(northwind)) {
          assert.equal((await collected(store.incidents.all(fabrikam))).length > 0, true);
          assert.equal(incident.incidentId, 1);
          break;
        }
      }
    });

    test("the tenants with rows are named", async () => {
      const tenants = await store.tenants();
      assert.equal(tenants.includes(NORTHWIND) && tenants.includes(FABRIKAM), true);
      assert.equal(new Set(tenants).size, tenants.length);
    });

    test("a sound store says nothing of itself", async () => {
      await store.ping();
      assert.deepEqual(await store.integrity(), []);
    });
  });
}
