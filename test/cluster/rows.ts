import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { Document, StoredDocuments } from "../crash/history.ts";
import type { ChangeRow } from "../fixtures/change-rows.ts";

/** The rows of a database, read past the store's code on a connection of our own. */
export class DatabaseRows {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Sees one moment until it is closed. */
  static async open(url: string): Promise<DatabaseRows> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("begin isolation level repeatable read read only");
    return new DatabaseRows(client);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  async query(text: string, ...values: readonly string[]): Promise<readonly Record<string, unknown>[]> {
    const { rows } = await this.#client.query<Record<string, unknown>>(text, [...values]);
    return rows;
  }

  /** The documents of a tenant by incident, alerts in order of creation. */
  async documents(tenantId: string): Promise<Map<number, StoredDocuments>> {
    const alerts = Map.groupBy(
      await this.query(
        `select incident_id, alert_id, document from alerts where tenant_id = $1
         order by incident_id, created_date_time, alert_id`,
        tenantId,
      ),
      (row) => Number(row.incident_id),
    );
    const incidents = await this.query(
      "select incident_id, document from incidents where tenant_id = $1",
      tenantId,
    );
    return new Map(
      incidents.map((row) => {
        const own = alerts.get(Number(row.incident_id)) ?? [];
        const byId = new Map(own.map((alert) => [String(alert.alert_id), parsed(alert.document)]));
        return [Number(row.incident_id), { header: parsed(row.document), alerts: byId }];
      }),
    );
  }

  /** The changes of a tenant by sequence. */
  async changes(tenantId: string): Promise<readonly ChangeRow[]> {
    const rows = await this.query("select * from changes where tenant_id = $1 order by sequence", tenantId);
    return rows.map((row) => ({
      tenantId,
      sequence: Number(row.sequence),
      at: String(row.at),
      actor: String(row.actor),
      action: String(row.action),
      incidentId: Number(row.incident_id),
      before: JSON.parse(String(row.before)) ?? {},
      after: JSON.parse(String(row.after)) ?? {},
    }));
  }

  /** Tables whose content follows from documents and rules. */
  async visibility(): Promise<Readonly<Record<string, readonly unknown[]>>> {
    const tables: Record<string, readonly unknown[]> = {};
    for (const table of ["alert_visibility", "incident_visibility", "devices"]) {
      tables[table] = await this.query(`select * from ${table} t order by t`);
    }
    return tables;
  }
}

const FOLLOWED_UP_WITHIN_MS = 15_000;

/** Waits until nothing is left to be done for resolved incidents: what a killed node left, another takes up. */
export async function untilFollowedUp(url: string): Promise<void> {
  const until = performance.now() + FOLLOWED_UP_WITHIN_MS;
  for (;;) {
    const rows = await DatabaseRows.open(url);
    const left = await rows.query("select 1 from follow_ups");
    await rows.close();
    if (left.length === 0) return;
    if (performance.now() > until) throw new Error("the alerts of resolved incidents are still open");
    await delay(25);
  }
}

function parsed(document: unknown): Document {
  return JSON.parse(String(document));
}
