import { Command } from "commander";
import type { CliContext } from "./context.ts";
import type { ApiClient } from "./http-client.ts";
import { incidentStory } from "./incident-story.ts";
import { jsonForPipe, jsonForTerminal } from "./json-output.ts";
import {
  isForPerson,
  SERVER_HELP,
  type ServerOptions,
  withServer,
  withServerOptions,
} from "./server-choice.ts";

const HELP = `${SERVER_HELP}
JSON when the output is piped, a readable story on a terminal.

Example:
  export TOCSIN_TOKEN=$(tocsin token --permission Incident.Read.All)
  tocsin get 5012
`;

/** `tocsin get <id>`: one incident of any server that speaks the API. */
export function getCommand(context: CliContext): Command {
  const command = new Command("get")
    .summary("read one incident from any server that speaks the API")
    .description(
      "Reads one incident from any server that speaks the API, Microsoft Defender XDR itself included.",
    )
    .argument("<id>", "the incident's number");
  return withServerOptions(command)
    .addHelpText("after", HELP)
    .action((id: string, options: ServerOptions) =>
      withServer(context, options, (client) => get(context, id, options, client)),
    );
}

async function get(
  context: CliContext,
  id: string,
  options: ServerOptions,
  client: ApiClient,
): Promise<void> {
  const { text, document } = await client.read(client.at(`/api/incidents/${encodeURIComponent(id)}`));
  const { stdout } = context;
  if (isForPerson(context, options)) stdout.write(incidentStory(document));
  else stdout.write(`${stdout.isTTY === true ? jsonForTerminal(text) : jsonForPipe(text)}\n`);
}
