import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { incidentOf } from "../../../test/fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "../../../test/fixtures/scopes.ts";
import { systemClock as clock } from "../../cli/context.ts";
import { lineageOf } from "../copy/unfinished.ts";
import { query } from "../sql/steps.ts";
import { openFileSnapshot, openSqliteSnapshot } from "./snapshot.ts";
import { openSqliteStore } from "./store.ts";
import { openSqliteTarget } from "./target.ts";

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), "tocsin-snapshot-"));
});
after(() => rmSync(root, { recursive: true, force: true }));

/** The files of a database as a kill during its first write leaves them. */
function halfWritten(folder: string): void {
  const from = `${folder}-before`;
  mkdirSync(from);
  const database = new DatabaseSync(join(from, "tocsin.db"));
  database.exec("pragma cache_size = 1; begin; create table half (text text)");
  const insert = database.prepare("insert into half values (?)");
  for (let row = 0; row < 1_000; row++) insert.run("x".repeat(500));
  cpSync(from, folder, { recursive: true });
  database.close();
}

test("a snapshot of a database that was killed when it was made has nothing of the half", async () => {
  const folder = join(root, "half");
  halfWritten(folder);
  assert.deepEqual(readdirSync(folder).toSorted(), ["tocsin.db", "tocsin.db-journal"]);
  const { snapshot } = openFileSnapshot(join(folder, "tocsin.db"));
  assert.deepEqual(await snapshot.read(query("select name from sqlite_schema")), []);
  await snapshot.close();
});

test("a target that was killed when it was made is filled by the next call", async () => {
  const folder = join(root, "target");
  halfWritten(folder);
  const target = await openSqliteTarget(folder, new Map(), clock);
  await target.finish();
  await target.close();
  await openSqliteStore({ folder, renderers: [], clock, role: "server" }).close();
});

test("a snapshot stays what it was whatever is written, and writers do not wait for it", async () => {
  const folder = join(root, "written");
  const store = openSqliteStore({ folder, renderers: [], clock, role: "server" });
  await store.incidents.put(operatorOf(NORTHWIND), [{ incident: incidentOf({ incidentId: 1 }) }]);
  const snapshot = await openSqliteSnapshot(join(folder, "tocsin.db"));
  const before = await snapshot.read(query("select * from changes"));
  await store.incidents.put(operatorOf("later"), [{ incident: incidentOf({ incidentId: 1 }) }]);
  assert.deepEqual(await snapshot.read(query("select * from changes")), before);
  assert.deepEqual([...(await snapshot.read(lineageOf())).keys()], [NORTHWIND]);
  await assert.rejects(snapshot.read(query("delete from changes")), { name: "StoreError", code: "readonly" });
  await assert.rejects(
    // biome-ignore lint/correctness/useYield: nothing is to be written
    snapshot.write(operatorOf(NORTHWIND), function* () {
      return 1;
    }),
    { name: "StoreError", code: "readonly" },
  );
  await snapshot.close();
  await store.close();
});
