import { Command } from "commander";
import { type CliContext, CommandFailure, option } from "./context.ts";
import { Exit } from "./exit.ts";
import { ApiFailure, readApi } from "./http-client.ts";
import { incidentStory } from "./incident-story.ts";
import { terminalText } from "./terminal-text.ts";

interface GetOptions {
  readonly url: string;
  readonly token?: string;
  readonly json?: boolean;
}

const HELP = `
The token comes from TOCSIN_TOKEN, or from standard input with --token -, so that it stands in no list of processes.
JSON when the output is piped, a readable story on a terminal.

Example:
  export TOCSIN_TOKEN=$(tocsin token --permission Incident.Read.All)
  tocsin get 5012
`;

/** `tocsin get <id>`: one incident of any server that speaks the API. */
export function getCommand(context: CliContext): Command {
  return new Command("get")
    .summary("read one incident from any server that speaks the API")
    .description(
      "Reads one incident from any server that speaks the API, Microsoft Defender XDR itself included.",
    )
    .argument("<id>", "the incident's number")
    .addOption(option("--url <base>", "the server", "TOCSIN_URL").default("http://127.0.0.1:8080"))
    .addOption(
      option("--token <token>", "the access token, or - to read it from standard input", "TOCSIN_TOKEN"),
    )
    .option("--json", "JSON on a terminal too")
    .addHelpText("after", HELP)
    .action((id: string, options: GetOptions) => get(context, id, options));
}

async function get(context: CliContext, id: string, options: GetOptions): Promise<void> {
  const base = URL.parse(options.url);
  if (!base) throw new CommandFailure(Exit.usage, `--url ${terminalText(options.url)} is not a URL`);
  const token = options.token === "-" ? await firstLine(context) : options.token;
  if (!token)
    throw new CommandFailure(Exit.usage, "no token: set TOCSIN_TOKEN, or pass --token - and pipe it in");
  const answer = await read(new URL(`/api/incidents/${encodeURIComponent(id)}`, base), token);
  const story = context.stdout.isTTY === true && options.json !== true;
  context.stdout.write(story ? incidentStory(answer.document) : `${answer.text}\n`);
}

async function read(url: URL, token: string) {
  try {
    return await readApi(url, token);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    throw new CommandFailure(
      error.status === undefined ? Exit.network : Exit.failed,
      terminalText(error.message),
    );
  }
}

async function firstLine({ stdin }: CliContext): Promise<string> {
  let text = "";
  for await (const chunk of stdin) text += String(chunk);
  return text.split("\n")[0]?.trim() ?? "";
}
