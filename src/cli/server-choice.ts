import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { type CliContext, CommandFailure, DEFAULT_PORT, option } from "./context.ts";
import { Exit } from "./exit.ts";
import { ApiClient } from "./http-client.ts";
import { untilInterrupted } from "./interruption.ts";
import { terminalText } from "./terminal-text.ts";

export interface ServerOptions {
  readonly url: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** What --help says about the token and the output of every command that reads from a server. */
export const SERVER_HELP = `
The token comes from TOCSIN_TOKEN, or from standard input with --token -, so that it stands in no list of processes. It is sent
to the server of --url and to no other, whatever that server points to.
When the server asks to wait (429), tocsin waits, five minutes at a time at most, and goes on; Ctrl+C ends it.
`;

/** Adds the options of every command that reads from a server. */
export function withServerOptions(command: Command): Command {
  return command
    .addOption(option("--url <base>", "the server", "TOCSIN_URL").default(`http://127.0.0.1:${DEFAULT_PORT}`))
    .addOption(
      option("--token <token>", "the access token, or - to read it from standard input", "TOCSIN_TOKEN"),
    )
    .addOption(option("--json", "JSON on a terminal too", "TOCSIN_JSON"));
}

/** A person is looking, and did not ask for JSON. */
export function isForPerson({ stdout }: CliContext, { json }: ServerOptions): boolean {
  return stdout.isTTY === true && json !== true;
}

/**
 * Reads from the chosen server until Ctrl+C.
 *
 * @throws {CommandFailure} with exit code 2 when the address or the token cannot be used
 */
export async function withServer(
  context: CliContext,
  options: ServerOptions,
  work: (client: ApiClient) => Promise<void>,
): Promise<void> {
  const base = baseOf(options.url);
  const token = await tokenOf(context, options);
  await untilInterrupted((signal) =>
    work(
      new ApiClient({
        base,
        token,
        signal,
        limits: CLIENT_LIMITS,
        sleep: (ms, aborted) => sleep(ms, undefined, { signal: aborted }),
        onWait: (seconds) => tellWait(context, seconds),
      }),
    ),
  );
}

function baseOf(text: string): URL {
  const url = URL.parse(text);
  const known = url?.protocol === "http:" || url?.protocol === "https:";
  if (url && known && url.username === "" && url.password === "") return url;
  const problem =
    url && known ? "must not hold a user or a password" : `${terminalText(text)} is not an http or https URL`;
  throw new CommandFailure(Exit.usage, `--url ${problem}`);
}

/** The token itself is never part of a message. */
async function tokenOf(context: CliContext, options: ServerOptions): Promise<string> {
  const given = options.token === "-" ? await firstLine(context) : options.token;
  const token = given?.trim() ?? "";
  if (token === "")
    throw new CommandFailure(Exit.usage, "no token: set TOCSIN_TOKEN, or pass --token - and pipe it in");
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CommandFailure(Exit.usage, "the token holds a character that no token has, such as a space");
}

async function firstLine({ stdin }: CliContext): Promise<string> {
  let text = "";
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  return text.split("\n")[0] ?? "";
}

function tellWait({ stderr }: CliContext, seconds: number): void {
  if (stderr.isTTY === true) stderr.write(`tocsin: the server asks to wait ${seconds} s …\n`);
}
