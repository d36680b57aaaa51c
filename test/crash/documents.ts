import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Document, StoredDocuments } from "./history.ts";

/** The documents of a tenant as they are stored, read past the store's code. */
export function storedDocuments(folder: string, tenantId: string): Map<number, StoredDocuments> {
  return withDatabase(folder, (database) => {
    database.exec("begin");
    const alerts = Map.groupBy(
      database
        .prepare(
          `select incident_id, alert_id, document from alerts where tenant_id = ?
           order by incident_id, created_date_time, alert_id`,
        )
        .all(tenantId),
      (row) => Number(row.incident_id),
    );
    const incidents = database
      .prepare("select incident_id, document from incidents where tenant_id = ?")
      .all(tenantId);
    return new Map(
      incidents.map((row) => {
        const own = alerts.get(Number(row.incident_id)) ?? [];
        return [
          Number(row.incident_id),
          {
            header: parsed(row.document),
            alerts: new Map(own.map((alert) => [String(alert.alert_id), parsed(alert.document)])),
          },
        ];
      }),
    );
  });
}

function parsed(document: unknown): Document {
  return JSON.parse(String(document));
}

/** Works on a data folder with a connection of our own, beside whoever else uses it. */
export function withDatabase<T>(folder: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(folder, "tocsin.db"), { timeout: 5_000 });
  try {
    return work(database);
  } finally {
    database.close();
  }
}
