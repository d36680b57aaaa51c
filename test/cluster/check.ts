import { isDeepStrictEqual } from "node:util";
import type { DeviceGroup } from "../../src/domain/exposure/device-group.ts";
import type { Store } from "../../src/store/contract.ts";
import { DEFENDER_FORM, renderIncident } from "../../src/wire/defender/writer.ts";
import { type StoredDocuments, unwind } from "../crash/history.ts";
import type { Ledger } from "../crash/ledger.ts";
import { LedgerCheck } from "../crash/ledger-check.ts";
import { time } from "../fixtures/incidents.ts";
import { operatorOf } from "../fixtures/scopes.ts";
import { openStore } from "./cluster.ts";
import { DatabaseRows } from "./rows.ts";
import { CLUSTER_TENANTS } from "./tenants.ts";

/** Rows whose columns do not say what their document says, or that belong to nothing; each query gives what is wrong. */
const CONTRADICTIONS: Readonly<Record<string, string>> = {
  "the row of an incident differs from its document": `
    select incident_id as which from (select *, document::jsonb as d from incidents) i
    where status is distinct from d ->> 'status' or assigned_to is distinct from d ->> 'assignedTo'
      or last_update_date_time is distinct from d ->> 'lastUpdateDateTime'`,
  "the row of an alert differs from its document": `
    select alert_id as which from (select *, document::jsonb as d from alerts) a
    where status is distinct from d ->> 'status' or assigned_to is distinct from d ->> 'assignedTo'
      or last_update_date_time is distinct from d ->> 'lastUpdateDateTime'
      or last_activity_date_time is distinct from d ->> 'lastActivityDateTime'`,
  "the version of an incident is not that of its last change": `
    select i.incident_id as which from incidents i where i.version is distinct from
      (select max(sequence) from changes c where c.tenant_id = i.tenant_id and c.incident_id = i.incident_id
         and c.action in ('created', 'replaced', 'updated', 'merged'))`,
  "an alert has no incident": `
    select alert_id as which from alerts a where not exists
      (select 1 from incidents i where i.tenant_id = a.tenant_id and i.incident_id = a.incident_id)`,
  "an incident's alerts were resolved more than once": `
    select incident_id as which from changes where action = 'resolved-alerts'
    group by tenant_id, incident_id having count(*) > 1`,
  "the alerts of a resolved incident are still to be resolved": "select incident_id as which from follow_ups",
};

/** Everything that must be true of a database after whatever happened to it; what is not, one sentence each. */
export async function problemsOf(url: string, ledger: Ledger): Promise<readonly string[]> {
  const problems: string[] = [];
  const store = await openStore(url);
  const rows = await DatabaseRows.open(url);
  try {
    for (const [problem, sql] of Object.entries(CONTRADICTIONS))
      problems.push(...(await rows.query(sql)).map(({ which }) => `${problem}: ${which}`));
    for (const tenantId of CLUSTER_TENANTS) {
      const chain = await store.changes.verify(operatorOf(tenantId));
      problems.push(...chain.map(({ sequence, problem }) => `change ${sequence}: ${problem}`));
      problems.push(
        ...(await writeProblems(rows, tenantId, ledger)),
        ...(await textProblems(store, tenantId)),
      );
    }
    problems.push(...(await visibilityProblems(url, store, await rows.visibility())));
  } finally {
    await rows.close();
    await store.close();
  }
  return problems;
}

/** Whether each write is there as a whole or not at all, and the documents are what the change rows tell. */
async function writeProblems(
  rows: DatabaseRows,
  tenantId: string,
  ledger: Ledger,
): Promise<readonly string[]> {
  const check = new LedgerCheck(ledger, tenantId);
  const unwound = unwind({
    incidents: await rows.documents(tenantId),
    rows: await rows.changes(tenantId),
    onMoment: (moment) => check.see(moment),
    firstAlertUpdate: time("2026-03-04T09:02:18.07Z"),
  });
  const incidents = await rows.documents(tenantId);
  const own = ledger.writes.filter((write) => write.tenantId === tenantId);
  for (const write of own) write.isKept = check.isKept(write);
  const open = own.flatMap(({ intent, isKept }) =>
    isKept && intent.kind === "incident" && intent.update.status === "resolved"
      ? openAlertsOf(intent.incidentId, incidents)
      : [],
  );
  return [...unwound, ...check.problems(incidents), ...open];
}

function openAlertsOf(
  incidentId: number,
  incidents: ReadonlyMap<number, StoredDocuments>,
): readonly string[] {
  return [...(incidents.get(incidentId)?.alerts ?? [])].flatMap(([alertId, { status }]) =>
    status === "resolved" ? [] : [`incident ${incidentId} is resolved, and its alert ${alertId} is open`],
  );
}

async function textProblems(store: Store, tenantId: string): Promise<readonly string[]> {
  const problems: string[] = [];
  const scope = operatorOf(tenantId);
  for await (const incident of store.incidents.all(scope)) {
    const ready = await store.incidents.rendition(scope, incident.incidentId, DEFENDER_FORM);
    if (!isDeepStrictEqual(ready, renderIncident(incident)))
      problems.push(`the ready text of ${incident.incidentId} is another`);
  }
  return problems;
}

/** Every device is moved away with this rule, and back with those in force: then everything is judged anew. */
const ELSEWHERE: readonly DeviceGroup[] = [{ name: "Elsewhere", rank: 1, match: { names: ["*"] } }];

async function visibilityProblems(
  url: string,
  store: Store,
  before: Readonly<Record<string, readonly unknown[]>>,
): Promise<readonly string[]> {
  const rows = await DatabaseRows.open(url);
  const inForce = await rows.query("select tenant_id, rules from device_group_rules");
  await rows.close();
  for (const row of inForce) {
    const scope = operatorOf(String(row.tenant_id));
    await store.devices.regroup(scope, ELSEWHERE);
    await store.devices.regroup(scope, JSON.parse(String(row.rules)));
  }
  const again = await DatabaseRows.open(url);
  const after = await again.visibility();
  await again.close();
  return Object.keys(before)
    .filter((table) => !isDeepStrictEqual(before[table], after[table]))
    .map((table) => `${table} is another when it is made anew`);
}
