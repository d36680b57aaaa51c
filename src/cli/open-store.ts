import { existsSync } from "node:fs";
import type { Store } from "../store/contract.ts";
import { openPostgresStore } from "../store/postgres/store.ts";
import type { Durability } from "../store/sqlite/connection.ts";
import { openSqliteStore } from "../store/sqlite/store.ts";
import { RENDERERS } from "../wire/renderers.ts";
import { type CliContext, CommandFailure, DEFAULT_DATA, option } from "./context.ts";
import { Exit } from "./exit.ts";
import { terminalText } from "./terminal-text.ts";

/** Whether `--data` names a PostgreSQL database rather than a folder. */
export function isDatabaseUrl(data: string): boolean {
  return /^postgres(ql)?:\/\//i.test(data);
}

/** The options that name data: each can be given as an environment variable as well. */
const VARIABLES = { "--data": "TOCSIN_DATA", "--from": "TOCSIN_FROM", "--to": "TOCSIN_TO" } as const;

/**
 * Refuses what an option that names data cannot be, before anything is opened: URLs of other kinds, and a password on the
 * command line, where every user of the machine can read it.
 */
export function requireUsableData(data: string, option: keyof typeof VARIABLES = "--data"): void {
  if (!isUrl(data)) return;
  if (!isDatabaseUrl(data)) {
    throw new CommandFailure(
      Exit.usage,
      `${option} ${terminalText(data.split(":")[0] ?? "")}://… is not supported; give a folder or a postgres:// URL`,
    );
  }
  const url = URL.parse(data);
  if (!url) throw new CommandFailure(Exit.usage, `${option} is no valid postgres:// URL`);
  const hasPassword = url.password !== "" || url.searchParams.has("password");
  if (hasPassword && process.argv.some((argument) => argument.includes(data))) {
    throw new CommandFailure(
      Exit.usage,
      `a password on the command line can be read by everyone on this machine; set ${VARIABLES[option]} to the URL, or PGPASSWORD or a .pgpass file`,
    );
  }
}

/** Refuses a URL where only a folder will do. */
export function requireFolder(folder: string, option: keyof typeof VARIABLES): void {
  if (!isUrl(folder)) return;
  throw new CommandFailure(Exit.usage, `${option} must be a folder: a backup is one`);
}

function isUrl(data: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(data);
}

/** Opens the data for a server: a folder it then holds alone, or a database that other nodes may share. */
export async function openServerStore(
  { clock }: CliContext,
  data: string,
  durability: Durability,
): Promise<Store> {
  if (isDatabaseUrl(data)) return openPostgresStore({ url: data, renderers: RENDERERS, clock });
  return openSqliteStore({ folder: data, renderers: RENDERERS, clock, durability, role: "server" });
}

/** Opens the data beside servers that may be running on it. */
export async function openTool({ clock }: CliContext, data: string, create: boolean): Promise<Store> {
  if (isDatabaseUrl(data)) return openPostgresStore({ url: data, renderers: RENDERERS, clock });
  return openSqliteStore({ folder: data, renderers: RENDERERS, clock, role: "tool", create });
}

/** Where a stand-in keeps its signing key: in the data folder, or in a folder of its own that nodes on a database share. */
export function keysFolder({ data, keys }: { readonly data: string; readonly keys?: string }): string {
  return isDatabaseUrl(data) ? (keys ?? DEFAULT_DATA) : data;
}

export const keysOption = () =>
  option(
    "--keys <folder>",
    `where a stand-in on PostgreSQL keeps its signing key (default: ${DEFAULT_DATA})`,
    "TOCSIN_KEYS",
  );

/** Whether there is something to open; a database says so itself. */
export function dataExists(data: string): boolean {
  return isDatabaseUrl(data) || existsSync(data);
}
