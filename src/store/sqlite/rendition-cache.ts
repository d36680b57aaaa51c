import type { Scope } from "../../domain/scope.ts";
import type { Rendition } from "../contract.ts";
import type { Connection } from "./connection.ts";
import { storedRendition } from "./renditions.ts";

/** Characters of text kept; V8 needs one byte for most of them. */
const CACHE_LENGTH_MAX = 32 * 1024 * 1024;

/**
 * Ready text that was read lately. SQLite counts the commits of all other connections and processes (`data_version`), and any
 * of them empties the cache: what was acknowledged to anyone is never covered by something older.
 */
export class RenditionCache {
  readonly #entries = new Map<string, Rendition>();
  #length = 0;
  #dataVersion: unknown;

  get(connection: Connection, scope: Scope, incidentId: number, form: string): Rendition | undefined {
    this.#forgetIfWritten(connection);
    const key = `${form} ${incidentId} ${scope.tenantId}`;
    const known = this.#entries.get(key);
    if (known) return this.#renewed(key, known);
    const read = storedRendition(connection, scope, incidentId, form);
    if (read) this.#keep(key, read);
    return read;
  }

  #forgetIfWritten(connection: Connection): void {
    const version = connection.prepare("pragma data_version").get()?.data_version;
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    this.#entries.clear();
    this.#length = 0;
  }

  /** A map lists its keys by insertion: what was used last stands at the end. */
  #renewed(key: string, entry: Rendition): Rendition {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  #keep(key: string, entry: Rendition): void {
    this.#entries.set(key, entry);
    this.#length += lengthOf(entry);
    for (const [oldest, old] of this.#entries) {
      if (this.#length <= CACHE_LENGTH_MAX) return;
      this.#entries.delete(oldest);
      this.#length -= lengthOf(old);
    }
  }
}

function lengthOf({ incident, alerts }: Rendition): number {
  return alerts.reduce((sum, alert) => sum + alert.length, incident.length);
}
