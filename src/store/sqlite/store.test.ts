import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";
import { incidentOf, time } from "../../../test/fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "../../../test/fixtures/scopes.ts";
import { storeContract } from "../contract.suite.ts";
import { type Store, StoreError, type StoreErrorCode } from "../contract.ts";
import { openSqliteStore, type SqliteOptions } from "./store.ts";

let root: string;
let folders = 0;
before(() => {
  root = mkdtempSync(join(tmpdir(), "tocsin-sqlite-"));
});
after(() => rmSync(root, { recursive: true, force: true }));

const newFolder = () => join(root, String(++folders));
const clock = { now: () => time("2026-11-20T12:00:00Z") };
const northwind = operatorOf(NORTHWIND);

function open(folder: string, options: Partial<SqliteOptions> = {}): Store {
  return openSqliteStore({ folder, renderers: [], clock, role: "tool", ...options });
}

function refusedWith(code: StoreErrorCode, words: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof StoreError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  };
}

storeContract("SQLite", async (options) =>
  openSqliteStore({ ...options, folder: newFolder(), role: "server" }),
);

describe("a data folder", () => {
  test("keeps what was written when it is opened again", async () => {
    const folder = newFolder();
    const first = open(folder);
    await first.incidents.put(northwind, [{ incident: incidentOf({ incidentId: 1 }) }]);
    await first.close();
    const second = open(folder);
    assert.notEqual(await second.incidents.get(northwind, 1), undefined);
    await second.close();
  });

  test("serves one server at a time, and tools beside it", async () => {
    const folder = newFolder();
    const server = open(folder, { role: "server" });
    assert.throws(() => open(folder, { role: "server" }), refusedWith("in-use", /another Tocsin server/));
    const tool = open(folder);
    await tool.incidents.put(northwind, [{ incident: incidentOf({ incidentId: 1 }) }]);
    assert.notEqual(
      await server.incidents.get(northwind, 1),
      undefined,
      "the server sees what the tool wrote",
    );
    await tool.close();
    await server.close();
    await open(folder, { role: "server" }).close();
  });

  test("is not made by a tool that only reads", () => {
    assert.throws(
      () => open(newFolder(), { create: false }),
      refusedWith("readonly", /holds no Tocsin data/),
    );
  });

  test("that cannot be made is named with a hint", () => {
    const file = newFolder();
    writeFileSync(file, "a file, not a folder");
    assert.throws(() => open(join(file, "data")), refusedWith("readonly", /cannot be made/));
  });

  test("that is a damaged or foreign database is refused and left as it is", async () => {
    const folder = newFolder();
    await open(folder).close();
    writeFileSync(
      join(folder, "tocsin.db"),
      "this is no database at all, but it is long enough to be read as one".repeat(20),
    );
    assert.throws(() => open(folder), refusedWith("corrupt", /not a Tocsin database/));
    await open(newFolder()).close();
  });

  test("with a damaged page is found out by the integrity check", async () => {
    const folder = newFolder();
    const store = open(folder);
    for (let id = 1; id <= 200; id++)
      await store.incidents.put(northwind, [{ incident: incidentOf({ incidentId: id }) }]);
    await store.close();
    damage(join(folder, "tocsin.db"));
    const damaged = open(folder);
    const problems = await damaged.integrity().catch((error: unknown) => [String(error)]);
    assert.notEqual(problems.length, 0);
    await damaged.close().catch(() => undefined);
  });

  test("that is written by another process for long answers busy, and takes the write afterwards", async () => {
    const folder = newFolder();
    const store = open(folder);
    const other = new DatabaseSync(join(folder, "tocsin.db"));
    other.exec("begin immediate");
    const write = store.incidents.put(northwind, [{ incident: incidentOf({ incidentId: 1 }) }]);
    setTimeout(() => other.exec("rollback"), 400);
    assert.deepEqual(await write, ["created"]);
    other.close();
    await store.close();
  });

  test("that was closed refuses further calls in plain words", async () => {
    const store = open(newFolder());
    await store.close();
    await assert.rejects(store.incidents.get(northwind, 1), refusedWith("closed", /closed/));
    await assert.rejects(
      store.incidents.put(northwind, [{ incident: incidentOf({ incidentId: 1 }) }]),
      refusedWith("closed", /closed/),
    );
  });
});

describe("the schema", () => {
  test("of a newer Tocsin is refused", async () => {
    const folder = newFolder();
    await open(folder).close();
    edit(folder, "insert into schema_migrations values (99, 'from the future', 'x', 'y')");
    assert.throws(() => open(folder), refusedWith("newer", /newer Tocsin/));
  });

  test("with a step that was altered is refused", async () => {
    const folder = newFolder();
    await open(folder).close();
    edit(folder, "update schema_migrations set checksum = 'other'");
    assert.throws(() => open(folder), refusedWith("corrupt", /not the one this Tocsin released/));
  });

  test("leads every key with the tenant", async () => {
    const folder = newFolder();
    await open(folder).close();
    const database = new DatabaseSync(join(folder, "tocsin.db"));
    const keys = database
      .prepare(
        `select m.name as table_name, i.name as index_name,
           (select name from pragma_index_info(i.name) where seqno = 0) as first_column
         from sqlite_schema m join pragma_index_list(m.name) i
         where m.type = 'table' and m.name <> 'schema_migrations'`,
      )
      .all();
    database.close();
    assert.notEqual(keys.length, 0);
    for (const key of keys)
      assert.equal(key.first_column, "tenant_id", `${key.table_name} ${key.index_name}`);
  });
});

describe("the chain of changes", () => {
  const tampering: readonly (readonly [string, string])[] = [
    ["a row is altered", "update changes set actor = 'somebody else' where sequence = 2"],
    ["a row is removed", "delete from changes where sequence = 2"],
    [
      "two rows are swapped",
      "update changes set sequence = case sequence when 2 then -3 when 3 then -2 else sequence end; update changes set sequence = -sequence where sequence < 0",
    ],
  ];
  for (const [sentence, sql] of tampering) {
    test(`shows that ${sentence}`, async () => {
      const folder = newFolder();
      const store = open(folder);
      for (let id = 1; id <= 4; id++)
        await store.incidents.put(northwind, [{ incident: incidentOf({ incidentId: id }) }]);
      assert.deepEqual(await store.changes.verify(northwind), []);
      edit(folder, sql);
      assert.notEqual((await store.changes.verify(northwind)).length, 0);
      await store.close();
    });
  }
});

test("a read-only data folder is refused with what to do", async () => {
  const folder = newFolder();
  await open(folder).close();
  chmodSync(join(folder, "tocsin.db"), 0o444);
  chmodSync(folder, 0o555);
  chmodSync(root, 0o755);
  const child = spawnSync(process.execPath, [join(import.meta.dirname, "open-as-nobody.fixture.ts"), folder]);
  chmodSync(folder, 0o700);
  assert.match(String(child.stdout), /^readonly .*writable/, String(child.stderr));
});

test("a full disk refuses the write, keeps the rest and goes on reading", async () => {
  const folder = newFolder();
  const store = open(folder);
  await store.incidents.put(northwind, [{ incident: incidentOf({ incidentId: 1 }) }]);
  await store.close();
  const database = new DatabaseSync(join(folder, "tocsin.db"));
  const pages = Number(database.prepare("pragma page_count").get()?.page_count);
  database.close();
  const small = openSqliteStore({ folder, renderers: [], clock, role: "tool", pagesMax: pages });
  const big = incidentOf({ incidentId: 2, description: "x".repeat(1_000_000) });
  await assert.rejects(
    small.incidents.put(northwind, [{ incident: big }]),
    refusedWith("full", /disk is full/),
  );
  assert.equal(await small.incidents.get(northwind, 2), undefined);
  assert.notEqual(await small.incidents.get(northwind, 1), undefined);
  assert.deepEqual(await small.changes.verify(northwind), []);
  await small.close();
});

function edit(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, "tocsin.db"));
  database.exec(sql);
  database.close();
}

/** Overwrites the middle of the file, where rows are, and leaves its head alone. */
function damage(file: string): void {
  const database = new DatabaseSync(file);
  const pages = Number(database.prepare("pragma page_count").get()?.page_count);
  const size = Number(database.prepare("pragma page_size").get()?.page_size);
  database.exec("pragma wal_checkpoint(truncate)");
  database.close();
  const noise = Buffer.alloc(size, 0xa5);
  const handle = openSync(file, "r+");
  for (let page = Math.floor(pages / 3); page < Math.floor(pages / 2); page++)
    writeSync(handle, noise, 0, size, page * size);
  closeSync(handle);
}
