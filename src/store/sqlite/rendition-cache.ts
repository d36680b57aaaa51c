import type { Scope } from "../../domain/scope.ts";
import type { Extent, Rendition } from "../contract.ts";
import { storedRendition } from "../sql/renditions.ts";
import { lastChange } from "./backend.ts";
import type { Connection } from "./connection.ts";

/** Characters of text kept; V8 needs one byte for most of them. */
const CACHE_LENGTH_MAX = 16 * 1024 * 1024;

/** Keys remembered of what was read once. */
const READ_ONCE_MAX = 4_096;
/** How long a commit of another process may stay unseen. Asking SQLite costs more than all the rest of a hit. */
const OTHERS_SEEN_AFTER_MS = 1;

/** A write of this process, told after its commit. */
interface Written {
  /** The last change of all tenants when it began, holding the lock that keeps other writers out, and when it ended. */
  readonly before: number;
  readonly after: number;
  readonly touched: Iterable<number>;
}

/**
 * Ready text that was read lately. A write of this process takes its incidents out before it is acknowledged, so that nobody
 * is shown something older than what was acknowledged to anyone. Changes are numbered: where the number is not the one that
 * is expected, another process wrote (an import beside the server) and everything goes; that shows within a millisecond.
 */
export class RenditionCache {
  readonly #entries = new Map<string, Rendition>();
  readonly #readOnce = new Set<string>();
  /** Forms and extents that were asked for. */
  readonly #kinds = new Set<string>();
  #length = 0;
  #lastChange: number | undefined;
  #askedMs = 0;

  wrote({ tenantId }: Scope, { before, after, touched }: Written): void {
    if (this.#lastChange !== before) {
      this.#clear();
      return;
    }
    this.#lastChange = after;
    for (const [key, entry] of this.#entriesOf(tenantId, touched)) {
      this.#entries.delete(key);
      this.#length -= lengthOf(entry);
    }
  }

  get(
    connection: Connection,
    scope: Scope,
    incidentId: number,
    form: string,
    extent: Extent = "whole",
  ): Rendition | undefined {
    this.#forgetIfWritten(connection);
    const kind = extent === "whole" ? form : `${form} ${extent}`;
    this.#kinds.add(kind);
    const key = keyOf(kind, incidentId, scope.tenantId);
    const known = this.#entries.get(key);
    if (known) return this.#renewed(key, known);
    const read = connection.run(storedRendition(scope, incidentId, form, extent));
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
    const last = connection.run(lastChange());
    if (last === this.#lastChange) return;
    this.#clear();
    this.#lastChange = last;
  }

  #clear(): void {
    this.#entries.clear();
    this.#length = 0;
    this.#lastChange = undefined;
  }

  *#entriesOf(tenantId: string, incidentIds: Iterable<number>): Generator<[string, Rendition]> {
    for (const incidentId of incidentIds) {
      for (const kind of this.#kinds) {
        const key = keyOf(kind, incidentId, tenantId);
        const entry = this.#entries.get(key);
        if (entry) yield [key, entry];
      }
    }
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

function keyOf(kind: string, incidentId: number, tenantId: string): string {
  return `${kind} ${incidentId} ${tenantId}`;
}
