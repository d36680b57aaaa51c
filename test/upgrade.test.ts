import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Client } from "pg";
import { systemClock } from "../src/cli/context.ts";
import type { Incident } from "../src/domain/incident/incident.ts";
import type { Scope } from "../src/domain/scope.ts";
import type { Store } from "../src/store/contract.ts";
import { migrations } from "../src/store/migrations/migrations.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { alertSurface } from "../src/wire/defender/alert-surface.ts";
import { incidentSurface } from "../src/wire/defender/incident-surface.ts";
import { readListQuery } from "../src/wire/defender/list-query.ts";
import { DEFENDER_FORM, defenderRenderer, renderIncident } from "../src/wire/defender/writer.ts";
import { selectionOf } from "../src/wire/odata/selection.ts";
import { openStore } from "./cluster/cluster.ts";
import { time } from "./fixtures/incidents.ts";
import { startPostgres, type TestPostgres } from "./fixtures/postgres.ts";
import { operatorOf, userOf } from "./fixtures/scopes.ts";
import { temporaryFolder } from "./fixtures/tocsin.ts";
import { GROUPS, ODD_TENANT, TENANTS } from "./upgrade/content.ts";
import {
  type Expected,
  KEPT_BYTES_MAX,
  type Kept,
  keptDatabases,
  RELEASED,
  readAll,
} from "./upgrade/kept.ts";

/** Databases that earlier releases wrote, opened by this one: issue 4, line 7. How they are made: test/upgrade/README.md. */

const kept = keptDatabases();
const folder = temporaryFolder("upgrade");
let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(async () => {
  await postgres.stop();
  folder.remove();
});

/** Puts a kept database where this release finds it; gives how to open it. */
async function restored({ database, schema, content }: Kept): Promise<() => Promise<Store>> {
  if (database === "postgres") {
    const url = await postgres.newDatabase();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(content().toString());
    await client.end();
    return () => openStore(url);
  }
  const path = join(folder.path, `schema-${schema}`);
  mkdirSync(path);
  writeFileSync(join(path, "tocsin.db"), content());
  const options = { folder: path, renderers: [defenderRenderer], clock: systemClock } as const;
  return async () => openSqliteStore({ ...options, role: "server" });
}

async function listed(store: Store, scope: Scope, raw = ""): Promise<readonly number[]> {
  const selection = selectionOf(readListQuery(raw, incidentSurface));
  return (await store.incidents.page(scope, selection, DEFENDER_FORM)).map(({ incidentId }) => incidentId);
}

async function alertsListed(store: Store, scope: Scope, raw = ""): Promise<readonly string[]> {
  const ids: string[] = [];
  const selection = selectionOf(readListQuery(raw, alertSurface));
  for await (const { alert } of store.alerts.page(scope, selection)) ids.push(alert.alertId);
  return ids;
}

/** In the order of the list: the newest update first, then by number (contract/defender.md § 4.1). */
function inOrder(incidents: readonly Incident[]): readonly number[] {
  return incidents
    .toSorted(
      (a, b) => -compare(a.lastUpdateDateTime, b.lastUpdateDateTime) || compare(a.incidentId, b.incidentId),
    )
    .map(({ incidentId }) => incidentId);
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : Number(a > b);
}

for (const database of kept) {
  describe(`a ${database.database} database of schema ${database.schema}`, () => {
    let open: () => Promise<Store>;
    let store: Store;
    let expected: Expected;
    before(async () => {
      expected = database.expected();
      open = await restored(database);
      store = await open();
    });
    after(() => store.close());
    const of = (tenantId: string) => expected[tenantId] ?? assert.fail(`nothing is known of ${tenantId}`);

    test("is read to the last word: incidents, originals, and what people with limits see", async () => {
      assert.deepEqual((await store.tenants()).toSorted(), [...TENANTS].toSorted());
      const groups = GROUPS.map(({ name }) => name);
      assert.deepEqual(JSON.parse(JSON.stringify(await readAll(store, TENANTS, groups))), expected);
    });

    test("gives every incident its text, and each alert", async () => {
      for (const tenantId of TENANTS) {
        const scope = operatorOf(tenantId);
        for (const incident of of(tenantId).incidents) {
          const { incidentId } = incident;
          const text = await store.incidents.rendition(scope, incidentId, DEFENDER_FORM);
          assert.deepEqual(text, renderIncident(incident));
          for (const alert of incident.alerts)
            assert.deepEqual(await store.alerts.get(scope, alert.alertId), { incidentId, alert });
        }
      }
    });

    test("is listed, filtered and trimmed", async () => {
      for (const tenantId of TENANTS) {
        const { incidents, visible } = of(tenantId);
        const scope = operatorOf(tenantId);
        assert.deepEqual(await listed(store, scope), inOrder(incidents));
        const active = incidents.filter(({ status }) => status === "active");
        assert.deepEqual(await listed(store, scope, "$filter=status eq 'Active'"), inOrder(active));
        const ids = incidents.flatMap(({ alerts }) => alerts.map(({ alertId }) => alertId));
        assert.deepEqual(await alertsListed(store, scope), ids.toSorted());
        for (const [group, seen] of Object.entries(visible)) {
          const user = userOf(tenantId, [group]);
          assert.deepEqual(await listed(store, user), inOrder(seen));
          const seenAlerts = seen.flatMap(({ alerts }) => alerts.map(({ alertId }) => alertId));
          assert.deepEqual(await alertsListed(store, user), seenAlerts.toSorted());
        }
      }
      const odd = operatorOf(ODD_TENANT);
      assert.deepEqual(await alertsListed(store, odd, "$filter=severity eq 'High'"), ["da-laptop"]);
      const owner = of(ODD_TENANT).incidents[0]?.alerts.find(
        ({ alertId }) => alertId === "ma-mail",
      )?.assignedTo;
      assert.ok((await alertsListed(store, odd, `$filter=assignedTo eq '${owner}'`)).includes("ma-mail"));
    });

    test("knows what it was given: the same documents change nothing", async () => {
      for (const tenantId of TENANTS) {
        const { incidents, originals } = of(tenantId);
        const writes = incidents.flatMap((incident) => {
          const original = originals[incident.incidentId];
          return original === undefined ? [] : [{ incident, original: new TextEncoder().encode(original) }];
        });
        assert.ok(writes.length > 3);
        const outcomes = await store.incidents.put(operatorOf(tenantId), writes);
        assert.deepEqual(new Set(outcomes), new Set(["unchanged"]));
        assert.deepEqual(await store.devices.regroup(operatorOf(tenantId), GROUPS), {
          devices: 0,
          changed: false,
        });
      }
    });

    test("is sound, takes what is written, and is the same when it is opened again", async () => {
      const scope = operatorOf(ODD_TENANT);
      const asked =
        of(ODD_TENANT).incidents.find(({ incidentId }) => incidentId === 4)?.status === "resolved";
      assert.equal(await store.followUp(), asked ? 1 : 0, "what was asked for before is done after");
      for (const tenantId of TENANTS) assert.deepEqual(await store.changes.verify(operatorOf(tenantId)), []);
      assert.deepEqual(await store.integrity(), []);
      const resolved = await store.incidents.update(
        scope,
        4,
        { comment: "after the upgrade", status: "resolved" },
        DEFENDER_FORM,
      );
      assert.equal(resolved?.incident.comments.at(-1)?.comment, "after the upgrade");
      await store.followUp();
      const { alerts = [] } = (await store.incidents.get(scope, 4)) ?? {};
      assert.deepEqual(new Set(alerts.map(({ status }) => status)), new Set(["resolved"]));
      const raised = await store.alerts.report(scope, report);
      assert.equal(raised?.incidentId, 5);
      const moved = await store.devices.regroup(scope, [{ name: "All", rank: 1, match: { names: ["*"] } }]);
      assert.deepEqual(moved, { devices: 2, changed: true });
      const seen = await listed(store, userOf(ODD_TENANT, ["All"]));
      assert.deepEqual(seen.toSorted(compare), [1, 2, 3, 4, 5]);

      const before = await readAll(store, TENANTS, ["All"]);
      await store.close();
      store = await open();
      assert.deepEqual(await readAll(store, TENANTS, ["All"]), before);
      assert.deepEqual(await store.changes.verify(scope), []);
    });
  });
}

const report = {
  alertId: "da-raised",
  reportId: "20776",
  deviceId: "1a01",
  title: "Raised after the upgrade",
  description: "Seen by an analyst.",
  category: "General",
  severity: "low",
  recommendedActions: "Look again.",
  eventDateTime: time("2026-03-05T11:00:00Z"),
} as const;

test("a database of every released schema is kept, and small", () => {
  const files = kept.map(({ database, schema, bytes }) => {
    assert.ok(bytes < KEPT_BYTES_MAX, `${database}-${schema} has ${bytes} bytes`);
    return `${database}-${schema}`;
  });
  const due = RELEASED.flatMap(({ schema, databases }) => databases.map((name) => `${name}-${schema}`));
  assert.deepEqual(files.toSorted(), due.toSorted());
  for (const { schema } of RELEASED) assert.ok(schema <= migrations.length);
});
