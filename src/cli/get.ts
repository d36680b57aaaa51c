import { Command } from "commander";
import type { CliContext } from "./context.ts";
import { Exit } from "./exit.ts";
import { ApiFailure, readApi } from "./http-client.ts";
import { incidentStory } from "./incident-story.ts";

interface GetOptions {
  readonly url: string;
  readonly token?: string;
  readonly json?: boolean;
}

const HELP = `
The token comes from TOCSIN_TOKEN or standard input (--token -), so that it stands in no process list.

Example:
  export TOCSIN_TOKEN=$(tocsin token --permission Incident.Read.All)
  tocsin get 5012
`;

/** `tocsin get <id>`: one incident of any server that speaks the API; JSON when piped, a story on a terminal. */
export function getCommand(context: CliContext): Command {
  return new Command("get")
    .summary("read one incident from any server that speaks the API")
    .description("Reads one incident from any server that speaks the API, Microsoft Defender XDR itself included.")
    .argument("<id>", "the incident's number")
    .addOption(context.option("--url <base>", "the server", "TOCSIN_URL").default("http://127.0.0.1:8080"))
    .addOption(context.option("--token <token>", "the access token, or - to read it from standard input", "TOCSIN_TOKEN"))
    .option("--json", "JSON on a terminal too")
    .addHelpText("after", HELP)
    .action((id: string, options: GetOptions) => get(context, id, options));
}

async function get(context: CliContext, id: string, options: GetOptions): Promise<void> {
  const token = await context.secret(options.token);
  if (!token) return context.fail(Exit.usage, "no token: set TOCSIN_TOKEN, or pass --token - and pipe it in");
  const base = URL.parse(options.url);
  if (!base) return context.fail(Exit.usage, `--url ${options.url} is not a URL`);
  try {
    const answer = await readApi(new URL(`/api/incidents/${encodeURIComponent(id)}`, base), token);
    const story = context.stdout.isTTY === true && options.json !== true;
    context.stdout.write(story ? incidentStory(answer.document) : `${answer.text}\n`);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    context.fail(error.status === undefined ? Exit.network : Exit.failed, error.message);
  }
}
