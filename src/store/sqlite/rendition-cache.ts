import type { Scope } from "../../domain/scope.ts";
import type { Rendition } from "../contract.ts";
import type { Connection } from "./connection.ts";
import { storedRendition } from "./renditions.ts";

/** Characters of text kept; V8 needs one byte for most of them. */
const CACHE_LENGTH_MAX = 16 * 1024 * 1024;

/** Keys remembered of what was read once. */
const READ_ONCE_MAX = 4_096;
/** How long a commit of another process may stay unseen. Asking SQLite costs more than all the rest of a hit. */
const OTHERS_SEEN_AFTER_MS = 1;

/**
 * Ready text that was read lately. A write of this process empties the cache before the write is acknowledged, so that
 * nobody is shown something older than what was acknowledged to anyone. SQLite counts the commits of other processes
 * (`data_version`): an import beside the server shows within a millisecond.
 */
export class RenditionCache {
  readonly #entries = new Map<string, Rendition>();
  readonly #readOnce = new Set<string>();
  #length = 0;
  #dataVersion: unknown;
  #askedMs = 0;

  clear(): void {
    this.#entries.clear();
    this.#length = 0;
  }

  get(connection: Connection, scope: Scope, incidentId: number, form: string): Rendition | undefined {
    this.#forgetIfWritten(connection);
    const key = `${form} ${incidentId} ${scope.tenantId}`;
    const known = this.#entries.get(key);
    if (known) return this.#renewed(key, known);
    const read = storedRendition(connection, scope, incidentId, form);
    if (read && this.#isAskedAgain(key)) this.#keep(key, read);
    return read;
  }

  /** What is read once, by a client that walks through everything, is not worth keeping: it would push out what is. */
  #isAskedAgain(key: string): boolean {
    if (this.#readOnce.delete(key)) return true;
    if (this.#readOnce.size >= READ_ONCE_MAX) this.#readOnce.clear();
    this.#readOnce.add(key);
    return false;
  }

  #forgetIfWritten(connection: Connection): void {
    const nowMs = performance.now();
    if (nowMs - this.#askedMs < OTHERS_SEEN_AFTER_MS) return;
    this.#askedMs = nowMs;
    const version = connection.prepare("pragma data_version").get()?.data_version;
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    this.clear();
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
