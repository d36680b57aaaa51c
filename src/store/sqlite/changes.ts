import { CHAIN_START, type ChainProblem, type Change, chainHash } from "../../domain/history/change.ts";
import type { Scope } from "../../domain/scope.ts";
import type { ChangeStore } from "../contract.ts";
import type { Connection } from "./connection.ts";
import { rowsOf, sql } from "./query.ts";
import type { Readers } from "./readers.ts";
import type { Transaction } from "./transaction.ts";

/**
 * Adds a change to the tenant's chain, inside the transaction of the write it tells of, in the caller's name unless
 * another is given. Gives its sequence.
 */
export function appendChange(
  { connection, scope, at, chain }: Transaction,
  change: Pick<Change, "action" | "incidentId"> & {
    readonly before: unknown;
    readonly after: unknown;
    readonly actor?: string;
  },
): number {
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
  connection
    .prepare(
      `insert into changes (tenant_id, sequence, at, actor, action, incident_id, before, after, hash)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(scope.tenantId, sequence, at, actor, action, incidentId, before, after, hash);
  chain.sequence = sequence;
  chain.hash = hash;
  return sequence;
}

/** Who stands in the change rows for a caller. */
function actorOf({ caller }: Scope): string {
  if (caller.kind === "user") return caller.userPrincipalName;
  return caller.kind === "application" ? `app:${caller.appId}` : caller.name;
}

export function sqliteChanges(readers: Readers): ChangeStore {
  return {
    async verify(scope) {
      const problems: ChainProblem[] = [];
      let sequence = 0;
      let hash = CHAIN_START;
      for await (const { change, hash: stored } of readers.walk((connection) =>
        storedChanges(connection, scope),
      )) {
        sequence++;
        if (change.sequence !== sequence) {
          problems.push({
            sequence: change.sequence,
            problem: `rows from ${sequence} are missing before it`,
          });
        } else if (chainHash(hash, scope.tenantId, change) !== stored) {
          problems.push({ sequence, problem: "its content does not fit its hash" });
        }
        sequence = change.sequence;
        hash = stored;
      }
      return problems;
    },
  };
}

function* storedChanges(connection: Connection, scope: Scope) {
  const changes = sql
    .selectFrom("changes")
    .selectAll()
    .where("tenant_id", "=", scope.tenantId)
    .orderBy("sequence");
  for (const { incident_id: incidentId, hash, tenant_id: _, ...change } of rowsOf(connection, changes)) {
    yield { change: { ...change, incidentId }, hash };
  }
}
