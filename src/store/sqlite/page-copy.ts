import { createHash } from "node:crypto";
import { backup } from "node:sqlite";
import { eventsHappen } from "../copy/pieces.ts";
import type { Connection } from "./connection.ts";
import { asStoreError } from "./failures.ts";
import { type OpenSnapshot, openFileSnapshot } from "./snapshot.ts";

/** 4 MiB at a time, so that progress is seen and Ctrl+C is heard. */
const PAGES_AT_ONCE = 1_024;
const ROWS_AT_ONCE = 1_000;

export interface PageProgress {
  readonly pages: number;
  readonly bytes: number;
  readonly bytesTotal: number;
}

export interface PageCopyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PageProgress) => void) | undefined;
}

/**
 * Copies every page of a moment of a database into a new file. The read transaction of the moment keeps the pages as they are,
 * so that writers go on and the copy never has to begin anew. Throws StoreError.
 */
export async function copyPages(
  { database, connection }: OpenSnapshot,
  file: string,
  { signal, onProgress }: PageCopyOptions,
): Promise<void> {
  const pageBytes = Number(connection.prepare("pragma page_size").get()?.page_size);
  try {
    await backup(database, file, {
      rate: PAGES_AT_ONCE,
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted();
        const pages = totalPages - remainingPages;
        onProgress?.({ pages, bytes: pages * pageBytes, bytesTotal: totalPages * pageBytes });
      },
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw asStoreError(error);
  }
}

/** The names of the tables whose rows differ between a moment and its copy in a file, whatever the schema. */
export async function differingTables(
  { connection }: OpenSnapshot,
  file: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const copy = openFileSnapshot(file);
  try {
    const differing: string[] = [];
    for (const table of new Set([...tablesOf(connection), ...tablesOf(copy.connection)])) {
      const digest = await digestOf(connection, table, signal);
      if (digest !== (await digestOf(copy.connection, table, signal))) differing.push(table);
    }
    return differing;
  } catch (error) {
    throw asStoreError(error);
  } finally {
    copy.connection.close();
  }
}

function tablesOf(connection: Connection): readonly string[] {
  const rows = connection
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite~_%' escape '~'")
    .all();
  return rows.map(({ name }) => String(name));
}

/** The count and the hash of all rows of a table, in the order in which it has them. */
async function digestOf(connection: Connection, table: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  let count = 0;
  for (const row of connection.prepare(`select * from "${table.replaceAll('"', '""')}"`).iterate()) {
    for (const value of Object.values(row)) {
      hash.update(value instanceof Uint8Array ? value : JSON.stringify(value)).update("\n");
    }
    if (++count % ROWS_AT_ONCE > 0) continue;
    await eventsHappen();
    signal?.throwIfAborted();
  }
  return `${count} ${hash.digest("hex")}`;
}
