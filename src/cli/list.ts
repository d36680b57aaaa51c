import { Command, InvalidArgumentError } from "commander";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { type CliContext, option } from "./context.ts";
import type { ApiClient } from "./http-client.ts";
import { incidentPages, type ListedIncident } from "./incident-pages.ts";
import { IncidentTable } from "./incident-table.ts";
import { jsonForPipe, jsonForTerminal, jsonLine } from "./json-output.ts";
import {
  isForPerson,
  SERVER_HELP,
  type ServerOptions,
  withServer,
  withServerOptions,
} from "./server-choice.ts";
import { terminalColumns } from "./terminal-columns.ts";
import { writeOutput } from "./write-output.ts";

interface ListOptions extends ServerOptions {
  readonly filter?: string;
  readonly top?: number;
}

const HELP = `${SERVER_HELP}
One incident a line (NDJSON) when the output is piped, as the server wrote it; a readable table on a terminal. The newest update
comes first, so an incident that is updated meanwhile may move to where was read already.

A filter may name lastUpdateTime, createdTime, status and assignedTo.

Examples:
  export TOCSIN_TOKEN=$(tocsin token --permission Incident.Read.All)
  tocsin list --top 20
  tocsin list --filter "status eq 'Active' and lastUpdateTime ge 2026-01-01T00:00:00Z"
  tocsin list --url https://api.security.microsoft.com > incidents.ndjson
`;

/** `tocsin list`: the incidents of any server that speaks the API. */
export function listCommand(context: CliContext): Command {
  const command = new Command("list")
    .summary("list the incidents of any server that speaks the API")
    .description(
      "Lists the incidents of any server that speaks the API, Microsoft Defender XDR itself included.",
    );
  return withServerOptions(command)
    .addOption(option("--filter <expression>", "only incidents that fit this $filter", "TOCSIN_FILTER"))
    .addOption(option("--top <n>", "how many at most (default: all)", "TOCSIN_TOP").argParser(positiveNumber))
    .addHelpText("after", HELP)
    .action((options: ListOptions) =>
      withServer(context, options, (client) => list(context, options, client)),
    );
}

function positiveNumber(text: string): number {
  const number = /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("it takes a positive whole number");
}

async function list(context: CliContext, options: ListOptions, client: ApiClient): Promise<void> {
  const written = pageWriter(context, options);
  let count = 0;
  async function* pieces(): AsyncGenerator<string> {
    for await (const page of incidentPages(client, options, CLIENT_LIMITS.pagesMax)) {
      count += page.length;
      if (page.length > 0) yield written(page);
    }
  }
  await writeOutput(context.stdout, pieces());
  if (count === 0)
    context.stderr.write(`tocsin: ${options.filter ? "no incident fits" : "there is no incident"}\n`);
}

function pageWriter(context: CliContext, options: ListOptions): (page: readonly ListedIncident[]) => string {
  if (isForPerson(context, options)) {
    const table = new IncidentTable(terminalColumns(context.stdout));
    return (page) => table.page(page.map(({ document }) => document));
  }
  const safe = context.stdout.isTTY === true ? jsonForTerminal : jsonForPipe;
  return (page) => page.map(({ text }) => `${safe(jsonLine(text))}\n`).join("");
}
