import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../src/cli/context.ts";
import type { Store } from "../../src/store/contract.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import {
  DEFENDER_FORM,
  defenderRenderer,
  renderIncident,
  writeDefenderIncident,
} from "../../src/wire/defender/writer.ts";
import { ask } from "../fixtures/ask.ts";
import { changeRows } from "../fixtures/change-rows.ts";
import { time } from "../fixtures/incidents.ts";
import { operatorOf } from "../fixtures/scopes.ts";
import { storedDocuments, withDatabase } from "./documents.ts";
import { unwind } from "./history.ts";
import type { Ledger } from "./ledger.ts";
import { LedgerCheck } from "./ledger-check.ts";
import { contradictions } from "./rows-check.ts";
import { CRASH_TENANTS } from "./tenants.ts";
import { visibilityProblems } from "./visibility-check.ts";

const FOLLOW_UPS_DONE_WITHIN_MS = 10_000;

/** A folder that was crashed on, served again by a server that nobody else uses. */
export interface Served {
  readonly folder: string;
  readonly scratch: string;
  readonly origin: string;
  readonly tokens: ReadonlyMap<string, string>;
  readonly ledger: Ledger;
}

/** Everything that must be true after a crash and a restart; what is not, one sentence each. */
export async function problemsAfterCrash(served: Served): Promise<readonly string[]> {
  const { folder, scratch, ledger } = served;
  const problems: string[] = [...(await followUpProblems(folder))];
  const store = openSqliteStore({ folder, renderers: [defenderRenderer], clock: systemClock, role: "tool" });
  try {
    problems.push(...(await store.integrity()), ...contradictions(folder));
    for (const tenantId of CRASH_TENANTS) {
      for (const { sequence, problem } of await store.changes.verify(operatorOf(tenantId)))
        problems.push(`change ${sequence}: ${problem}`);
      problems.push(
        ...writeProblems(folder, tenantId, ledger),
        ...(await textProblems(store, tenantId, served)),
      );
    }
  } finally {
    await store.close();
  }
  return [...problems, ...(await visibilityProblems(folder, scratch))];
}

async function followUpProblems(folder: string): Promise<readonly string[]> {
  const until = performance.now() + FOLLOW_UPS_DONE_WITHIN_MS;
  while (followUpsLeft(folder) > 0) {
    if (performance.now() > until) return ["the alerts of resolved incidents are still open"];
    await delay(5);
  }
  return [];
}

export function followUpsLeft(folder: string): number {
  return withDatabase(folder, (database) =>
    Number(database.prepare("select count(*) as left from follow_ups").get()?.left),
  );
}

/** Whether each write is there as a whole or not at all, and the documents are what the change rows tell. */
function writeProblems(folder: string, tenantId: string, ledger: Ledger): readonly string[] {
  const check = new LedgerCheck(ledger, tenantId);
  const unwound = unwind({
    incidents: storedDocuments(folder, tenantId),
    rows: changeRows(folder, tenantId),
    onMoment: (moment) => check.see(moment),
    firstAlertUpdate: time("2026-03-04T09:02:18.07Z"),
  });
  const incidents = storedDocuments(folder, tenantId);
  const open = ledger.writes.flatMap((write) => {
    const { intent } = write;
    if (write.tenantId !== tenantId || intent.kind !== "incident" || intent.update.status !== "resolved")
      return [];
    const alerts = [...(incidents.get(intent.incidentId)?.alerts.values() ?? [])];
    return check.isKept(write) && alerts.some(({ status }) => status !== "resolved")
      ? [`incident ${intent.incidentId} is resolved, and an alert of it is open`]
      : [];
  });
  return [...unwound, ...check.problems(incidents), ...open, ...ownerProblems(incidents)];
}

/** Nobody assigns an alert by itself here, so that all of them have the owner of their incident. */
function ownerProblems(incidents: ReturnType<typeof storedDocuments>): readonly string[] {
  return [...incidents].flatMap(([incidentId, { header, alerts }]) =>
    [...alerts.values()].some(({ assignedTo }) => assignedTo !== header.assignedTo)
      ? [`incident ${incidentId} has another owner than one of its alerts`]
      : [],
  );
}

/** Whether ready text, and what the server answers, is what the documents give. */
async function textProblems(
  store: Store,
  tenantId: string,
  { origin, tokens }: Served,
): Promise<readonly string[]> {
  const scope = operatorOf(tenantId);
  const links = { tenantId, apiBase: origin, portalBase: "https://security.microsoft.com" };
  const problems: string[] = [];
  for await (const incident of store.incidents.all(scope)) {
    const { incidentId } = incident;
    const due = renderIncident(incident);
    const ready = await store.incidents.rendition(scope, incidentId, DEFENDER_FORM);
    if (JSON.stringify(ready) !== JSON.stringify(due))
      problems.push(`the ready text of ${incidentId} is another`);
    const answer = await ask(origin, `/api/incidents/${incidentId}`, { token: tokens.get(tenantId) });
    if (answer.status !== 200 || answer.body !== writeDefenderIncident(due, links))
      problems.push(`the answer for ${incidentId} (${answer.status}) is not what is stored`);
  }
  return problems;
}
