import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { incidentOf, time } from "../../../test/fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "../../../test/fixtures/scopes.ts";
import type { Store } from "../contract.ts";
import { openSqliteStore } from "./store.ts";

const renderer = {
  form: "test/1",
  incident: (incident: { displayName: string }) => incident.displayName,
  alert: () => "",
};
const northwind = operatorOf(NORTHWIND);
let folder: string;
let server: Store;
let tool: Store;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-cache-"));
  const clock = { now: () => time("2026-11-20T12:00:00Z") };
  server = openSqliteStore({ folder, renderers: [renderer], clock, role: "server" });
  tool = openSqliteStore({ folder, renderers: [renderer], clock, role: "tool" });
});
after(async () => {
  await tool.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const [writer, store] of [
  ["the same process", () => server],
  ["another process", () => tool],
] as const) {
  test(`text that was read before is read anew after a write of ${writer}`, async () => {
    for (let version = 0; version < 5; version++) {
      const incident = incidentOf({
        incidentId: 1,
        displayName: `${writer} ${version}`,
        lastUpdateDateTime: time(`2026-0${writer === "another process" ? 5 : 4}-01T10:0${version}:00Z`),
      });
      assert.notDeepEqual(await store().incidents.put(northwind, [{ incident }]), ["unchanged"]);
      if (writer === "another process") await delay(2);
      for (let read = 0; read < 3; read++) {
        assert.equal(
          (await server.incidents.rendition(northwind, 1, "test/1"))?.incident,
          `${writer} ${version}`,
        );
      }
    }
  });
}

test("writes of both processes, in any order, leave nothing old in memory", async () => {
  const writes = fc.array(
    fc.record({ foreign: fc.boolean(), incidentId: fc.integer({ min: 50, max: 52 }) }),
    {
      maxLength: 12,
    },
  );
  let version = 0;
  const expected = new Map<number, string>();
  await fc.assert(
    fc.asyncProperty(writes, async (all) => {
      for (const { foreign, incidentId } of all) {
        const displayName = `version ${++version}`;
        const lastUpdateDateTime = time(`2026-06-01T00:00:00.${String(version).padStart(7, "0")}Z`);
        const incident = incidentOf({ incidentId, displayName, lastUpdateDateTime });
        await (foreign ? tool : server).incidents.put(northwind, [{ incident }]);
        expected.set(incidentId, displayName);
        if (foreign) await delay(2);
        for (const [id, text] of [...expected, ...expected]) {
          assert.equal((await server.incidents.rendition(northwind, id, "test/1"))?.incident, text);
        }
      }
    }),
    { numRuns: 20 },
  );
});

test("far more text than is kept comes back right, in any order", async () => {
  const large = "x".repeat(1_000_000);
  for (let incidentId = 100; incidentId < 160; incidentId++) {
    await server.incidents.put(northwind, [
      { incident: incidentOf({ incidentId, displayName: `${incidentId} ${large}` }) },
    ]);
  }
  for (const incidentId of [100, 159, 130, 100, 101, 159, 158, 100]) {
    const text = (await server.incidents.rendition(northwind, incidentId, "test/1"))?.incident;
    assert.equal(text?.length, large.length + 4);
    assert.ok(text?.startsWith(`${incidentId} `));
  }
});
