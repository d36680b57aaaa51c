import type { Clock, Renderer, Store } from "../contract.ts";
import { migrations } from "../migrations/migrations.ts";
import { sqlStore } from "../sql/store.ts";
import { postgresBackend } from "./backend.ts";
import { openPool } from "./connection.ts";
import { migrate } from "./migrate.ts";
import { Writer } from "./writer.ts";

export interface PostgresOptions {
  /** `postgres://user@host:port/database` */
  readonly url: string;
  readonly renderers: readonly Renderer[];
  readonly clock: Clock;
}

/** Opens a database, bringing its schema up to date. Any number of nodes may have it open. Throws StoreError. */
export async function openPostgresStore({ url, renderers, clock }: PostgresOptions): Promise<Store> {
  const pool = openPool(url);
  try {
    await migrate(pool, migrations, clock);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const writer = new Writer(pool);
  const backend = postgresBackend(pool, writer, renderers, clock);
  return {
    ...sqlStore(backend, renderers),
    counters: { client: pool, table: "quota_counters" },
    integrity: async () => [],
    async close() {
      await writer.close();
      await pool.end();
    },
  };
}
