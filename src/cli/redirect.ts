import { once } from "node:events";
import type { Server } from "node:http";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { VENDOR_HOSTS } from "../domain/vendor-hosts.ts";
import { createRedirectProxy, type RedirectTarget } from "../server/redirect-proxy.ts";
import { certificatePaths } from "../tls/certificate-folder.ts";
import { isLoopbackAddress } from "../tls/certificate-names.ts";
import { type CliContext, CommandFailure, dataOption, option, portNumber } from "./context.ts";
import { Exit } from "./exit.ts";
import { keysFolder, keysOption } from "./open-store.ts";
import { DEFAULT_TLS_PORT } from "./serve-tls.ts";
import { shellQuote } from "./shell-quote.ts";

interface RedirectOptions {
  readonly data: string;
  readonly keys?: string;
  readonly host: string;
  readonly port: number;
  readonly to: RedirectTarget;
  readonly hostsFile?: boolean;
}

const DEFAULT_PORT = 8888;
const HELP = `
For clients that have the vendor's hosts built in: with HTTPS_PROXY set to this proxy, what they send to the Defender APIs,
the sign-in and Graph goes to your own server, which must run with --tls and be trusted (tocsin trust). Every other host is
refused, so that nothing of a test ever reaches the vendor.

Where a client knows no proxies, --hosts-file prints lines for /etc/hosts instead; tocsin serve then needs --tls-port 443.

Examples:
  tocsin redirect
  tocsin redirect --to 127.0.0.1:9443
  tocsin redirect --hosts-file | sudo tee -a /etc/hosts
`;

/** `tocsin redirect`: a proxy that leads the vendor's hosts to the local server, and nothing anywhere else. */
export function redirectCommand(context: CliContext): Command {
  return new Command("redirect")
    .summary("lead the vendor's hosts to the local server")
    .description(
      "Runs a CONNECT proxy that leads the vendor's hosts to the local server, and refuses every other host.",
    )
    .addOption(
      option("--host <address>", "the address to listen on", "TOCSIN_REDIRECT_HOST").default("127.0.0.1"),
    )
    .addOption(
      option("--port <number>", "the port, 0 for any free one", "TOCSIN_REDIRECT_PORT")
        .default(DEFAULT_PORT)
        .argParser(portNumber),
    )
    .addOption(
      option("--to <host:port>", "where tocsin serve --tls listens", "TOCSIN_REDIRECT_TO")
        .default({ host: "127.0.0.1", port: DEFAULT_TLS_PORT }, `127.0.0.1:${DEFAULT_TLS_PORT}`)
        .argParser(targetOf),
    )
    .option("--hosts-file", "print lines for /etc/hosts, and end")
    .addOption(dataOption())
    .addOption(keysOption())
    .addHelpText("after", HELP)
    .action((options: RedirectOptions) => redirect(context, options));
}

function targetOf(text: string): RedirectTarget {
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || port === undefined) throw new InvalidArgumentError("give it as host:port");
  return { host: host.replace(/^\[|\]$/g, ""), port: portNumber(port) };
}

async function redirect(context: CliContext, options: RedirectOptions): Promise<void> {
  const { stdout, stderr } = context;
  if (options.hostsFile === true) {
    stdout.write(hostsFile());
    return;
  }
  const proxy = createRedirectProxy(options.to);
  const origin = await listen(proxy, options);
  if (!isLoopbackAddress(options.host) && options.host !== "localhost") {
    stderr.write(`tocsin: others can use this proxy on ${options.host}; it leads to your server alone\n`);
  }
  stdout.write(greeting(origin, options));
  stopOnSignals(proxy);
}

function hostsFile(): string {
  const lines = VENDOR_HOSTS.flatMap((host) => [`127.0.0.1 ${host}`, `::1 ${host}`]);
  return `# Tocsin: the vendor's hosts are this machine. Remove these lines to reach the vendor again.\n${lines.join("\n")}\n`;
}

function greeting(origin: string, options: RedirectOptions): string {
  const authority = shellQuote(resolve(certificatePaths(keysFolder(options)).authority));
  const { host, port } = options.to;
  return `The vendor's hosts lead to ${isIP(host) === 6 ? `[${host}]` : host}:${port} through ${origin}

For a client, in the shell that starts it:
  export HTTPS_PROXY=${origin}
  export NODE_EXTRA_CA_CERTS=${authority}   # Node.js; tocsin trust has the line for others
`;
}

async function listen(proxy: Server, { host, port }: RedirectOptions): Promise<string> {
  try {
    proxy.listen(port, host);
    await once(proxy, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new CommandFailure(
      Exit.network,
      code === "EADDRINUSE"
        ? `port ${port} on ${host} is taken; choose another --port (0 picks a free one)`
        : `cannot listen on ${host}, port ${port} (${code})`,
    );
  }
  const address = proxy.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${actual}`;
}

function stopOnSignals(proxy: Server): void {
  const stop = () => {
    proxy.close();
    process.exit(Exit.ok);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
