import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fillStore } from "../../../test/fixtures/filled-store.ts";
import { startPostgres, type TestPostgres } from "../../../test/fixtures/postgres.ts";
import { rowsOfStore } from "../../../test/fixtures/rows-of-store.ts";
import { systemClock as clock } from "../../cli/context.ts";
import { openTool } from "../../cli/open-store.ts";
import { defenderRenderer } from "../../wire/defender/writer.ts";
import { openPostgresSnapshot } from "../postgres/snapshot.ts";
import { openPostgresTarget } from "../postgres/target.ts";
import { openSqliteSnapshot } from "../sqlite/snapshot.ts";
import { openSqliteStore } from "../sqlite/store.ts";
import { openSqliteTarget } from "../sqlite/target.ts";
import { copyStore } from "./copy-store.ts";
import { lineageOf } from "./unfinished.ts";

const openSnapshot = (d: string) => d.startsWith("postgres://") ? openPostgresSnapshot(d) : openSqliteSnapshot(join(d, "tocsin.db"));
async function copy(from: string, to: string) {
  const source = await openSnapshot(from);
  try {
    const lineage = await source.read(lineageOf());
    const target = await (to.startsWith("postgres://") ? openPostgresTarget(to, lineage, clock) : openSqliteTarget(to, lineage, clock));
    try { return await copyStore({ source, target }); } finally { await target.close(); }
  } finally { await source.close(); }
}
describe("x", () => {
  let postgres: TestPostgres;
  before(async () => { postgres = await startPostgres(); });
  after(() => postgres.stop());
  test("round", async () => {
    const dir = mkdtempSync(join(tmpdir(), "tocsin-copy-"));
    const a = join(dir, "a");
    const store = openSqliteStore({ folder: a, renderers: [defenderRenderer], clock, role: "tool" });
    console.time("fill"); await fillStore(store); await store.close(); console.timeEnd("fill");
    const url = await postgres.newDatabase();
    console.time("to pg"); const r = await copy(a, url); console.timeEnd("to pg");
    console.table(r.copied); console.log(r.broken);
    console.time("to sqlite"); await copy(url, join(dir, "b")); console.timeEnd("to sqlite");
    const [x, y, z] = [await rowsOfStore(a), await rowsOfStore(url), await rowsOfStore(join(dir, "b"))];
    for (const t of Object.keys(x)) { assert.equal(x[t]?.length, y[t]?.length); }
    assert.deepEqual(y, x); assert.deepEqual(z, x);
    rmSync(dir, { recursive: true });
  });
});
