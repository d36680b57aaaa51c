import type { Scope } from "../../domain/scope.ts";
import type { Selection } from "../contract.ts";
import { first, placeholders, query, type SqlQuery, type SqlValue, type Steps } from "./steps.ts";
import { openTo } from "./visible.ts";

/** Streams that one compound query merges; SQLite allows 500. */
const STREAMS_MAX = 400;

/** A table that pages are read from. */
export interface PageTable {
  readonly name: "incidents" | "alerts";
  readonly key: string;
  /** Where the key stands in the rows that are visible, so that their order is seen to be the right one. */
  readonly visibleKey: string;
  /** The rows that a service and a group open: what follows `from`, up to and with a `where`, over the table's name. */
  visible(service: string, group: string): string;
}

/** Where the rows of a page come from: what follows each `from`, up to and with a `where`. */
export interface Streams {
  readonly sources: readonly string[];
  /** Where the table's key stands in them. */
  readonly keyAt: string;
  /** The values that the sources name, from parameter 2 on. */
  readonly parameters: readonly SqlValue[];
  /** Whether one row may come from several. */
  readonly overlap: boolean;
}

/** How a database reads pages. */
export interface PageDialect {
  /** The language that conditions are to be in. */
  readonly name: "sqlite" | "postgres";
  readonly tables: Readonly<Record<PageTable["name"], PageTable>>;
  /** Where the rows come from for a scope that sees everything. */
  whole(scope: Scope, selection: Selection, table: PageTable): Steps<Streams>;
}

/**
 * The keys of a page, in order. Where several streams make it up, the database merges them as far as the page reaches. A
 * limited scope reads one for each group that is open to it, so that it pays for what it sees and nothing for what is hidden.
 */
export function* pageOfKeys(
  scope: Scope,
  selection: Selection,
  name: PageTable["name"],
  dialect: PageDialect,
): Steps<readonly unknown[]> {
  if (selection.take === 0) return [];
  const table = dialect.tables[name];
  const streams = yield* streamsOf(scope, selection, table, dialect);
  if (streams.sources.length === 0) return [];
  const { sql, parameters } = pageQuery(scope, selection, table, streams, dialect.name);
  const rows = yield* query(sql, ...parameters);
  return rows.map((row) => row[table.key]);
}

/** How many rows match, whatever is skipped and taken. */
export function* countOfKeys(
  scope: Scope,
  selection: Selection,
  name: PageTable["name"],
  dialect: PageDialect,
): Steps<number> {
  const table = dialect.tables[name];
  const { sources, keyAt, parameters, overlap } = yield* streamsOf(scope, selection, table, dialect);
  if (sources.length === 0) return 0;
  const filter = selection.condition(dialect.name, parameters.length + 2);
  const selects = sources.map((source) => `select ${keyAt} as key from ${source} and ${filter.sql}`);
  const row = yield* first(
    `select count(${overlap ? "distinct " : ""}key) as count from (${selects.join(" union all ")}) as keys`,
    scope.tenantId,
    ...parameters,
    ...filter.parameters,
  );
  return Number(row?.count);
}

function* streamsOf(
  scope: Scope,
  selection: Selection,
  table: PageTable,
  dialect: PageDialect,
): Steps<Streams> {
  if (scope.exposure.kind === "everything") return yield* dialect.whole(scope, selection, table);
  return visibleStreams(scope, table);
}

function pageQuery(
  { tenantId }: Scope,
  { condition, order, skip, take }: Selection,
  { name, key }: PageTable,
  { sources, keyAt, parameters, overlap }: Streams,
  database: PageDialect["name"],
): SqlQuery {
  const limit = parameters.length + 2;
  const filter = condition(database, limit + 2);
  const columns = order.map((each) => each.column).filter((each) => each !== key);
  const selected = [`${keyAt} as ${key}`, ...columns.map((each) => `"${name}".${each} as ${each}`)];
  const distinct = overlap && sources.length === 1 ? "distinct " : "";
  const selects = sources.map(
    (source) => `select ${distinct}${selected.join(", ")} from ${source} and ${filter.sql}`,
  );
  const keys = order.map((each) => `${each.column}${each.descending ? " desc" : ""}`);
  return {
    sql: `${selects.join(overlap ? "\nunion\n" : "\nunion all\n")}
      order by ${keys.join(", ")} limit $${limit} offset $${limit + 1}`,
    parameters: [tenantId, ...parameters, take, skip, ...filter.parameters],
  };
}

function visibleStreams({ exposure }: Scope, table: PageTable): Streams {
  if (exposure.kind === "everything") throw new TypeError("a scope that sees everything has no streams");
  const { services, groups } = openTo(exposure);
  const groupsFrom = services.length + 2;
  const pairs = services.flatMap((_, s) =>
    groups.map((__, g) => table.visible(`= $${s + 2}`, `= $${g + groupsFrom}`)),
  );
  const many = table.visible(
    `in (${placeholders(services.length, 2)})`,
    `in (${placeholders(groups.length, groupsFrom)})`,
  );
  return {
    sources: pairs.length > STREAMS_MAX ? [many] : pairs,
    keyAt: table.visibleKey,
    parameters: [...services, ...groups],
    overlap: pairs.length > 1,
  };
}
