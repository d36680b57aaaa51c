import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { CertificateError, type Certificates, ensureCertificates } from "../tls/certificate-folder.ts";
import { certificateName, STANDARD_NAMES } from "../tls/certificate-names.ts";
import { type CliContext, CommandFailure, dataOption } from "./context.ts";
import { Exit } from "./exit.ts";
import { keysFolder, keysOption, requireUsableData } from "./open-store.ts";
import { terminalText } from "./terminal-text.ts";

interface CertOptions {
  readonly data: string;
  readonly keys?: string;
  readonly name: readonly string[];
  readonly newAuthority?: boolean;
}

const HELP = `
Keeps a private authority and a server certificate in the folder tls of the data folder, for tocsin serve --tls. The
certificate is for localhost, for all hosts of the vendor (the Defender APIs, the sign-in and Graph, in every cloud) and for
your own names. The authority can vouch for these names and for nothing else, so that trusting it is safe even should its
key be stolen. tocsin trust prints how clients are told to trust it.

Calling it again changes nothing, adds names, or makes a server certificate anew that would end within a month.

Examples:
  tocsin cert
  tocsin cert --name tocsin.northwind.example --name 10.0.0.7
`;

/** `tocsin cert`: a private authority, and a certificate for every name that clients may know this server by. */
export function certCommand(context: CliContext): Command {
  return new Command("cert")
    .summary("make and keep certificates for TLS")
    .description("Makes and keeps a private authority and a certificate for TLS, in the data folder.")
    .addOption(dataOption())
    .addOption(keysOption())
    .option("--name <host>", "another host name or address of this server (repeatable)", each, [])
    .option("--new-authority", "make another authority, which clients must be told to trust again")
    .addHelpText("after", HELP)
    .action((options: CertOptions) => cert(context, options));
}

function each(value: string, all: readonly string[]): readonly string[] {
  return [...all, value];
}

async function cert({ stdout, clock }: CliContext, options: CertOptions): Promise<void> {
  requireUsableData(options.data);
  const making = { nowMs: Date.parse(clock.now()), random: (bytes: number) => randomBytes(bytes) };
  const names = options.name.map(nameOf);
  try {
    const made = await ensureCertificates(keysFolder(options), names, making, options.newAuthority);
    stdout.write(report(made));
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    throw new CommandFailure(error.code === "not-permitted" ? Exit.usage : Exit.data, error.message);
  }
}

function nameOf(text: string): string {
  const name = certificateName(text);
  if (name !== undefined) return name;
  throw new CommandFailure(
    Exit.usage,
    `${terminalText(text)} is neither a host name nor an address; give it without scheme, port and path`,
  );
}

function report({ paths, names, authorityMade, serverMade, ...expires }: Certificates): string {
  const own = names.filter((name) => !STANDARD_NAMES.includes(name));
  const lines = [
    `authority  ${paths.authority}, ${authorityMade ? "made now, " : ""}good until ${expires.authorityExpires}`,
    `server     ${paths.server}, ${serverMade ? "made now, " : ""}good until ${expires.serverExpires}`,
    `names      localhost, its addresses, ${names.length - own.length - 3} hosts of the vendor${own.map((name) => `, ${name}`).join("")}`,
    "",
    "tocsin serve --tls uses it; tocsin trust prints how clients are told to trust the authority.",
  ];
  return `${lines.join("\n")}\n`;
}
