import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { Client } from "pg";
import { FORM, fillFolder, TENANTS } from "../../../test/fixtures/filled-store.ts";
import { incidentOf } from "../../../test/fixtures/incidents.ts";
import { startPostgres, type TestPostgres } from "../../../test/fixtures/postgres.ts";
import { rowsOfStore } from "../../../test/fixtures/rows-of-store.ts";
import { FABRIKAM, operatorOf } from "../../../test/fixtures/scopes.ts";
import { systemClock as clock } from "../../cli/context.ts";
import { openTool } from "../../cli/open-store.ts";
import type { Store } from "../contract.ts";
import { CopyDiffers } from "./copy-store.ts";
import { copied, openEnd, openSource } from "./copying.fixture.ts";
import { TABLES } from "./tables.ts";
import { lineageOf } from "./unfinished.ts";

const context = {
  stdin: Readable.from([]),
  stdout: { write() {} },
  stderr: { write() {} },
  version: "0",
  clock,
};
const open = (data: string): Promise<Store> => openTool(context, data, true);

let postgres: TestPostgres;
let root: string;
/** A filled folder that nobody changes. */
let filled: string;
let count = 0;
before(async () => {
  postgres = await startPostgres();
  root = mkdtempSync(join(tmpdir(), "tocsin-copy-"));
  filled = join(root, "filled");
  await fillFolder(filled);
});
after(async () => {
  rmSync(root, { recursive: true, force: true });
  await postgres.stop();
});

const newFolder = () => join(root, `folder-${++count}`);
const KINDS = {
  SQLite: async () => newFolder(),
  PostgreSQL: () => postgres.newDatabase(),
};
const kinds = ["SQLite", "PostgreSQL"] as const;

async function filledOf(kind: (typeof kinds)[number]): Promise<string> {
  const data = await KINDS[kind]();
  if (kind === "SQLite") cpSync(filled, data, { recursive: true });
  else await copied(filled, data, clock);
  return data;
}

async function execute(data: string, sql: string): Promise<void> {
  if (data.startsWith("postgres://")) {
    const client = new Client({ connectionString: data });
    await client.connect();
    await client.query(sql).finally(() => client.end());
    return;
  }
  const database = new DatabaseSync(join(data, "tocsin.db"));
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

describe("a copy of a whole store", () => {
  test("fills every table for the tests below", async () => {
    const rows = await rowsOfStore(filled);
    assert.deepEqual(
      TABLES.map(({ name }) => name).filter((name) => (rows[name]?.length ?? 0) === 0),
      [],
    );
  });

  test("from SQLite to PostgreSQL and back has every row of every table, and works as a store", async () => {
    const [there, back] = [await postgres.newDatabase(), newFolder()];
    const report = await copied(filled, there, clock);
    await copied(there, back, clock);
    const rows = await rowsOfStore(filled);
    assert.deepEqual(await rowsOfStore(there), rows);
    assert.deepEqual(await rowsOfStore(back), rows);
    assert.deepEqual(report.broken, []);
    assert.deepEqual(
      [...new Set(report.copied.map(({ tenantId }) => tenantId))].toSorted(),
      TENANTS.toSorted(),
    );
    assert.equal(
      report.copied.reduce((sum, each) => sum + each.rows, 0),
      Object.values(rows).reduce((sum, each) => sum + each.length, 0),
    );
    for (const data of [there, back]) await worksAsStore(data);
  });

  test("from PostgreSQL to PostgreSQL has every row as well", async () => {
    const [first, second] = [await filledOf("PostgreSQL"), await postgres.newDatabase()];
    await copied(first, second, clock);
    assert.deepEqual(await rowsOfStore(second), await rowsOfStore(filled));
  });

  async function worksAsStore(data: string): Promise<void> {
    const store = await open(data);
    try {
      const scope = operatorOf(FABRIKAM);
      assert.equal((await store.incidents.get(scope, 1))?.displayName, "A later version");
      assert.equal(await store.followUp(), 1);
      assert.deepEqual(await store.incidents.put(scope, [{ incident: incidentOf({ incidentId: 77 }) }]), [
        "created",
      ]);
      for (const tenantId of TENANTS) assert.deepEqual(await store.changes.verify(operatorOf(tenantId)), []);
    } finally {
      await store.close();
    }
  }

  for (const kind of kinds) {
    test(`of an empty store on ${kind} is an empty store`, async () => {
      const [from, to] = [await KINDS[kind](), await KINDS[kind]()];
      await (await open(from)).close();
      assert.deepEqual((await copied(from, to, clock)).copied, []);
      const store = await open(to);
      assert.deepEqual(await store.tenants(), []);
      await store.close();
    });

    test(`into ${kind} goes into a store that was opened and never written to`, async () => {
      const to = await KINDS[kind]();
      await (await open(to)).close();
      await copied(filled, to, clock);
      assert.deepEqual(await rowsOfStore(to), await rowsOfStore(filled));
    });
  }
});

describe("a copy of a store that is written to meanwhile", () => {
  for (const kind of kinds) {
    test(`from ${kind} is of the moment when it began`, async () => {
      const [from, to] = [await filledOf(kind), newFolder()];
      const store = await open(from);
      const scope = operatorOf(FABRIKAM);
      try {
        const expected = await rowsOfStore(from);
        let batches = 0;
        const writes: Promise<unknown>[] = [];
        await copied(from, to, clock, {
          onProgress() {
            const incidentId = 1_000 + batches++;
            writes.push(
              store.incidents.put(scope, [
                { incident: incidentOf({ incidentId }), original: Buffer.from("{}") },
              ]),
              store.incidents.update(scope, 1, { comment: `while it was copied: ${batches}` }, FORM),
            );
          },
        });
        await Promise.all(writes);
        assert.ok(batches > 40, `${batches} batches`);
        assert.deepEqual(await rowsOfStore(to), expected);
        assert.equal(await store.incidents.count(scope), 5 + batches);
      } finally {
        await store.close();
      }
    });
  }
});

class Killed extends Error {}

/** Ends a copy after so many batches; false when it came to its end before. */
async function interrupted(from: string, to: string, afterBatches: number): Promise<boolean> {
  let batches = 0;
  try {
    await copied(from, to, clock, {
      onProgress() {
        if (++batches > afterBatches) throw new Killed();
      },
    });
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  }
}

describe("a copy that was interrupted", () => {
  for (const kind of kinds) {
    test(`into ${kind} is finished by the next one, wherever it ended, though the source was written to since`, async () => {
      const [from, expectedFrom] = [newFolder(), newFolder()];
      cpSync(filled, from, { recursive: true });
      const store = await open(from);
      const to = await KINDS[kind]();
      const step = kind === "SQLite" ? 7 : 41;
      for (let batches = 0; await interrupted(from, to, batches); batches += step) {
        await store.incidents.put(operatorOf(FABRIKAM), [
          { incident: incidentOf({ incidentId: 2_000 + batches }) },
        ]);
        await store.incidents.update(operatorOf(FABRIKAM), 1, { comment: `after ${batches}` }, FORM);
      }
      await store.close();
      cpSync(from, expectedFrom, { recursive: true });
      assert.deepEqual(await rowsOfStore(to), await rowsOfStore(expectedFrom));
    });

    test(`into ${kind} is opened by no server until it is finished`, async () => {
      const to = await KINDS[kind]();
      assert.equal(await interrupted(filled, to, 20), true);
      await assert.rejects(open(to), { name: "StoreError", code: "in-use", message: /unfinished copy/ });
      await assert.rejects(openSource(to), {
        name: "StoreError",
        code: "in-use",
        message: /unfinished copy/,
      });
      await copied(filled, to, clock);
      await (await open(to)).close();
    });

    test(`into ${kind} loses what is no longer in the source`, async () => {
      const [from, to] = [newFolder(), await KINDS[kind]()];
      cpSync(filled, from, { recursive: true });
      await interrupted(from, to, 60);
      await execute(
        from,
        "delete from follow_ups; delete from device_group_rules; delete from alert_visibility",
      );
      await execute(
        from,
        "delete from devices where device_id like 'c1%'; delete from renditions where incident_id > 20",
      );
      await copied(from, to, clock);
      assert.deepEqual(await rowsOfStore(to), await rowsOfStore(from));
    });

    test(`into ${kind} is not continued from another source`, async () => {
      const [other, to] = [newFolder(), await KINDS[kind]()];
      const store = await open(other);
      await store.incidents.put(operatorOf(FABRIKAM), [{ incident: incidentOf({ incidentId: 1 }) }]);
      await store.close();
      await interrupted(filled, to, 30);
      const before = await rowsOfStore(to);
      await assert.rejects(copied(other, to, clock), {
        name: "StoreError",
        code: "in-use",
        message: /unfinished copy of something else/,
      });
      assert.deepEqual(await rowsOfStore(to), before);
      await copied(filled, to, clock);
      assert.deepEqual(await rowsOfStore(to), await rowsOfStore(filled));
    });
  }

  test("says so when it is asked to end", async () => {
    const abort = new AbortController();
    let batches = 0;
    const copying = copied(filled, newFolder(), clock, {
      signal: abort.signal,
      onProgress: () => ++batches === 5 && abort.abort(),
    });
    await assert.rejects(copying, { name: "AbortError" });
    assert.equal(batches, 5);
  });
});

describe("a target that holds something else", () => {
  for (const kind of kinds) {
    test(`on ${kind} is refused when it has data, and left alone`, async () => {
      const to = await KINDS[kind]();
      const store = await open(to);
      await store.incidents.put(operatorOf("somebody"), [{ incident: incidentOf({ incidentId: 5 }) }]);
      await store.close();
      const before = await rowsOfStore(to);
      await assert.rejects(copied(filled, to, clock), {
        name: "StoreError",
        code: "in-use",
        message: /holds data/,
      });
      assert.deepEqual(await rowsOfStore(to), before);
    });

    test(`on ${kind} is refused when it is a finished copy, so that nothing doubles`, async () => {
      const to = await filledOf(kind);
      await assert.rejects(copied(filled, to, clock), {
        name: "StoreError",
        code: "in-use",
        message: /holds data/,
      });
      assert.deepEqual(await rowsOfStore(to), await rowsOfStore(filled));
    });

    test(`on ${kind} is refused when only rules of device groups are in it`, async () => {
      const to = await KINDS[kind]();
      const store = await open(to);
      await store.devices.regroup(operatorOf(FABRIKAM), [{ name: "All", rank: 1, match: { names: ["*"] } }]);
      await store.close();
      await assert.rejects(copied(filled, to, clock), { name: "StoreError", message: /holds data/ });
    });
  }

  const foreign: readonly (readonly [string, string])[] = [
    ["a table of the name of one of ours", "create table alerts (id integer)"],
    [
      "another program's steps",
      "create table schema_migrations (number integer); insert into schema_migrations values (1)",
    ],
  ];
  for (const [sentence, sql] of foreign) {
    for (const kind of kinds) {
      test(`on ${kind} is refused when it has ${sentence}`, async () => {
        const to = await KINDS[kind]();
        if (kind === "SQLite") mkdirSync(to);
        await execute(to, sql);
        await assert.rejects(copied(filled, to, clock), {
          name: "StoreError",
          code: "in-use",
          message: /another program/,
        });
      });
    }
  }

  test("on SQLite is refused when the file is another program's, and not a byte of it changes", async () => {
    const to = newFolder();
    mkdirSync(to);
    await execute(to, "create table notes (text text); insert into notes values ('mine')");
    const before = readFileSync(join(to, "tocsin.db"));
    await assert.rejects(copied(filled, to, clock), { name: "StoreError", message: /another program/ });
    assert.deepEqual(readFileSync(join(to, "tocsin.db")), before);
  });

  test("on SQLite is refused when the file is no database", async () => {
    const to = newFolder();
    mkdirSync(to);
    writeFileSync(join(to, "tocsin.db"), "a letter, perhaps, of more than a hundred bytes. ".repeat(40));
    await assert.rejects(copied(filled, to, clock), { name: "StoreError", code: "corrupt" });
  });

  test("on SQLite is refused while another copy or a server has the folder", async () => {
    const to = newFolder();
    const source = await openSource(filled);
    const target = await openEnd(to, await source.read(lineageOf()), clock);
    await assert.rejects(copied(filled, to, clock), { name: "StoreError", code: "in-use" });
    await target.close();
    await source.close();
    await copied(filled, to, clock);
  });

  test("on PostgreSQL is refused while another copy fills it, and nodes cannot write to it", async () => {
    const to = await postgres.newDatabase();
    const node = await open(to);
    const source = await openSource(filled);
    const target = await openEnd(to, await source.read(lineageOf()), clock);
    await assert.rejects(copied(filled, to, clock), {
      name: "StoreError",
      code: "in-use",
      message: /another copy/,
    });
    const write = node.incidents.put(operatorOf("somebody"), [{ incident: incidentOf({ incidentId: 5 }) }]);
    let written = false;
    void write.then(() => (written = true));
    assert.equal(await target.read(nothingOf("incidents")), 0);
    assert.equal(written, false);
    await target.close();
    await write;
    await node.close();
    await source.close();
  });
});

function* nothingOf(table: string): Generator<{ sql: string; parameters: [] }, number, readonly object[]> {
  return (yield { sql: `select 1 as found from ${table}`, parameters: [] }).length;
}

describe("what a copy finds out", () => {
  test("is that something else wrote to the target: it stays unfinished", async () => {
    for (const [sql, words] of [
      ["delete from follow_ups", /follow_ups of tenant .*: 0 rows instead of 1/],
      [
        "update incidents set document = '{}' where incident_id = 7",
        /incidents of tenant .*: rows of other content/,
      ],
    ] as const) {
      const to = newFolder();
      let done = false;
      const copying = copied(filled, to, clock, {
        async onProgress({ phase }) {
          if (phase === "copying" || done) return;
          done = true;
          // A process that had the folder open from before.
          const database = new DatabaseSync(join(to, "tocsin.db"));
          database.exec(sql);
          database.close();
        },
      });
      await assert.rejects(
        copying,
        (error: unknown) => error instanceof CopyDiffers && words.test(error.message),
      );
      await assert.rejects(open(to), { code: "in-use" });
      await copied(filled, to, clock);
      assert.deepEqual(await rowsOfStore(to), await rowsOfStore(filled));
    }
  });

  test("is that the history was altered before", async () => {
    const from = newFolder();
    cpSync(filled, from, { recursive: true });
    await execute(from, "update changes set actor = 'somebody else' where sequence = 3");
    const report = await copied(from, newFolder(), clock);
    assert.equal(report.broken.length, 3);
    assert.match(report.broken[0] ?? "", /change 3: its content does not fit its hash/);
  });

  test("is that PostgreSQL cannot hold a key; text beside a key loses its U+0000, as in any write there", async () => {
    const from = newFolder();
    cpSync(filled, from, { recursive: true });
    await execute(from, "update devices set device_dns_name = 'a' || char(0) || 'b' where device_id = 'c3'");
    const to = await postgres.newDatabase();
    await copied(from, to, clock);
    assert.match((await rowsOfStore(to)).devices?.join() ?? "", /\["device_dns_name","a\uFFFDb"\]/);
    await copied(from, newFolder(), clock);
    await execute(from, "update devices set device_id = 'c' || char(0) where device_id = 'c3'");
    await assert.rejects(copied(from, await postgres.newDatabase(), clock), {
      name: "StoreError",
      message: /U\+0000, which stands in device_id of a row of devices .*"c\\u0000"/,
    });
  });

  test("is that there is nothing to copy, or that it is of another time", async () => {
    await assert.rejects(copied(newFolder(), newFolder(), clock), {
      name: "StoreError",
      message: /there is no/,
    });
    await assert.rejects(copied(await postgres.newDatabase(), newFolder(), clock), {
      name: "StoreError",
      message: /no Tocsin data/,
    });
    for (const [sql, message] of [
      ["delete from schema_migrations where number > 1", /older Tocsin/],
      ["insert into schema_migrations values (999, 'later', '', '')", /newer Tocsin/],
    ] as const) {
      const from = newFolder();
      cpSync(filled, from, { recursive: true });
      await execute(from, sql);
      const before = await rowsOfStore(from);
      await assert.rejects(copied(from, newFolder(), clock), { name: "StoreError", message });
      assert.deepEqual(await rowsOfStore(from), before);
    }
  });
});
