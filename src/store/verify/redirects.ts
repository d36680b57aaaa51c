import { operatorScope } from "../../domain/operator.ts";
import type { Reading } from "../copy/ends.ts";
import { query, type Steps } from "../sql/steps.ts";
import { targetOf } from "../sql/visibility.ts";
import { type Finding, Tally } from "./finding.ts";

const AT_ONCE = 1_000;

interface Redirected {
  readonly incidentId: number;
  readonly end: number;
  /** Where the merges end: at an incident that was not merged, at none, or nowhere. */
  readonly ends: "here" | "elsewhere" | "nowhere";
}

/** Merged incidents lead to one that was not merged. That it is not here happens: it was never imported. */
export async function checkRedirects(store: Reading, tenantId: string): Promise<readonly Finding[]> {
  const [circles, elsewhere] = [new Tally(), new Tally()];
  let count = 0;
  for await (const { incidentId, end, ends } of store.walk(redirectedOf(tenantId))) {
    count++;
    if (ends === "nowhere")
      circles.wrong(`incident ${incidentId} is merged in a circle, or over too many others`);
    if (ends === "elsewhere") elsewhere.wrong(`incident ${incidentId} into ${end}`);
  }
  const sound =
    count === 0 ? "no merged incidents" : `${count.toLocaleString("en-US")} merged incidents lead on`;
  const finding = circles.finding("redirects", tenantId, sound, "import the newest version of one of them");
  if (elsewhere.count === 0) return [finding];
  const words = `tenant ${tenantId}: merged into an incident that is not here: ${elsewhere.text()}`;
  return [finding, { check: "redirects", verdict: "note", words }];
}

function redirectedOf(tenantId: string): () => Steps<readonly Redirected[] | undefined> {
  let last = 0;
  return function* () {
    const rows = yield* query(
      `select incident_id from incidents
       where tenant_id = $1 and redirect_incident_id is not null and incident_id > $2
       order by incident_id limit ${AT_ONCE}`,
      tenantId,
      last,
    );
    const found: Redirected[] = [];
    for (const row of rows) found.push(yield* redirectOf(tenantId, Number(row.incident_id)));
    last = found.at(-1)?.incidentId ?? last;
    return found.length === 0 ? undefined : found;
  };
}

function* redirectOf(tenantId: string, incidentId: number): Steps<Redirected> {
  const end = yield* targetOf(operatorScope(tenantId, "tocsin verify"), incidentId);
  const [row] = yield* query(
    "select redirect_incident_id as onward from incidents where tenant_id = $1 and incident_id = $2",
    tenantId,
    end,
  );
  if (!row) return { incidentId, end, ends: "elsewhere" };
  return { incidentId, end, ends: row.onward === null ? "here" : "nowhere" };
}
