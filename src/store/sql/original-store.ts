import { requireEverything, type Scope } from "../../domain/scope.ts";
import type { OriginalStore } from "../contract.ts";
import type { Backend } from "./backend.ts";
import { inflated } from "./originals.ts";
import { first, query, type Steps } from "./steps.ts";

/** Originals that a walk holds at once: each may be as large as an import allows. */
const WALK_PIECE = 4;

interface Original {
  readonly incidentId: number;
  readonly original: Uint8Array;
}

export function originalStore(backend: Backend): OriginalStore {
  return {
    async newest(scope, incidentId) {
      requireEverything(scope);
      return backend.read(newestOf(scope, incidentId));
    },
    async *all(scope) {
      requireEverything(scope);
      yield* backend.walk(newestById(scope));
    },
  };
}

function* newestOf({ tenantId }: Scope, incidentId: number): Steps<Uint8Array | undefined> {
  const row = yield* first(
    `select content from originals where tenant_id = $1 and incident_id = $2
     order by last_update_date_time desc, sequence desc limit 1`,
    tenantId,
    incidentId,
  );
  return row && inflated(row.content);
}

function newestById({ tenantId }: Scope): () => Steps<readonly Original[] | undefined> {
  let last = 0;
  return function* () {
    const rows = yield* query(
      `select incident_id, content from originals o
       where tenant_id = $1 and incident_id > $2 and sequence =
         (select sequence from originals n where n.tenant_id = $1 and n.incident_id = o.incident_id
          order by last_update_date_time desc, sequence desc limit 1)
       order by incident_id limit ${WALK_PIECE}`,
      tenantId,
      last,
    );
    const originals = rows.map((row) => ({
      incidentId: Number(row.incident_id),
      original: inflated(row.content),
    }));
    last = originals.at(-1)?.incidentId ?? last;
    return originals.length === 0 ? undefined : originals;
  };
}
