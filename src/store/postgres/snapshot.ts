import { reading, type Snapshot } from "../copy/ends.ts";
import { requireNewestSchema } from "../copy/source-state.ts";
import { migrations } from "../migrations/migrations.ts";
import { postgresPages } from "./pages.ts";
import { openSession } from "./session.ts";

/** One moment of a database with the newest schema; a standby will do. Throws StoreError. */
export async function openPostgresSnapshot(url: string): Promise<Snapshot> {
  const session = await openSession(url);
  try {
    await session.exec("begin isolation level repeatable read read only");
    const snapshot = {
      ...reading("postgres", postgresPages, (steps) => session.run(steps)),
      close: () => session.close(),
    };
    await snapshot.read(requireNewestSchema("postgres", migrations));
    return snapshot;
  } catch (error) {
    await session.close();
    throw error;
  }
}
