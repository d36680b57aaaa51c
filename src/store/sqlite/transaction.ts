import { CHAIN_START } from "../../domain/history/change.ts";
import type { Scope } from "../../domain/scope.ts";
import { isTimestamp, type Timestamp } from "../../domain/time.ts";
import type { Clock, Renderer } from "../contract.ts";
import type { Connection } from "./connection.ts";

/** What the steps of one write share. */
export interface Transaction {
  readonly connection: Connection;
  readonly scope: Scope;
  readonly renderers: readonly Renderer[];
  /** Never before the tenant's last change, whatever the clock does: who reads on by time misses nothing. */
  readonly at: Timestamp;
  /** The end of the tenant's chain of changes; each change moves it on. */
  readonly chain: { sequence: number; hash: string };
  /** Incidents whose ready text is another now. */
  readonly touched: Set<number>;
}

/** How many changes all tenants have had: rows of changes are numbered in the order in which they are committed. */
export function lastChangeOf(connection: Connection): number {
  return Number(connection.prepare("select max(rowid) as last from changes").get()?.last ?? 0);
}

/** Starts a write, inside the writer's own transaction. */
export function beginWrite(
  connection: Connection,
  scope: Scope,
  renderers: readonly Renderer[],
  clock: Clock,
): Transaction {
  const last = connection
    .prepare("select sequence, hash, at from changes where tenant_id = ? order by sequence desc limit 1")
    .get(scope.tenantId);
  const lastAt = String(last?.at ?? "");
  const now = clock.now();
  return {
    connection,
    scope,
    renderers,
    at: isTimestamp(lastAt) && lastAt > now ? lastAt : now,
    chain: { sequence: Number(last?.sequence ?? 0), hash: String(last?.hash ?? CHAIN_START) },
    touched: new Set(),
  };
}
