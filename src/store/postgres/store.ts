import type { Clock, Renderer, Store } from "../contract.ts";
import { migrations } from "../migrations/migrations.ts";
import { sqlStore } from "../sql/store.ts";
import { postgresBackend } from "./backend.ts";
import { migrate } from "./migrate.ts";
import { openPool, READS, WRITES } from "./pool.ts";
import { Writer } from "./writer.ts";

export interface PostgresOptions {
  /** `postgres://user@host:port/database` */
  readonly url: string;
  readonly renderers: readonly Renderer[];
  readonly clock: Clock;
}

/** Opens a database, bringing its schema up to date. Any number of nodes may have it open. Throws StoreError. */
export async function openPostgresStore({ url, renderers, clock }: PostgresOptions): Promise<Store> {
  await migrate(url, migrations, clock);
  const [reads, writes] = [openPool(url, READS), openPool(url, WRITES)];
  const writer = new Writer(writes);
  const close = async () => {
    await writer.close();
    await Promise.all([reads.end(), writes.end()]);
  };
  let closing: Promise<void> | undefined;
  return {
    ...sqlStore(postgresBackend(reads, writer, renderers, clock), renderers),
    counters: { client: reads, table: "quota_counters" },
    integrity: async () => [],
    close() {
      closing ??= close();
      return closing;
    },
  };
}
