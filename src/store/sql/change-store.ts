import { CHAIN_START, type ChainProblem, chainHash, type StoredChange } from "../../domain/history/change.ts";
import type { Scope } from "../../domain/scope.ts";
import type { ChangeStore } from "../contract.ts";
import type { Backend } from "./backend.ts";
import { query, type Row, type Steps } from "./steps.ts";

/** Changes that a walk holds at once. */
const WALK_PIECE = 1_000;

export function changeStore(backend: Backend): ChangeStore {
  return {
    async verify(scope) {
      const problems: ChainProblem[] = [];
      let sequence = 0;
      let hash = CHAIN_START;
      for await (const { change, hash: stored } of backend.walk(changesInOrder(scope))) {
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

interface ChainLink {
  readonly change: StoredChange;
  readonly hash: string;
}

function changesInOrder({ tenantId }: Scope): () => Steps<readonly ChainLink[] | undefined> {
  let last = 0;
  return function* () {
    const rows = yield* query(
      `select sequence, at, actor, action, incident_id, before, after, hash from changes
       where tenant_id = $1 and sequence > $2 order by sequence limit ${WALK_PIECE}`,
      tenantId,
      last,
    );
    const links = rows.map(linkOf);
    last = links.at(-1)?.change.sequence ?? last;
    return links.length === 0 ? undefined : links;
  };
}

function linkOf(row: Row): ChainLink {
  return {
    change: {
      sequence: Number(row.sequence),
      at: String(row.at),
      actor: String(row.actor),
      action: String(row.action),
      incidentId: Number(row.incident_id),
      before: String(row.before),
      after: String(row.after),
    },
    hash: String(row.hash),
  };
}
