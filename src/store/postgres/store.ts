import type { Clock, Renderer, Store } from "../contract.ts";
import { refuseUnfinished } from "../copy/unfinished.ts";
import { migrations } from "../migrations/migrations.ts";
import { sqlStore } from "../sql/store.ts";
import { integrityOf } from "../verify/integrity.ts";
import { postgresBackend } from "./backend.ts";
import { migrate } from "./migrate.ts";
import { openPool, READS, WRITES } from "./pool.ts";
import { openSession } from "./session.ts";
import { Writer } from "./writer.ts";

export interface PostgresOptions {
  /** `postgres://user@host:port/database` */
  readonly url: string;
  readonly renderers: readonly Renderer[];
  readonly clock: Clock;
}

/** Opens a database, bringing its schema up to date. Any number of nodes may have it open. Throws StoreError. */
export async function openPostgresStore({ url, renderers, clock }: PostgresOptions): Promise<Store> {
  await refuseUnfinishedCopy(url);
  await migrate(url, migrations, clock);
  const [reads, writes] = [openPool(url, READS), openPool(url, WRITES)];
  const writer = new Writer(writes);
  const close = async () => {
    await writer.close();
    await Promise.all([reads.end(), writes.end()]);
  };
  let closing: Promise<void> | undefined;
  const backend = postgresBackend(reads, writer, renderers, clock);
  return {
    ...sqlStore(backend, renderers),
    counters: { client: reads, table: "quota_counters" },
    integrity: async () => (await backend.read(integrityOf("postgres"))).damage,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

async function refuseUnfinishedCopy(url: string): Promise<void> {
  const session = await openSession(url);
  await session.run(refuseUnfinished("postgres")).finally(() => session.close());
}
