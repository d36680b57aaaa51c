import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { systemClock } from "../src/cli/context.ts";
import type { Incident } from "../src/domain/incident/incident.ts";
import type { Store } from "../src/store/contract.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { incidentSurface } from "../src/wire/defender/incident-surface.ts";
import { readListQuery } from "../src/wire/defender/list-query.ts";
import { DEFENDER_FORM, defenderRenderer, renderIncident } from "../src/wire/defender/writer.ts";
import { selectionOf } from "../src/wire/odata/selection.ts";
import { openStore } from "./cluster/cluster.ts";
import { alertOf, deviceOf, incidentOf, time } from "./fixtures/incidents.ts";
import { startPostgres, type TestPostgres } from "./fixtures/postgres.ts";
import { operatorOf, userOf } from "./fixtures/scopes.ts";
import { temporaryFolder } from "./fixtures/tocsin.ts";

/** Documents that are hostile or very large, on PostgreSQL as on SQLite: issue 4, line 6. */

let postgres: TestPostgres;
let onPostgres: Store;
let onSqlite: Store;
const folder = temporaryFolder("documents");
before(async () => {
  postgres = await startPostgres();
  onPostgres = await openStore(await postgres.newDatabase());
  onSqlite = openSqliteStore({
    folder: folder.path,
    renderers: [defenderRenderer],
    clock: systemClock,
    role: "server",
  });
});
after(async () => {
  await onPostgres.close();
  await onSqlite.close();
  await postgres.stop();
  folder.remove();
});

let tenants = 0;
const newTenant = () => operatorOf(`documents-${++tenants}`);

/** What databases, drivers and encodings trip over. */
const piece = fc.constantFrom(
  "\0",
  "\ud800",
  "\udfff",
  "\ufffd",
  "\ufeff",
  "\u2028",
  "\\u0000",
  "\\",
  "'",
  '"',
  "$1",
  "%s",
  "; drop table incidents; --",
  "\u001b[2J",
  "🚨",
  "é",
  "e\u0301",
  "",
  "x",
);
const hostile = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
/** PostgreSQL and SQLite both keep names of things in keys, which cannot hold what is no text. */
const owner = hostile.map((text) => text.toWellFormed().replaceAll("\0", ""));

const document = fc.record({ a: hostile, b: hostile, c: hostile, d: hostile, owner }).map(
  ({ a, b, c, d, owner: assignedTo }): Incident =>
    incidentOf({
      incidentId: 1,
      displayName: a,
      description: b,
      summary: c,
      customTags: [d],
      assignedTo,
      comments: [
        { comment: a, createdByDisplayName: b, createdDateTime: time("2026-03-04T09:00:00.1234567Z") },
      ],
      alerts: [
        alertOf({
          alertId: "da-1",
          title: c,
          description: d,
          category: a,
          threatFamilyName: b,
          customDetails: { [c]: d },
          evidence: [deviceOf({ mdeDeviceId: "1a", deviceDnsName: `lt-1.${b}`, osPlatform: c, tags: [d] })],
        }),
      ],
      unmapped: { defender: { [a]: { [b]: [c, d, null] } } },
    }),
);

describe("a document with hostile texts", () => {
  test("comes back whole, in lists and to whoever sees a part, the same from both databases", async () => {
    await fc.assert(
      fc.asyncProperty(document, async (incident) => {
        const tenant = newTenant();
        const user = userOf(tenant.tenantId, ["Laptops"]);
        const query = readListQuery("", incidentSurface);
        const original = new TextEncoder().encode(JSON.stringify(incident));
        const seen = await Promise.all(
          [onPostgres, onSqlite].map(async (store) => {
            await store.devices.regroup(tenant, [{ name: "Laptops", rank: 1, match: { names: ["lt-*"] } }]);
            await store.incidents.put(tenant, [{ incident, original }]);
            return {
              again: await store.incidents.put(tenant, [{ incident }]),
              whole: await store.incidents.get(tenant, 1),
              part: await store.incidents.get(user, 1),
              text: await store.incidents.rendition(tenant, 1, DEFENDER_FORM),
              list: await store.incidents.page(user, selectionOf(query), DEFENDER_FORM),
              alert: await store.alerts.get(user, "da-1"),
              original: new Uint8Array((await store.originals.newest(tenant, 1)) ?? []),
              chain: await store.changes.verify(tenant),
            };
          }),
        );
        assert.deepEqual(seen[0], seen[1]);
        const [{ again, whole, text, chain, ...others }] = [seen[0] ?? assert.fail()];
        assert.deepEqual([again, whole, chain], [["unchanged"], incident, []]);
        assert.deepEqual(text, renderIncident(incident));
        assert.deepEqual(others.original, new Uint8Array(original));
      }),
      { numRuns: 40 },
    );
  });

  test("is updated with hostile words, the same on both databases", async () => {
    await fc.assert(
      fc.asyncProperty(document, hostile, owner, async (incident, comment, assignedTo) => {
        const tenant = newTenant();
        const seen = await Promise.all(
          [onPostgres, onSqlite].map(async (store) => {
            await store.incidents.put(tenant, [{ incident }]);
            const update = { comment, assignedTo, customTags: [comment] };
            await store.incidents.update(tenant, 1, update, DEFENDER_FORM);
            const stored = await store.incidents.get(tenant, 1);
            return {
              comments: stored?.comments.map((each) => each.comment),
              assignedTo: stored?.assignedTo,
              customTags: stored?.customTags,
              owners: stored?.alerts.map((alert) => alert.assignedTo),
              chain: await store.changes.verify(tenant),
            };
          }),
        );
        assert.deepEqual(seen[0], seen[1]);
        assert.equal(seen[0]?.comments?.at(-1), comment);
        assert.deepEqual(seen[0]?.chain, []);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a very large document", () => {
  const MEGABYTES = 10;
  const details = Array.from({ length: MEGABYTES }, () => randomBytes(512 * 1024).toString("hex"));
  const large = incidentOf({
    incidentId: 1,
    description: "x".repeat(200_000),
    alerts: details.map((detail, at) =>
      alertOf({ alertId: `da-${at}`, customDetails: { detail: [detail] } }),
    ),
  });
  const original = new TextEncoder().encode(JSON.stringify(large));

  test(`of ${MEGABYTES} MB is written, read, listed, updated and given back to the byte`, async () => {
    assert.ok(original.length > MEGABYTES * 1024 * 1024);
    const tenant = newTenant();
    assert.deepEqual(await onPostgres.incidents.put(tenant, [{ incident: large, original }]), ["created"]);
    assert.deepEqual(await onPostgres.incidents.get(tenant, 1), large);
    const query = readListQuery("", incidentSurface);
    const page = await onPostgres.incidents.page(tenant, selectionOf(query), DEFENDER_FORM);
    assert.deepEqual(page, [renderIncident(large)]);
    const updated = await onPostgres.incidents.update(
      tenant,
      1,
      { comment: "a small remark", assignedTo: "ana" },
      DEFENDER_FORM,
    );
    assert.equal(updated?.alerts.length, MEGABYTES);
    assert.equal((await onPostgres.alerts.get(tenant, "da-9"))?.alert.assignedTo, "ana");
    assert.deepEqual(
      Buffer.compare((await onPostgres.originals.newest(tenant, 1)) ?? new Uint8Array(), original),
      0,
    );
    assert.deepEqual(await onPostgres.changes.verify(tenant), []);
  });

  test("with five hundred alerts is written and read whole", async () => {
    const tenant = newTenant();
    const ids = Array.from({ length: 500 }, (_, at) => `da-${String(at).padStart(5, "0")}`);
    const incident = incidentOf({ incidentId: 1, alerts: ids.map((alertId) => alertOf({ alertId })) });
    await onPostgres.incidents.put(tenant, [{ incident }]);
    const stored = await onPostgres.incidents.get(tenant, 1);
    assert.deepEqual(
      stored?.alerts.map(({ alertId }) => alertId),
      ids,
    );
  });
});
