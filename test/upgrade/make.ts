import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { migrations } from "../../src/store/migrations/migrations.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { DEFENDER_FORM } from "../../src/wire/defender/writer.ts";
import { RENDERERS } from "../../src/wire/renderers.ts";
import { time } from "../fixtures/incidents.ts";
import { fill, GROUPS, TENANTS } from "./content.ts";
import { keep, readAll } from "./kept.ts";

/**
 * `node test/upgrade/make.ts`, run in the checkout of a release: keeps a database of its schema for the upgrade tests of every
 * later one. Releases without PostgreSQL make a SQLite database alone.
 */

const clock = { now: () => time("2026-03-05T10:00:00Z") };
const options = { renderers: RENDERERS, clock } as const;
const schema = migrations.length;
const groups = GROUPS.map(({ name }) => name);

await keepSqlite();
const postgres = await import("./make-postgres.ts").catch((error: unknown) => {
  if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return undefined;
  throw error;
});
await postgres?.keepPostgres(schema, options);

async function keepSqlite(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-upgrade-"));
  try {
    const store = openSqliteStore({ ...options, folder, role: "tool" });
    await fill(store, DEFENDER_FORM);
    const expected = await readAll(store, TENANTS, groups);
    await store.close();
    const copy = join(folder, "copy.db");
    const database = new DatabaseSync(join(folder, "tocsin.db"));
    database.prepare("vacuum into ?").run(copy);
    database.close();
    keep("sqlite", schema, readFileSync(copy), expected);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
