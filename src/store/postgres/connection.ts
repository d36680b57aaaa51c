import type { PoolClient } from "pg";
import type { Row, SqlQuery, SqlValue, Steps } from "../sql/steps.ts";
import { asStoreError } from "./failures.ts";

/** Statements that a connection keeps prepared; filters of clients beyond them are planned each time. */
const PREPARED_MAX = 200;

const names = new Map<string, string>();

/** Takes steps to their end on one connection, from the first query or from where they stand. Throws StoreError. */
export async function run<T>(
  client: Pick<PoolClient, "query">,
  steps: Steps<T>,
  from = steps.next(),
): Promise<T> {
  let step = from;
  while (!step.done) step = steps.next(await rowsOf(client, step.value));
  return step.value;
}

/** The rows that answer one query. Throws StoreError. */
export async function rowsOf(
  client: Pick<PoolClient, "query">,
  { sql: text, parameters }: SqlQuery,
): Promise<readonly Row[]> {
  const name = nameOf(text);
  const values = parameters.map(bindable);
  try {
    const { rows } = await client.query<Row>(name === undefined ? { text, values } : { name, text, values });
    return rows;
  } catch (error) {
    throw asStoreError(error);
  }
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= PREPARED_MAX) return known;
  const name = `tocsin${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** PostgreSQL cannot hold U+0000. Documents have it escaped; elsewhere it can only come from a hostile name. */
function bindable(value: SqlValue): SqlValue {
  return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
}
