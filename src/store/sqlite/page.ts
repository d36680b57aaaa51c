import type { Scope } from "../../domain/scope.ts";
import type { Selection, SqlText } from "../contract.ts";
import { type Connection, column } from "./connection.ts";
import { type IndexedTable, planPage } from "./page-plan.ts";
import { bindable } from "./query.ts";
import { openTo } from "./visible.ts";

/** Streams that one compound query merges; SQLite allows 500. */
const STREAMS_MAX = 400;

/** A source of rows that are in order already: what follows `from`, up to and with a `where`. */
interface Streams {
  readonly sources: readonly string[];
  /** Where the table's key stands in them. */
  readonly keyAt: string;
  /** The values that the sources name, from parameter 2 on. */
  readonly parameters: readonly unknown[];
  /** Whether one row may come from several. */
  readonly overlap: boolean;
}

/**
 * The keys of a page, in order. Where several streams make it up, SQLite merges them as far as the page reaches. A limited
 * scope reads one for each group that is open to it, so that it pays for what it sees and nothing for what is hidden.
 */
export function pageOfKeys<T>(
  connection: Connection,
  scope: Scope,
  selection: Selection,
  table: IndexedTable,
  read: (value: unknown) => T,
): readonly T[] {
  if (selection.take === 0) return [];
  const streams =
    scope.exposure.kind === "everything"
      ? wholeStreams(connection, scope, selection, table)
      : visibleStreams(scope, table);
  if (streams.sources.length === 0) return [];
  const { sql, parameters } = pageQuery(scope, selection, table, streams);
  return column(connection.prepare(sql), parameters.map(bindable), read);
}

function pageQuery(
  { tenantId }: Scope,
  { condition, order, skip, take }: Selection,
  { name, key }: IndexedTable,
  { sources, keyAt, parameters, overlap }: Streams,
): SqlText {
  const limit = parameters.length + 2;
  const filter = condition("sqlite", limit + 2);
  const columns = order.map((each) => each.column).filter((each) => each !== key);
  const selected = [`${keyAt} as ${key}`, ...columns.map((each) => `"${name}".${each} as ${each}`)].join(
    ", ",
  );
  const distinct = overlap && sources.length === 1 ? "distinct " : "";
  const selects = sources.map((source) => `select ${distinct}${selected} from ${source} and ${filter.sql}`);
  const keys = order.map((each) => `${each.column}${each.descending ? " desc" : ""}`);
  return {
    sql: `${selects.join(overlap ? "\nunion\n" : "\nunion all\n")}
      order by ${keys.join(", ")} limit ?${limit} offset ?${limit + 1}`,
    parameters: [tenantId, ...parameters, take, skip, ...filter.parameters],
  };
}

function wholeStreams(
  connection: Connection,
  scope: Scope,
  selection: Selection,
  table: IndexedTable,
): Streams {
  const { index, leading } = planPage(connection, scope, selection, table);
  const { name, key } = table;
  const keyAt = `"${name}".${key}`;
  const source = `${name} as "${name}" indexed by ${index} where "${name}".tenant_id = ?1`;
  if (!leading) return { sources: [source], keyAt, parameters: [], overlap: false };
  const values = leading.values.filter((value) => value !== null);
  const sources = values.map((_, at) => `${source} and "${name}".${leading.column} = ?${at + 2}`);
  if (values.length < leading.values.length)
    sources.push(`${source} and "${name}".${leading.column} is null`);
  return { sources, keyAt, parameters: values, overlap: false };
}

function visibleStreams({ exposure }: Scope, table: IndexedTable): Streams {
  if (exposure.kind === "everything") throw new TypeError("a scope that sees everything has no streams");
  const { services, groups } = openTo(exposure);
  const service = services.map((_, at) => `?${at + 2}`);
  const group = groups.map((_, at) => `?${at + 2 + services.length}`);
  const pairs = service.flatMap((s) => group.map((g) => table.visible(`= ${s}`, `= ${g}`)));
  const many = table.visible(`in (${service.join(", ")})`, `in (${group.join(", ")})`);
  return {
    sources: pairs.length > STREAMS_MAX ? [many] : pairs,
    keyAt: table.visibleKey,
    parameters: [...services, ...groups],
    overlap: pairs.length > 1,
  };
}
