import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { FORM, fillFolder } from "../../../test/fixtures/filled-store.ts";
import { incidentOf } from "../../../test/fixtures/incidents.ts";
import { startPostgres, type TestPostgres } from "../../../test/fixtures/postgres.ts";
import { rowsOfStore } from "../../../test/fixtures/rows-of-store.ts";
import { FABRIKAM, operatorOf } from "../../../test/fixtures/scopes.ts";
import { keptDatabases } from "../../../test/upgrade/kept.ts";
import { systemClock as clock } from "../../cli/context.ts";
import { openTool } from "../../cli/open-store.ts";
import { loadOrCreateStandInKeys } from "../../identity/issuer/keys.ts";
import type { Store } from "../contract.ts";
import { copied } from "../copy/copying.fixture.ts";
import { migrations } from "../migrations/migrations.ts";
import { lockFolder } from "../sqlite/folder-lock.ts";
import { backupDatabase, backupFolder } from "./backup.ts";
import { restoreDatabase, restoreFolder } from "./restore.ts";

const context = {
  stdin: Readable.from([]),
  stdout: { write() {} },
  stderr: { write() {} },
  version: "0",
  clock,
};
const open = (data: string): Promise<Store> => openTool(context, data, true);
const isUrl = (data: string) => data.startsWith("postgres://");
const scope = operatorOf(FABRIKAM);

let postgres: TestPostgres;
let root: string;
let filled: string;
let count = 0;
before(async () => {
  postgres = await startPostgres();
  root = mkdtempSync(join(tmpdir(), "tocsin-backup-"));
  filled = join(root, "filled");
  await fillFolder(filled);
  // Enough pages that a backup takes several steps.
  const store = await open(filled);
  const original = randomBytes(14 * 1024 * 1024);
  await store.incidents.put(scope, [{ incident: incidentOf({ incidentId: 900 }), original }]);
  await store.close();
});
after(async () => {
  rmSync(root, { recursive: true, force: true });
  await postgres.stop();
});

const newPath = () => join(root, `path-${++count}`);

async function filledOf(kind: string): Promise<string> {
  const data = kind === "SQLite" ? newPath() : await postgres.newDatabase();
  if (kind === "SQLite") cpSync(filled, data, { recursive: true });
  else await copied(filled, data, clock);
  return data;
}

const backup = (data: string, to: string, onProgress: () => void = () => undefined, signal?: AbortSignal) => {
  const made = { to, version: "0.0.0-test", clock };
  return isUrl(data)
    ? backupDatabase(data, made, { onProgress, signal })
    : backupFolder(data, made, { onProgress, signal });
};
const restore = (from: string, data: string) =>
  isUrl(data) ? restoreDatabase(from, data, clock, {}) : restoreFolder(from, data);
const emptyOf = async (kind: string) => (kind === "SQLite" ? newPath() : postgres.newDatabase());

for (const kind of ["SQLite", "PostgreSQL"]) {
  describe(`a backup of ${kind}`, () => {
    test("is of the moment when it began, while the data are written to, and is restored into either database", async () => {
      const [data, to] = [await filledOf(kind), newPath()];
      const expected = await rowsOfStore(data);
      const store = await open(data);
      const writes: Promise<unknown>[] = [];
      const { manifest, broken } = await backup(data, to, () => {
        const incidentId = 5_000 + writes.length;
        writes.push(
          store.incidents.put(scope, [{ incident: incidentOf({ incidentId }) }]),
          store.incidents.update(scope, 1, { comment: "during the backup" }, FORM),
        );
      });
      await Promise.all(writes);
      assert.ok(writes.length >= 4, `${writes.length} writes`);
      assert.notDeepEqual(await rowsOfStore(data), expected);
      await store.close();
      assert.deepEqual(broken, []);
      assert.equal(manifest.tocsin, "0.0.0-test");
      assert.deepEqual(readdirSync(to).toSorted(), ["backup.json", "tocsin.db"]);
      assert.equal(existsSync(`${to}.partial`), false);
      for (const into of ["SQLite", "PostgreSQL"]) {
        const restored = await emptyOf(into);
        await restore(to, restored);
        assert.deepEqual(await rowsOfStore(restored), expected);
        const again = await open(restored);
        assert.deepEqual(await again.incidents.put(scope, [{ incident: incidentOf({ incidentId: 78 }) }]), [
          "created",
        ]);
        assert.deepEqual(await again.changes.verify(scope), []);
        await again.close();
      }
    });

    test("that was killed half-way has no name, and the same call makes it anew", async () => {
      const [data, to] = [await filledOf(kind), newPath()];
      const stop = () => {
        throw new Error("killed");
      };
      await assert.rejects(backup(data, to, stop), /killed/);
      assert.equal(existsSync(to), false);
      assert.equal(existsSync(`${to}.partial`), true);
      await assert.rejects(restore(`${to}.partial`, newPath()), { name: "StoreError", message: /no backup/ });
      const store = await open(data);
      await store.incidents.update(scope, 1, { comment: "between the two" }, FORM);
      await store.close();
      await backup(data, to);
      const restored = newPath();
      await restore(to, restored);
      assert.deepEqual(await rowsOfStore(restored), await rowsOfStore(data));
    });

    test("ends when it is asked to", async () => {
      const [data, to, abort] = [await filledOf(kind), newPath(), new AbortController()];
      await assert.rejects(
        backup(data, to, () => abort.abort(), abort.signal),
        { name: "AbortError" },
      );
      assert.equal(existsSync(to), false);
    });
  });
}

describe("where a backup goes", () => {
  test("must be new: whatever is there stays", async () => {
    const to = newPath();
    await backup(filled, to);
    const before = readFileSync(join(to, "backup.json"));
    await assert.rejects(backup(filled, to), {
      name: "StoreError",
      code: "in-use",
      message: /is there already/,
    });
    assert.deepEqual(readFileSync(join(to, "backup.json")), before);
    const empty = newPath();
    mkdirSync(empty);
    await assert.rejects(backup(filled, empty), { name: "StoreError", code: "in-use" });
  });

  test("must not have something else under its first name", async () => {
    const to = newPath();
    mkdirSync(`${to}.partial`);
    writeFileSync(join(`${to}.partial`, "thesis.txt"), "mine");
    await assert.rejects(backup(filled, to), {
      name: "StoreError",
      code: "in-use",
      message: /something else/,
    });
    assert.deepEqual(readdirSync(`${to}.partial`), ["thesis.txt"]);
  });

  test("must not be where another backup is being made", async () => {
    const to = newPath();
    mkdirSync(`${to}.partial`);
    const lock = lockFolder(join(`${to}.partial`, "backup.lock"));
    await assert.rejects(backup(filled, to), { name: "StoreError", code: "in-use" });
    lock.release();
    await backup(filled, to);
  });

  test("must be a place that can be written to", async () => {
    const file = newPath();
    writeFileSync(file, "a file");
    await assert.rejects(backup(filled, join(file, "backup")), { name: "StoreError", code: "readonly" });
  });
});

describe("what a backup holds", () => {
  test("is the database alone: no signing key, no lock", async () => {
    const [data, to] = [await filledOf("SQLite"), newPath()];
    await loadOrCreateStandInKeys(data);
    await backup(data, to);
    assert.deepEqual(readdirSync(to).toSorted(), ["backup.json", "tocsin.db"]);
    const restored = newPath();
    await restore(to, restored);
    assert.deepEqual(readdirSync(restored).toSorted(), ["server.lock", "tocsin.db"]);
  });

  test("is the data of an older schema as they are; a server that opens the restored folder brings them up to date", async () => {
    const [data, to, restored] = [newPath(), newPath(), newPath()];
    const older = keptDatabases().find(
      ({ database, schema }) => database === "sqlite" && schema < migrations.length,
    );
    assert.ok(older);
    mkdirSync(data);
    writeFileSync(join(data, "tocsin.db"), older.content());
    await backup(data, to);
    await assert.rejects(restore(to, await postgres.newDatabase()), {
      name: "StoreError",
      message: /an older Tocsin made this backup; restore it into a folder/,
    });
    await restore(to, restored);
    assert.deepEqual(await rowsOfStore(restored), await rowsOfStore(data));
    const store = await open(restored);
    const [[tenantId, { incidents }] = ["", { incidents: [] }]] = Object.entries(older.expected());
    assert.equal(await store.incidents.count(operatorOf(tenantId)), incidents.length);
    await store.close();
  });

  test("tells of a history that had been altered, and is made all the same", async () => {
    const [data, to] = [await filledOf("SQLite"), newPath()];
    const database = new DatabaseSync(join(data, "tocsin.db"));
    database.exec(`update changes set actor = 'x' where tenant_id = '${FABRIKAM}' and sequence = 2`);
    database.close();
    const { broken } = await backup(data, to);
    assert.match(broken.join(), /change 2: its content does not fit its hash/);
    assert.deepEqual((await restore(to, newPath())).broken, broken);
  });

  test("is nothing when there are no data, an unfinished copy, or data of a newer Tocsin", async () => {
    await assert.rejects(backup(newPath(), newPath()), { name: "StoreError", message: /there is no/ });
    const unfinished = newPath();
    const stop = () => {
      throw new Error("killed");
    };
    await assert.rejects(copied(filled, unfinished, clock, { onProgress: stop }), /killed/);
    await assert.rejects(backup(unfinished, newPath()), { name: "StoreError", message: /unfinished copy/ });
    const newer = await filledOf("SQLite");
    const database = new DatabaseSync(join(newer, "tocsin.db"));
    database.exec("insert into schema_migrations values (999, 'later', '', '')");
    database.close();
    await assert.rejects(backup(newer, newPath()), { name: "StoreError", code: "newer" });
  });
});

/** The step that only tells the planner something: without it the data are those of the schema before. */
describe("a restore", () => {
  let saved: string;
  before(async () => {
    saved = newPath();
    await backup(filled, saved);
  });

  for (const kind of ["SQLite", "PostgreSQL"]) {
    test(`into ${kind} is refused where there are data, which stay`, async () => {
      const data = await emptyOf(kind);
      const store = await open(data);
      await store.incidents.put(operatorOf("somebody"), [{ incident: incidentOf({ incidentId: 3 }) }]);
      await store.close();
      const before = await rowsOfStore(data);
      await assert.rejects(restore(saved, data), {
        name: "StoreError",
        code: "in-use",
        message: /holds data/,
      });
      assert.deepEqual(await rowsOfStore(data), before);
    });

    test(`into ${kind} goes into what was opened and never written to`, async () => {
      const data = await emptyOf(kind);
      await (await open(data)).close();
      await restore(saved, data);
      assert.deepEqual(await rowsOfStore(data), await rowsOfStore(filled));
    });

    test(`into ${kind} is refused for a backup that was altered`, async () => {
      const [altered, data] = [newPath(), await emptyOf(kind)];
      cpSync(saved, altered, { recursive: true });
      appendFileSync(join(altered, "tocsin.db"), "\0");
      await assert.rejects(restore(altered, data), {
        name: "StoreError",
        code: "corrupt",
        message: /not what was backed up/,
      });
      if (kind === "SQLite") assert.deepEqual(readdirSync(data), ["server.lock"]);
      await restore(saved, data);
    });
  }

  test("that was killed half-way is finished by the same call", async () => {
    const url = await postgres.newDatabase();
    const stop = () => {
      throw new Error("killed");
    };
    await assert.rejects(restoreDatabase(saved, url, clock, { onProgress: stop }), /killed/);
    await assert.rejects(open(url), { code: "in-use" });
    await restoreDatabase(saved, url, clock, {});
    assert.deepEqual(await rowsOfStore(url), await rowsOfStore(filled));
    const folder = newPath();
    mkdirSync(folder);
    writeFileSync(join(folder, "tocsin.db.partial"), "the half of it");
    await restore(saved, folder);
    assert.deepEqual(await rowsOfStore(folder), await rowsOfStore(filled));
    assert.equal(existsSync(join(folder, "tocsin.db.partial")), false);
  });

  test("is refused while a server runs on the folder, and beside what is left of another database", async () => {
    const folder = newPath();
    mkdirSync(folder);
    const lock = lockFolder(join(folder, "server.lock"));
    await assert.rejects(restore(saved, folder), { name: "StoreError", code: "in-use" });
    lock.release();
    writeFileSync(join(folder, "tocsin.db-wal"), "changes that would be put into the restored database");
    await assert.rejects(restore(saved, folder), {
      name: "StoreError",
      code: "in-use",
      message: /tocsin.db-wal/,
    });
    assert.equal(existsSync(join(folder, "tocsin.db")), false);
  });

  const noBackups: readonly (readonly [string, string | undefined])[] = [
    ["has no backup.json", undefined],
    ["has a backup.json that is no JSON", "{"],
    ["has a backup.json of another format", JSON.stringify({ format: "tocsin-backup/2" })],
    [
      "has a backup.json that lacks a part",
      JSON.stringify({ format: "tocsin-backup/1", tocsin: "1", at: "x" }),
    ],
    ["has a backup.json that is null", "null"],
  ];
  for (const [sentence, text] of noBackups) {
    test(`is refused from a folder that ${sentence}`, async () => {
      const from = newPath();
      cpSync(saved, from, { recursive: true });
      if (text === undefined) rmSync(join(from, "backup.json"));
      else writeFileSync(join(from, "backup.json"), text);
      await assert.rejects(restore(from, newPath()), { name: "StoreError", message: /no backup/ });
    });
  }
});
