import { CHAIN_START } from "../../domain/history/change.ts";
import type { Stamp } from "../../domain/incident/update.ts";
import { callerName, modifierName, type Scope } from "../../domain/scope.ts";
import { isTimestamp, type Timestamp } from "../../domain/time.ts";
import type { Clock, Renderer } from "../contract.ts";
import { first, type Steps } from "./steps.ts";

/** What the steps of one write share. */
export interface Transaction {
  readonly scope: Scope;
  readonly renderers: readonly Renderer[];
  /** Never before the tenant's last change, whatever the clock does: who reads on by time misses nothing. */
  readonly at: Timestamp;
  /** The end of the tenant's chain of changes; each change moves it on. */
  readonly chain: { sequence: number; hash: string };
  /** Incidents whose ready text is another now. */
  readonly touched: Set<number>;
}

/** Starts a write, inside a transaction that keeps other writers of the tenant out. */
export function* beginWrite(scope: Scope, renderers: readonly Renderer[], clock: Clock): Steps<Transaction> {
  const last = yield* first(
    "select sequence, hash, at from changes where tenant_id = $1 order by sequence desc limit 1",
    scope.tenantId,
  );
  const lastAt = String(last?.at ?? "");
  const now = clock.now();
  return {
    scope,
    renderers,
    at: isTimestamp(lastAt) && lastAt > now ? lastAt : now,
    chain: { sequence: Number(last?.sequence ?? 0), hash: String(last?.hash ?? CHAIN_START) },
    touched: new Set(),
  };
}

/** When and in whose name a transaction changes incidents and alerts. */
export function stampOf({ scope: { caller }, at }: Transaction): Stamp {
  return { at, by: callerName(caller), modifier: modifierName(caller) };
}
