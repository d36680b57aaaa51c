import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { alertOf, deviceOf, incidentOf, time } from "../../../test/fixtures/incidents.ts";
import { NORTHWIND, operatorOf, userOf } from "../../../test/fixtures/scopes.ts";
import type { Incident } from "../../domain/incident/incident.ts";
import { alertSurface } from "../../wire/defender/alert-surface.ts";
import { incidentSurface } from "../../wire/defender/incident-surface.ts";
import { readListQuery } from "../../wire/defender/list-query.ts";
import { selectionOf } from "../../wire/odata/selection.ts";
import type { Store } from "../contract.ts";
import { incidents as firstSchema } from "../migrations/0001-incidents.ts";
import { type Connection, openWriter } from "./connection.ts";
import { migrate } from "./migrate.ts";
import { openSqliteStore } from "./store.ts";

const clock = { now: () => time("2026-11-20T12:00:00Z") };
const FORM = "migrated/1";
const renderers = [
  { form: FORM, incident: (incident: { incidentId: number }) => `${incident.incidentId}`, alert: () => "" },
];
const laptop = deviceOf({ mdeDeviceId: "1a", deviceDnsName: "lt-1.northwind.example" });
const written: readonly Incident[] = [
  incidentOf({
    incidentId: 1,
    alerts: [
      alertOf({
        alertId: "da-1",
        evidence: [laptop],
        status: "resolved",
        assignedTo: "ana",
        investigationId: 7,
      }),
      alertOf({ alertId: "da-2", severity: "high", category: "Malware" }),
    ],
  }),
  incidentOf({ incidentId: 2, status: "redirected", redirectIncidentId: 1, alerts: [] }),
  incidentOf({
    incidentId: 3,
    alerts: [alertOf({ alertId: "da-3", evidence: [{ ...laptop, mdeDeviceId: "5e" }] })],
  }),
];

/** Rows as the first schema held them. */
function writeFirstSchema(connection: Connection): void {
  migrate(connection, [firstSchema], clock);
  for (const { alerts, ...header } of written) {
    connection
      .prepare("insert into incidents values (?, ?, ?, ?, ?, ?, ?, 1, ?)")
      .run(
        NORTHWIND,
        header.incidentId,
        header.redirectIncidentId,
        header.createdDateTime,
        header.lastUpdateDateTime,
        header.status,
        header.assignedTo,
        JSON.stringify(header),
      );
    for (const alert of alerts) {
      connection
        .prepare("insert into alerts values (?, ?, ?, ?, ?, ?)")
        .run(
          NORTHWIND,
          alert.alertId,
          header.incidentId,
          alert.createdDateTime,
          alert.lastUpdateDateTime,
          JSON.stringify(alert),
        );
    }
  }
  for (const [device, group] of [
    ["1a", "Laptops"],
    ["5e", "Servers"],
  ] as const) {
    connection
      .prepare("insert into devices values (?, ?, null, null, '[]', '2026-01-01T00:00:00.0000000Z', ?)")
      .run(NORTHWIND, device, group);
  }
  connection.close();
}

describe("a database of the first schema", () => {
  let folder: string;
  let store: Store;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-migrate-"));
    writeFirstSchema(openWriter(join(folder, "tocsin.db"), "full"));
    store = openSqliteStore({ folder, renderers, clock, role: "server" });
  });
  after(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("keeps every incident and alert", async () => {
    for (const incident of written) {
      assert.deepEqual(await store.incidents.get(operatorOf(NORTHWIND), incident.incidentId), incident);
    }
  });

  test("is listed, and trimmed for whoever sees a part", async () => {
    const listed = async (scope: ReturnType<typeof operatorOf>) =>
      (await store.incidents.page(scope, selectionOf(readListQuery("", incidentSurface)), FORM)).map(
        ({ incidentId }) => incidentId,
      );
    assert.deepEqual(await listed(operatorOf(NORTHWIND)), [1, 2, 3]);
    assert.deepEqual(await listed(userOf(NORTHWIND, ["Laptops"])), [1, 2]);
    assert.deepEqual(await listed(userOf(NORTHWIND, ["Servers"])), [1, 2, 3]);
    assert.deepEqual(await listed(userOf(NORTHWIND, ["Laptops"], [])), []);
  });

  test("finds its alerts by what the first schema had no columns for", async () => {
    const found = async (filter: string) => {
      const query = readListQuery(`$filter=${encodeURIComponent(filter)}`, alertSurface);
      const ids: string[] = [];
      for await (const { alert } of store.alerts.page(operatorOf(NORTHWIND), selectionOf(query)))
        ids.push(alert.alertId);
      return ids;
    };
    assert.deepEqual(await found("status eq 'Resolved' and investigationId eq 7 and assignedTo eq 'ana'"), [
      "da-1",
    ]);
    assert.deepEqual(await found("severity eq 'High' and category eq 'Malware'"), ["da-2"]);
    assert.deepEqual(await found("investigationId eq null and detectionSource eq 'WindowsDefenderAtp'"), [
      "da-2",
      "da-3",
    ]);
  });

  test("takes updates", async () => {
    const updated = await store.incidents.update(
      operatorOf(NORTHWIND),
      3,
      { comment: "after the upgrade" },
      FORM,
    );
    assert.equal(updated?.incident.comments.length, 1);
    assert.deepEqual(await store.integrity(), []);
  });
});
