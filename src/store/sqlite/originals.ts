import { requireEverything } from "../../domain/scope.ts";
import type { OriginalStore } from "../contract.ts";
import { inflated } from "../sql/originals.ts";
import { rowsOf, sql } from "./query.ts";
import type { Readers } from "./readers.ts";

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
