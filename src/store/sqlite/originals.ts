import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { requireEverything, type Scope } from "../../domain/scope.ts";
import type { Timestamp } from "../../domain/time.ts";
import type { OriginalStore } from "../contract.ts";
import type { Connection } from "./connection.ts";
import { guarded } from "./failures.ts";
import { rowsOf, sql } from "./query.ts";
import type { Readers } from "./readers.ts";

const DEFLATE_LEVEL = 1;

/** True when these very bytes were imported for this incident before. */
export function isKnownOriginal(
  connection: Connection,
  scope: Scope,
  incidentId: number,
  original: Uint8Array,
) {
  return (
    connection
      .prepare("select 1 from originals where tenant_id = ? and incident_id = ? and sha256 = ?")
      .get(scope.tenantId, incidentId, sha256(original)) !== undefined
  );
}

/** Keeps the bytes of an import beside those that came before: every version stays readable. */
export function keepOriginal(
  connection: Connection,
  scope: Scope,
  incident: { readonly incidentId: number; readonly lastUpdateDateTime: Timestamp },
  original: Uint8Array,
): void {
  connection
    .prepare(
      `insert into originals (tenant_id, incident_id, sequence, last_update_date_time, sha256, content)
       select ?1, ?2, coalesce(max(sequence), 0) + 1, ?3, ?4, ?5 from originals
       where tenant_id = ?1 and incident_id = ?2`,
    )
    .run(
      scope.tenantId,
      incident.incidentId,
      incident.lastUpdateDateTime,
      sha256(original),
      deflateRawSync(original, { level: DEFLATE_LEVEL }),
    );
}

export function sqliteOriginals(readers: Readers): OriginalStore {
  return {
    async newest(scope, incidentId) {
      requireEverything(scope);
      const newest = sql
        .selectFrom("originals")
        .select("content")
        .where("tenant_id", "=", scope.tenantId)
        .where("incident_id", "=", incidentId)
        .orderBy("last_update_date_time", "desc")
        .orderBy("sequence", "desc")
        .limit(1);
      const [row] = readers.read((connection) => [...rowsOf(connection, newest)]);
      return row && inflated(row.content);
    },

    async *all(scope) {
      requireEverything(scope);
      const rows = readers.walk((connection) =>
        connection
          .prepare(
            `select incident_id, content from originals o where tenant_id = ?1 and sequence =
               (select sequence from originals n where n.tenant_id = ?1 and n.incident_id = o.incident_id
                order by last_update_date_time desc, sequence desc limit 1)
             order by incident_id`,
          )
          .iterate(scope.tenantId),
      );
      for await (const row of rows) {
        yield { incidentId: Number(row.incident_id), original: inflated(row.content) };
      }
    },
  };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

function inflated(content: unknown): Uint8Array {
  if (!(content instanceof Uint8Array)) throw new TypeError("an original that is not bytes");
  return guarded(() => inflateRawSync(content));
}
