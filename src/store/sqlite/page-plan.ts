import type { Scope } from "../../domain/scope.ts";
import type { Selection, Term } from "../contract.ts";
import type { Connection } from "./connection.ts";
import { bindable } from "./query.ts";

/** A table that pages are read from, and the indexes that help. */
export interface IndexedTable {
  readonly name: "incidents" | "alerts";
  readonly key: string;
  /** By the column that rows are ordered by first: the index that walks them in that order. */
  readonly inOrder: Readonly<Record<string, string>>;
  /** By column: the index that finds its values, and the order in which it then gives the rows of one value. */
  readonly finding: Readonly<Record<string, { readonly index: string; readonly thenBy?: string }>>;
  /** Where the key stands in the rows that are visible, so that their order is seen to be the right one. */
  readonly visibleKey: string;
  /** The rows that a service and a group open: what follows `from`, up to and with a `where`, over the table's name. */
  visible(service: string, group: string): string;
}

export const INCIDENTS: IndexedTable = {
  name: "incidents",
  key: "incident_id",
  inOrder: {
    last_update_date_time: "incidents_by_update",
    created_date_time: "incidents_by_creation",
  },
  finding: {
    last_update_date_time: { index: "incidents_by_update" },
    created_date_time: { index: "incidents_by_creation" },
    status: { index: "incidents_by_status", thenBy: "last_update_date_time" },
    assigned_to: { index: "incidents_by_owner", thenBy: "last_update_date_time" },
  },
  visibleKey: `"incidents".incident_id`,
  visible: (service, group) =>
    `incident_visibility as "incidents"
     where "incidents".tenant_id = ?1 and service_source ${service} and device_group ${group}`,
};

export const ALERTS: IndexedTable = {
  name: "alerts",
  key: "alert_id",
  inOrder: { alert_id: "alerts_in_order" },
  finding: {
    last_update_date_time: { index: "alerts_by_update" },
    created_date_time: { index: "alerts_by_creation" },
    incident_id: { index: "alerts_of_incident" },
  },
  visibleKey: "v.alert_id",
  visible: (service, group) =>
    `alert_visibility as v cross join alerts as "alerts" indexed by alerts_in_order on "alerts".tenant_id = ?1 and "alerts".alert_id = v.alert_id
     where v.tenant_id = ?1 and v.service_source ${service} and v.device_group ${group}`,
};

/** How to read a page of a scope that sees everything. */
export interface PagePlan {
  readonly index: string;
  /** A column that is one of a few values, each of which the index gives in the right order. */
  readonly leading?: { readonly column: string; readonly values: NonNullable<Term["values"]> };
}

/** So many rows are found and sorted rather than looked for along the order. */
const FEW = 5_000;
/** So many ordered streams are merged rather than looked for along the order. */
const LEADING_VALUES_MAX = 20;

/**
 * SQLite cannot know how many rows a value that is bound later will find, so the parts of the condition are asked, each up
 * to a bound: the rarest one leads if it is rare; else values whose index has the right order by itself; else the
 * order is walked, where matches are then frequent.
 */
export function planPage(
  connection: Connection,
  scope: Scope,
  { order, terms }: Selection,
  table: IndexedTable,
): PagePlan {
  const [first] = order;
  const walk = table.inOrder[first?.column ?? ""];
  if (walk === undefined)
    throw new TypeError(`no index of ${table.name} gives the order of ${first?.column}`);
  const finders = terms.flatMap((term) => {
    const finder = table.finding[term.column];
    return finder && finder.index !== walk ? [{ ...finder, term }] : [];
  });
  const plans = finders.flatMap(({ index, thenBy, term: { column, values = [] } }): readonly PagePlan[] =>
    thenBy === first?.column && values.length > 0 && values.length <= LEADING_VALUES_MAX
      ? [{ index, leading: { column, values } }]
      : [],
  );
  const [ordered = { index: walk }] = plans;
  if (finders.length === plans.length && plans.length <= 1) return ordered;
  const counts = finders.map(({ index, term }) => ({
    index,
    count: countOf(connection, scope, term, index, table),
  }));
  const [rarest] = counts.toSorted((a, b) => a.count - b.count);
  return rarest && rarest.count <= FEW ? { index: rarest.index } : ordered;
}

function countOf(
  connection: Connection,
  { tenantId }: Scope,
  term: Term,
  index: string,
  { name }: IndexedTable,
): number {
  const condition = term.condition("sqlite", 2);
  const row = connection
    .prepare(
      `select count(*) as count from (select 1 from ${name} as "${name}" indexed by ${index}
       where "${name}".tenant_id = ?1 and ${condition.sql} limit ${FEW + 1})`,
    )
    .get(tenantId, ...condition.parameters.map(bindable));
  return Number(row?.count);
}
