import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, test } from "node:test";
import { alertOf, deviceOf, incidentOf, time } from "../../../test/fixtures/incidents.ts";
import { NORTHWIND, operatorOf, userOf } from "../../../test/fixtures/scopes.ts";
import { openSqliteStore } from "./store.ts";

const clock = { now: () => time("2026-11-20T12:00:00Z") };
const renderers = [{ form: "plans/1", incident: () => "", alert: () => "" }];

/** Everything that is asked of the database while the store is used, each statement once. */
const asked = new Set<string>();
const prepare = DatabaseSync.prototype.prepare;
let folder: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-plans-"));
  DatabaseSync.prototype.prepare = function (sql) {
    asked.add(sql);
    return prepare.call(this, sql);
  };
  await useEverything();
  DatabaseSync.prototype.prepare = prepare;
});
after(() => {
  DatabaseSync.prototype.prepare = prepare;
  rmSync(folder, { recursive: true, force: true });
});

async function useEverything(): Promise<void> {
  const store = openSqliteStore({ folder, renderers, clock, role: "server" });
  const all = operatorOf(NORTHWIND);
  const some = userOf(NORTHWIND, ["Servers"]);
  const evidence = [deviceOf({ mdeDeviceId: "d1", deviceDnsName: "srv-1.northwind.example" })];
  await store.devices.regroup(all, [{ name: "Servers", rank: 1, match: { names: ["srv-*"] } }]);
  const alert = alertOf({ alertId: "da-1", evidence });
  const original = new Uint8Array([1]);
  await store.incidents.put(all, [
    { incident: incidentOf({ incidentId: 1, alerts: [alert, alertOf({ alertId: "da-0" })] }), original },
    { incident: incidentOf({ incidentId: 2, alerts: [alert] }) },
    { incident: incidentOf({ incidentId: 3, status: "redirected", redirectIncidentId: 1, alerts: [] }) },
  ]);
  for (const scope of [all, some]) {
    await store.incidents.get(scope, 1);
    await store.incidents.rendition(scope, 1, "plans/1");
    await store.alerts.get(scope, "da-1");
    await store.incidents.update(scope, 1, { status: "resolved", assignedTo: "ana" }, "plans/1");
    await store.alerts.update(scope, ["da-1"], { status: "resolved" });
    await store.alerts.report(scope, {
      alertId: "da-9",
      deviceId: "d1",
      reportId: "1",
      eventDateTime: time("2026-11-20T11:00:00Z"),
      title: "Reported",
      description: "",
      recommendedActions: "",
      severity: "low",
      category: "Malware",
    });
  }
  await store.followUp();
  await store.originals.newest(all, 1);
  await store.close();
}

/** Statements that are meant to read a tenant, or the newest row of one. */
const MEANT_TO = [
  /^\s*select distinct tenant_id from alerts/,
  /order by sequence desc limit 1/,
  /select max\(/,
  /schema_migrations/,
  /from device_group_rules/,
  /from follow_ups limit/,
  /from devices where tenant_id = \?1$/,
  /^\s*delete from (alert|incident)_visibility where tenant_id = \?1$/,
  /where e\.tenant_id = \?1 and true/,
  /a\.incident_id = i\.incident_id/,
  /where tenant_id = \?1 and redirect_incident_id is not null/,
  /alert_id > \?2/,
];

test("no read or write of a few rows walks through a tenant", () => {
  const database = new DatabaseSync(join(folder, "tocsin.db"), { readOnly: true });
  const walks: string[] = [];
  let explained = 0;
  for (const sql of asked) {
    if (!/^\s*(select|with|insert|update|delete)/i.test(sql) || MEANT_TO.some((known) => known.test(sql)))
      continue;
    explained++;
    const count = Math.max(0, ...[...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number)));
    const plan = database.prepare(`explain query plan ${sql}`).all(...Array(count).fill(1));
    const details = plan.map((step) => String(step.detail));
    if (details.some((detail) => /^SCAN (?!CONSTANT)|\(tenant_id=\?\)/.test(detail)))
      walks.push(`${sql}\n  ${details.join("\n  ")}`);
  }
  database.close();
  assert.deepEqual(walks, []);
  assert.ok(explained > 30, `only ${explained} statements were looked at`);
});
