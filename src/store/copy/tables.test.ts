import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";
import { Client } from "pg";
import { startPostgres, type TestPostgres } from "../../../test/fixtures/postgres.ts";
import { systemClock } from "../../cli/context.ts";
import { openPostgresStore } from "../postgres/store.ts";
import { openSqliteStore } from "../sqlite/store.ts";
import { NOT_COPIED, TABLES } from "./tables.ts";

/** Columns by table. */
type Schema = ReadonlyMap<string, readonly string[]>;

function sqliteSchema(folder: string): Schema {
  const database = new DatabaseSync(join(folder, "tocsin.db"), { readOnly: true });
  const rows = database
    .prepare(
      `select t.name as "table", c.name as "column" from sqlite_schema t, pragma_table_info(t.name) c
       where t.type = 'table' and t.name not like 'sqlite~_%' escape '~'`,
    )
    .all();
  database.close();
  return grouped(rows.map((row) => [String(row.table), String(row.column)]));
}

async function postgresSchema(url: string): Promise<Schema> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ readonly table_name: string; readonly column_name: string }>(
    "select table_name, column_name from information_schema.columns where table_schema = 'public'",
  );
  await client.end();
  return grouped(rows.map((row) => [row.table_name, row.column_name]));
}

function grouped(columns: readonly (readonly [string, string])[]): Schema {
  const tables = Map.groupBy(columns, ([table]) => table);
  return new Map([...tables].map(([table, all]) => [table, all.map(([, column]) => column).toSorted()]));
}

describe("the tables that are copied", () => {
  let postgres: TestPostgres;
  let url: string;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-tables-"));
    await openSqliteStore({ folder, renderers: [], clock: systemClock, role: "tool" }).close();
    postgres = await startPostgres();
    url = await postgres.newDatabase();
    await (await openPostgresStore({ url, renderers: [], clock: systemClock })).close();
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await postgres.stop();
  });

  for (const database of ["SQLite", "PostgreSQL"]) {
    test(`are all that ${database} has, with every column, but for those that are named with a reason`, async () => {
      const schema = database === "SQLite" ? sqliteSchema(folder) : await postgresSchema(url);
      const described = new Map(
        TABLES.map(({ name, columns }) => [name, ["tenant_id", ...columns].toSorted()]),
      );
      const found = new Map([...schema].filter(([name]) => !(name in NOT_COPIED)));
      assert.deepEqual(new Map([...found].toSorted()), new Map([...described].toSorted()));
    });
  }
});
