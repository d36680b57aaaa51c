import { Client, types as defaults } from "pg";
import { StoreError } from "../contract.ts";
import type { Steps } from "../sql/steps.ts";
import { run } from "./connection.ts";
import { asStoreError } from "./failures.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const INT8 = 20;

/** One connection for work that takes as long as it takes: none of the bounds of a server's requests hold for it. */
export interface Session {
  run<T>(steps: Steps<T>): Promise<T>;
  exec(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL 17 has some that 15 has not. */
const UNBOUNDED = `select set_config(name, '0', false) from pg_catalog.pg_settings where name in
  ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/** @throws {StoreError} when there is no way in */
export async function openSession(url: string): Promise<Session> {
  let client: Client | undefined;
  try {
    client = clientTo(url);
    await client.connect();
    await client.query(UNBOUNDED);
  } catch (error) {
    await client?.end().catch(() => undefined);
    throw inWords(error);
  }
  return sessionOf(client);
}

/** Throws for a URL that is none. */
function clientTo(url: string): Client {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "tocsin copy",
    keepAlive: true,
    types: {
      getTypeParser: (oid, format) =>
        oid === INT8 ? Number : defaults.getTypeParser(oid, format === "binary" ? "binary" : "text"),
    },
  });
  // A connection that breaks between two statements tells whoever uses it next; without a listener it would end the process.
  client.on("error", () => undefined);
  return client;
}

function sessionOf(client: Client): Session {
  return {
    run: (steps) => run(client, steps),
    async exec(sql) {
      try {
        await client.query(sql);
      } catch (error) {
        throw asStoreError(error);
      }
    },
    close: () => client.end().catch(() => undefined),
  };
}

function inWords(error: unknown): StoreError {
  const failure = asStoreError(error);
  if (failure instanceof StoreError) return failure;
  // Names a certificate or a way to sign in, never the URL.
  const why = failure instanceof Error ? failure.message : "unknown";
  return new StoreError("readonly", `the database cannot be used: ${why}`, { cause: error });
}
