import { resolve } from "node:path";
import { Command, Option } from "commander";
import { certificatePaths, hasAuthority } from "../tls/certificate-folder.ts";
import { TRUST_RECIPES } from "../tls/trust-recipes.ts";
import { type CliContext, CommandFailure, dataOption } from "./context.ts";
import { Exit } from "./exit.ts";
import { keysFolder, keysOption, requireUsableData } from "./open-store.ts";
import { shellQuote, windowsQuote } from "./shell-quote.ts";

interface TrustOptions {
  readonly data: string;
  readonly keys?: string;
  readonly for?: string;
}

const HELP = `
Examples:
  tocsin trust
  eval "$(tocsin trust --for node)"
`;

/** `tocsin trust`: the lines that make each kind of client trust the authority of tocsin cert. */
export function trustCommand(context: CliContext): Command {
  const clients = TRUST_RECIPES.map(({ client }) => client);
  return new Command("trust")
    .summary("print how clients are told to trust the certificates")
    .description(
      "Prints the lines that make a client trust the authority that tocsin cert made. Changes nothing.",
    )
    .addOption(dataOption())
    .addOption(keysOption())
    .addOption(
      new Option("--for <client>", "only for this kind of client, and only the lines").choices(clients),
    )
    .addHelpText("after", HELP)
    .action((options: TrustOptions) => trust(context, options));
}

function trust({ stdout }: CliContext, options: TrustOptions): void {
  requireUsableData(options.data);
  const folder = keysFolder(options);
  if (!hasAuthority(folder)) {
    throw new CommandFailure(
      Exit.data,
      `there is no authority in ${folder} yet: tocsin cert makes one, and so does tocsin serve --tls`,
    );
  }
  const path = resolve(certificatePaths(folder).authority);
  const linesOf = ({ lines }: (typeof TRUST_RECIPES)[number]) => lines(shellQuote(path), windowsQuote(path));
  const wanted = TRUST_RECIPES.find(({ client }) => client === options.for);
  const text = wanted
    ? linesOf(wanted)
    : TRUST_RECIPES.flatMap((recipe) => [`# ${recipe.client}: ${recipe.says}`, ...linesOf(recipe), ""]);
  stdout.write(`${text.join("\n").trimEnd()}\n`);
}
