import { Client, escapeLiteral } from "pg";
import type { Clock, Renderer } from "../../src/store/contract.ts";
import { migrations } from "../../src/store/migrations/migrations.ts";
import { openPostgresStore } from "../../src/store/postgres/store.ts";
import { DEFENDER_FORM } from "../../src/wire/defender/writer.ts";
import { startPostgres } from "../fixtures/postgres.ts";
import { fill, GROUPS, TENANTS } from "./content.ts";
import { keep, readAll } from "./kept.ts";

export async function keepPostgres(
  schema: number,
  options: { readonly renderers: readonly Renderer[]; readonly clock: Clock },
): Promise<void> {
  const server = await startPostgres();
  try {
    const url = await server.newDatabase();
    const store = await openPostgresStore({ ...options, url });
    await fill(store, DEFENDER_FORM);
    const expected = await readAll(
      store,
      TENANTS,
      GROUPS.map(({ name }) => name),
    );
    await store.close();
    keep("postgres", schema, Buffer.from(await dump(url)), expected);
  } finally {
    await server.stop();
  }
}

const STEPS = `create table schema_migrations (
  number integer primary key, name text not null, checksum text not null, applied_at text not null);`;

/** The schema as its steps make it, and a statement for each row. */
async function dump(url: string): Promise<string> {
  // Every value as PostgreSQL writes it, which it takes back as it is.
  const asText = { getTypeParser: () => (value: string) => value };
  const client = new Client({ connectionString: url, types: asText });
  await client.connect();
  try {
    const statements = [STEPS, ...migrations.map((step) => step.postgres)];
    const { rows: tables } = await client.query<{ readonly name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind = 'r' order by c.relname`,
    );
    for (const { name } of tables) {
      const { fields, rows } = await client.query<(string | null)[]>({
        text: `select * from ${name}`,
        rowMode: "array",
      });
      const columns = fields.map((field) => field.name).join(", ");
      for (const row of rows) {
        const values = row.map((value) => (value === null ? "null" : escapeLiteral(value)));
        statements.push(`insert into ${name} (${columns}) values (${values.join(", ")});`);
      }
    }
    return `${statements.join("\n")}\n`;
  } finally {
    await client.end();
  }
}
