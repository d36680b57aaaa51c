import { CHAIN_START, type ChainProblem, chainHash } from "../../domain/history/change.ts";
import type { Scope } from "../../domain/scope.ts";
import type { ChangeStore } from "../contract.ts";
import type { Connection } from "./connection.ts";
import { rowsOf, sql } from "./query.ts";
import type { Readers } from "./readers.ts";

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
