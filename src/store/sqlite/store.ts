import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Clock, type Renderer, type Store, StoreError } from "../contract.ts";
import { refuseUnfinished } from "../copy/unfinished.ts";
import { migrations } from "../migrations/migrations.ts";
import { sqlStore } from "../sql/store.ts";
import { integrityOf } from "../verify/integrity.ts";
import { sqliteBackend } from "./backend.ts";
import { cachedIncidents } from "./cached-incidents.ts";
import { type Connection, type Durability, openWriter } from "./connection.ts";
import { guarded } from "./failures.ts";
import { lockFolder } from "./folder-lock.ts";
import { migrate } from "./migrate.ts";
import { Readers } from "./readers.ts";
import { RenditionCache } from "./rendition-cache.ts";
import { Writer } from "./writer.ts";

export interface SqliteOptions {
  /** The data folder; made when it is missing, unless `create` is false. */
  readonly folder: string;
  readonly renderers: readonly Renderer[];
  readonly clock: Clock;
  readonly durability?: Durability;
  /** A server holds the folder alone; an import or export runs beside it. */
  readonly role: "server" | "tool";
  readonly create?: boolean;
  /** A bound on the database's size in pages, as a disk quota has it. */
  readonly pagesMax?: number;
}

/** Opens a data folder, bringing its schema up to date. Throws StoreError with words for the operator. */
export function openSqliteStore(options: SqliteOptions): Store {
  const file = databaseFile(options);
  const lock = options.role === "server" ? lockFolder(join(options.folder, "server.lock")) : undefined;
  try {
    const connection = guarded(() => openWriter(file, options.durability ?? "full", options.pagesMax));
    guarded(() => migrateOrClose(connection, options.clock));
    return assemble(new Readers(file), new Writer(connection), options, () => lock?.release());
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function databaseFile({ folder, create = true }: SqliteOptions): string {
  const file = join(folder, "tocsin.db");
  if (existsSync(file)) return file;
  if (!create) throw new StoreError("readonly", `${folder} holds no Tocsin data; check --data`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError(
      "readonly",
      `the data folder ${folder} cannot be made; check --data and its permissions`,
      {
        cause: error,
      },
    );
  }
  return file;
}

function migrateOrClose(connection: Connection, clock: Clock): void {
  try {
    connection.run(refuseUnfinished("sqlite"));
    migrate(connection, migrations, clock);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function assemble(readers: Readers, writer: Writer, options: SqliteOptions, released: () => void): Store {
  const { renderers, clock } = options;
  const cache = new RenditionCache();
  const store = sqlStore(sqliteBackend(readers, writer, renderers, cache, clock), renderers);
  return {
    ...store,
    incidents: cachedIncidents(store.incidents, readers, cache),

    async integrity() {
      return readers.read((connection) => connection.run(integrityOf("sqlite"))).damage;
    },

    async close() {
      readers.close();
      await writer.close();
      released();
    },
  };
}
