import type { Scope } from "../../domain/scope.ts";
import type { Selection, Term } from "../contract.ts";
import type { PageDialect, PageTable, Streams } from "../sql/page.ts";
import { pageTables } from "../sql/page-tables.ts";
import { first, type SqlValue, type Steps } from "../sql/steps.ts";

/** The indexes that help to read pages of a table. */
interface Indexes {
  /** By the column that rows are ordered by first: the index that walks them in that order. */
  readonly inOrder: Readonly<Record<string, string>>;
  /** By column: the index that finds its values, and the order in which it then gives the rows of one value. */
  readonly finding: Readonly<Record<string, { readonly index: string; readonly thenBy?: string }>>;
}

const INDEXES: Readonly<Record<PageTable["name"], Indexes>> = {
  incidents: {
    inOrder: {
      last_update_date_time: "incidents_by_update",
      created_date_time: "incidents_by_creation",
    },
    finding: {
      last_update_date_time: { index: "incidents_by_update" },
      created_date_time: { index: "incidents_by_creation" },
      status: { index: "incidents_by_status", thenBy: "last_update_date_time" },
      assigned_to: { index: "incidents_by_owner", thenBy: "last_update_date_time" },
      severity: { index: "incidents_by_severity", thenBy: "last_update_date_time" },
      classification: { index: "incidents_by_classification", thenBy: "last_update_date_time" },
      determination: { index: "incidents_by_determination", thenBy: "last_update_date_time" },
    },
  },
  alerts: {
    inOrder: {
      alert_id: "alerts_in_order",
      last_update_date_time: "alerts_by_update",
      created_date_time: "alerts_by_creation",
    },
    finding: {
      last_update_date_time: { index: "alerts_by_update" },
      created_date_time: { index: "alerts_by_creation" },
      incident_id: { index: "alerts_of_incident" },
    },
  },
};

/** SQLite reads along the index that `planPage` chooses. */
export const sqlitePages: PageDialect = {
  name: "sqlite",
  tables: pageTables("indexed by alerts_in_order"),
  *whole(scope, selection, table) {
    const { index, leading } = yield* planPage(scope, selection, table.name);
    return streamsOf(table, index, leading);
  },
};

/** How to read a page of a scope that sees everything. */
interface PagePlan {
  readonly index: string;
  /** A column that is one of a few values, each of which the index gives in the right order. */
  readonly leading?: { readonly column: string; readonly values: readonly SqlValue[] };
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
function* planPage(scope: Scope, { order, terms }: Selection, table: PageTable["name"]): Steps<PagePlan> {
  const [by] = order;
  const { inOrder, finding } = INDEXES[table];
  const walk = inOrder[by?.column ?? ""];
  if (walk === undefined) throw new TypeError(`no index of ${table} gives the order of ${by?.column}`);
  const finders = terms.flatMap((term) => {
    const finder = finding[term.column];
    return finder && finder.index !== walk ? [{ ...finder, term }] : [];
  });
  const plans = finders.flatMap(({ index, thenBy, term: { column, values = [] } }): readonly PagePlan[] =>
    thenBy === by?.column && values.length > 0 && values.length <= LEADING_VALUES_MAX
      ? [{ index, leading: { column, values } }]
      : [],
  );
  const [ordered = { index: walk }] = plans;
  if (finders.length === plans.length && plans.length <= 1) return ordered;
  const counts: { readonly index: string; readonly count: number }[] = [];
  for (const { index, term } of finders)
    counts.push({ index, count: yield* countOf(scope, term, index, table) });
  const [rarest] = counts.toSorted((a, b) => a.count - b.count);
  return rarest && rarest.count <= FEW ? { index: rarest.index } : ordered;
}

function* countOf({ tenantId }: Scope, term: Term, index: string, table: string): Steps<number> {
  const condition = term.condition("sqlite", 2);
  const row = yield* first(
    `select count(*) as count from (select 1 from ${table} as "${table}" indexed by ${index}
     where "${table}".tenant_id = $1 and ${condition.sql} limit ${FEW + 1})`,
    tenantId,
    ...condition.parameters,
  );
  return Number(row?.count);
}

function streamsOf({ name, key }: PageTable, index: string, leading: PagePlan["leading"]): Streams {
  const keyAt = `"${name}".${key}`;
  const source = `${name} as "${name}" indexed by ${index} where "${name}".tenant_id = $1`;
  if (!leading) return { sources: [source], keyAt, parameters: [], overlap: false };
  const values = leading.values.filter((value) => value !== null);
  const sources = values.map((_, at) => `${source} and "${name}".${leading.column} = $${at + 2}`);
  if (values.length < leading.values.length)
    sources.push(`${source} and "${name}".${leading.column} is null`);
  return { sources, keyAt, parameters: values, overlap: false };
}
