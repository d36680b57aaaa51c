import { type Clock, StoreError } from "../contract.ts";
import { reading, type Target } from "../copy/ends.ts";
import { TABLES } from "../copy/tables.ts";
import { targetState } from "../copy/target-state.ts";
import { type Lineage, markUnfinished, takeMarkAway } from "../copy/unfinished.ts";
import { migrations } from "../migrations/migrations.ts";
import type { Steps } from "../sql/steps.ts";
import { migrate } from "./migrate.ts";
import { postgresPages } from "./pages.ts";
import { openSession, type Session } from "./session.ts";

/**
 * Opens a database to be filled, with nothing in it yet or with an unfinished copy of the same source. Writes of nodes that
 * have it open already wait meanwhile, and so does another copy.
 *
 * @throws {StoreError} for a database that holds anything else, which is left alone, or that is being written to
 */
export async function openPostgresTarget(url: string, source: Lineage, clock: Clock): Promise<Target> {
  const writer = await openSession(url);
  let guard: Session | undefined;
  try {
    await writer.run(targetState("postgres", source));
    await migrate(url, migrations, clock);
    guard = await openSession(url);
    await keepWritersOut(guard);
    if ((await writer.run(targetState("postgres", source))) === "empty") {
      await inTransaction(writer, markUnfinished(source));
    }
    // The last commit, the guard's, is durable, and with it all that came before.
    await writer.exec("set synchronous_commit = off");
    return targetOn(writer, guard);
  } catch (error) {
    await Promise.all([writer.close(), guard?.close()]);
    throw error;
  }
}

/** A copy that was just killed, or a write that is under way, is over by then. */
const GUARD_WAIT = "2s";

/** Every write of a node begins with its tenant's row of this table. The lock ends with the connection at the latest. */
async function keepWritersOut(guard: Session): Promise<void> {
  // Of a machine that vanished without a word, the database should learn within a minute.
  await guard.exec(
    "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3",
  );
  try {
    await guard.exec("begin");
    await guard.exec(`set local lock_timeout = '${GUARD_WAIT}'`);
    await guard.exec("lock table tenant_locks in exclusive mode");
    await guard.exec("set local lock_timeout = 0");
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "busy") throw error;
    throw new StoreError(
      "in-use",
      "another copy runs into this database, or a server writes to it; stop that first",
      { cause: error },
    );
  }
}

/** What the operator set stays, unless it is that a commit may be lost. */
const DURABLE =
  "select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'";

function targetOn(writer: Session, guard: Session): Target {
  return {
    ...reading("postgres", postgresPages, (steps) => writer.run(steps)),
    fill: (steps) => inTransaction(writer, steps),
    async finish() {
      // Without statistics, the first requests would be planned as if the tables were empty.
      for (const { name } of TABLES) await writer.exec(`analyze ${name}`);
      await guard.run(takeMarkAway());
      await guard.exec(DURABLE);
      await guard.exec("commit");
    },
    async close() {
      await Promise.all([writer.close(), guard.close()]);
    },
  };
}

async function inTransaction<T>(session: Session, steps: Steps<T>): Promise<T> {
  await session.exec("begin");
  try {
    const result = await session.run(steps);
    await session.exec("commit");
    return result;
  } catch (error) {
    await session.exec("rollback").catch(() => undefined);
    throw error;
  }
}
