import { types as defaults, Pool as PgPool, type Pool, type PoolClient } from "pg";
import type { Row, SqlValue, Steps } from "../sql/steps.ts";
import { asStoreError } from "./failures.ts";

const CONNECTIONS_MAX = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 60_000;
const INT8 = 20;

/** Statements that a connection keeps prepared; filters of clients beyond them are planned each time. */
const PREPARED_MAX = 200;

/** A pool whose integers are numbers: no number here is beyond 2^53. */
export function openPool(url: string): Pool {
  const pool = new PgPool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    application_name: "tocsin",
    keepAlive: true,
    types: {
      getTypeParser: (oid, format) =>
        oid === INT8 ? Number : defaults.getTypeParser(oid, format === "binary" ? "binary" : "text"),
    },
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  return pool;
}

const names = new Map<string, string>();

/** Takes steps to their end on one connection. */
export async function run<T>(client: Pick<PoolClient, "query">, steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    const { sql, parameters } = step.value;
    step = steps.next(await rowsOf(client, sql, parameters));
  }
  return step.value;
}

async function rowsOf(
  client: Pick<PoolClient, "query">,
  text: string,
  parameters: readonly SqlValue[],
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
