import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { migrations } from "../src/store/migrations/migrations.ts";
import { Connection, openWriter } from "../src/store/sqlite/connection.ts";
import { migrate } from "../src/store/sqlite/migrate.ts";
import { writeFirstSchema } from "./crash/first-schema.ts";
import { time } from "./fixtures/incidents.ts";
import { dumpStore } from "./fixtures/store-dump.ts";
import { temporaryFolder } from "./fixtures/tocsin.ts";

const root = temporaryFolder("migration-race");
after(() => root.remove());
const clock = { now: () => time("2026-11-20T12:00:00Z") };

/** A connection on which another process is faster: it does all its work before this one has the lock. */
class Overtaken extends Connection {
  #overtake: (() => void) | undefined;

  constructor(database: DatabaseSync, overtake: () => void) {
    super(database);
    this.#overtake = overtake;
  }

  override exec(sql: string): void {
    const overtake = /^begin/.test(sql) ? this.#overtake : undefined;
    if (overtake) this.#overtake = undefined;
    overtake?.();
    super.exec(sql);
  }
}

test("a program whose folder another one upgrades at the same time finds it upgraded", () => {
  const folder = join(root.path, "data");
  writeFirstSchema(folder, 3);
  const file = join(folder, "tocsin.db");
  const other = openWriter(file, "full");
  const overtaken = new Overtaken(new DatabaseSync(file), () => migrate(other, migrations, clock));
  try {
    migrate(overtaken, migrations, clock);
    assert.equal(dumpStore(folder).schema_migrations?.length, migrations.length);
  } finally {
    overtaken.close();
    other.close();
  }
});
