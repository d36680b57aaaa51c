import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Clock, StoreError } from "../contract.ts";
import { reading, type Target } from "../copy/ends.ts";
import { type TargetState, targetState } from "../copy/target-state.ts";
import { type Lineage, markUnfinished, takeMarkAway } from "../copy/unfinished.ts";
import { migrations } from "../migrations/migrations.ts";
import type { Steps } from "../sql/steps.ts";
import { type Connection, openWriter } from "./connection.ts";
import { guarded } from "./failures.ts";
import { lockFolder } from "./folder-lock.ts";
import { migrate } from "./migrate.ts";
import { sqlitePages } from "./page-plan.ts";
import { openFileSnapshot } from "./snapshot.ts";

/**
 * Opens a folder to be filled, with nothing in it yet or with an unfinished copy of the same source. No server runs on it
 * meanwhile.
 *
 * @throws {StoreError} for a folder that holds anything else, which is left alone, or that another process has taken
 */
export async function openSqliteTarget(folder: string, source: Lineage, clock: Clock): Promise<Target> {
  const file = join(folder, "tocsin.db");
  await stateOfFile(file, source);
  makeFolder(folder);
  const lock = lockFolder(join(folder, "server.lock"));
  try {
    const connection = guarded(() => openWriter(file, "full"));
    try {
      guarded(() => prepare(connection, source, clock));
    } catch (error) {
      connection.close();
      throw error;
    }
    return targetOn(connection, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError(
      "readonly",
      `the folder ${folder} cannot be made; check the path and its permissions`,
      {
        cause: error,
      },
    );
  }
}

/** Looks at a file without changing it. */
export async function stateOfFile(file: string, source: Lineage | undefined): Promise<TargetState> {
  if (!existsSync(file)) return "empty";
  const { snapshot } = openFileSnapshot(file);
  try {
    return await snapshot.read(targetState("sqlite", source));
  } finally {
    await snapshot.close();
  }
}

/** Marks the folder where nobody can have written since it was found empty. */
function prepare(connection: Connection, source: Lineage, clock: Clock): void {
  migrate(connection, migrations, clock);
  inTransaction(connection, () => {
    if (connection.run(targetState("sqlite", source)) === "empty") connection.run(markUnfinished(source));
  });
}

function targetOn(connection: Connection, released: () => void): Target {
  return {
    ...reading("sqlite", sqlitePages, async (steps) => guarded(() => connection.run(steps))),
    fill: async <T>(steps: Steps<T>) => guarded(() => inTransaction(connection, () => connection.run(steps))),
    async finish() {
      guarded(() => inTransaction(connection, () => connection.run(takeMarkAway())));
    },
    async close() {
      connection.close();
      released();
    },
  };
}

function inTransaction<T>(connection: Connection, work: () => T): T {
  connection.exec("begin immediate");
  try {
    const result = work();
    connection.exec("commit");
    return result;
  } catch (error) {
    rollBack(connection);
    throw error;
  }
}

/** A full disk makes SQLite roll back by itself; then there is nothing left to undo. */
function rollBack(connection: Connection): void {
  try {
    connection.exec("rollback");
  } catch (error) {
    if (!(error instanceof Error) || !/no transaction/.test(error.message)) throw error;
  }
}
