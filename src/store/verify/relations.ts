import type { Reading } from "../copy/ends.ts";
import { query } from "../sql/steps.ts";
import { type Finding, Tally } from "./finding.ts";

/** Rows of `table` that belong to a row of `owner`: where that one is not there, something is missing. */
interface Relation {
  readonly table: string;
  readonly owner: string;
  /** How the row `c` finds its owner `o` within the tenant. */
  readonly by: string;
  /** What tells the row in words. */
  readonly name: string;
  readonly only?: string;
}

const BY_INCIDENT = "o.incident_id = c.incident_id";
const BY_ALERT = "o.alert_id = c.alert_id";
const NUMBER = "cast(c.incident_id as text)";
/** The text of an alert stands at its creation, of 28 characters, a space and its id (store/sql/renditions.ts). */
const BY_POSITION = `${BY_INCIDENT} and o.alert_id = substr(c.position, 30)
  and o.created_date_time = substr(c.position, 1, 28)`;

const RELATIONS: readonly Relation[] = [
  {
    table: "alerts",
    owner: "incidents",
    by: BY_INCIDENT,
    name: `c.alert_id || ' of incident ' || ${NUMBER}`,
  },
  { table: "renditions", owner: "incidents", by: BY_INCIDENT, name: `'of incident ' || ${NUMBER}` },
  {
    table: "renditions",
    owner: "alerts",
    by: BY_POSITION,
    name: `c.position || ' of incident ' || ${NUMBER}`,
    only: "c.position <> ''",
  },
  { table: "originals", owner: "incidents", by: BY_INCIDENT, name: `'of incident ' || ${NUMBER}` },
  { table: "alert_exposure", owner: "alerts", by: BY_ALERT, name: "'of alert ' || c.alert_id" },
  { table: "alert_visibility", owner: "alerts", by: BY_ALERT, name: "'of alert ' || c.alert_id" },
  { table: "incident_visibility", owner: "incidents", by: BY_INCIDENT, name: `'of incident ' || ${NUMBER}` },
  { table: "follow_ups", owner: "incidents", by: BY_INCIDENT, name: `'of incident ' || ${NUMBER}` },
  {
    table: "incidents",
    owner: "changes",
    by: "o.sequence = c.version and o.incident_id = c.incident_id",
    name: `${NUMBER} || ' at change ' || cast(c.version as text)`,
  },
];

const SHOWN = 5;

/** Every row has its owner: the database itself does not keep to that, because nothing refers across tenants. */
export async function checkRelations(store: Reading, tenantId: string): Promise<Finding> {
  const tally = new Tally();
  for (const relation of RELATIONS) {
    const { table, owner, by, name, only = "1 = 1" } = relation;
    const rows = await store.read(
      query(
        `select ${name} as name, count(*) over () as count from ${table} c
         where c.tenant_id = $1 and ${only}
           and not exists (select 1 from ${owner} o where o.tenant_id = $1 and ${by})
         limit ${SHOWN}`,
        tenantId,
      ),
    );
    for (const row of rows) tally.wrong(`${table} ${String(row.name)} without its row of ${owner}`);
    tally.more(Number(rows[0]?.count ?? 0) - rows.length);
  }
  return tally.finding("relations", tenantId, "every row has its owner");
}
