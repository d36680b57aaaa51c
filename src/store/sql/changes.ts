import { type Change, chainHash } from "../../domain/history/change.ts";
import { callerName, type Scope } from "../../domain/scope.ts";
import { query, type Steps } from "./steps.ts";
import type { Transaction } from "./transaction.ts";

/**
 * Adds a change to the tenant's chain, inside the transaction of the write it tells of, in the caller's name unless
 * another is given. Gives its sequence.
 */
export function* appendChange(
  { scope, at, chain }: Transaction,
  change: Pick<Change, "action" | "incidentId"> & {
    readonly before: unknown;
    readonly after: unknown;
    readonly actor?: string;
  },
): Steps<number> {
  const { action, incidentId, actor = actorOf(scope) } = change;
  const [before, after] = [JSON.stringify(change.before), JSON.stringify(change.after)];
  const sequence = chain.sequence + 1;
  const hash = chainHash(chain.hash, scope.tenantId, {
    sequence,
    at,
    actor,
    action,
    incidentId,
    before,
    after,
  });
  yield* query(
    `insert into changes (tenant_id, sequence, at, actor, action, incident_id, before, after, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    scope.tenantId,
    sequence,
    at,
    actor,
    action,
    incidentId,
    before,
    after,
    hash,
  );
  chain.sequence = sequence;
  chain.hash = hash;
  return sequence;
}

/** Who stands in the change rows for a caller. */
function actorOf({ caller }: Scope): string {
  const name = caller.kind === "application" ? `app:${caller.appId}` : callerName(caller);
  // As both databases hold it: the hash of the chain is over what will be read again.
  return name.toWellFormed().replaceAll("\0", "\uFFFD");
}
