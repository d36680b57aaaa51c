import { randomBytes, randomUUID } from "node:crypto";
import { Command, Option } from "commander";
import type { LevelWithSilent } from "pino";
import {
  hasStandInKeys,
  loadOrCreateStandInKeys,
  type StandInKeys,
  StandInKeysError,
} from "../identity/issuer/keys.ts";
import { issuerRoutes } from "../identity/issuer/routes.ts";
import { standInIssuers } from "../identity/issuer/stand-in-issuers.ts";
import type { Mode } from "../identity/trusted-issuer.ts";
import { isLoopback, TrustError } from "../identity/trusted-issuer.ts";
import { type App, createApp } from "../server/app.ts";
import type { Config } from "../server/config/config.ts";
import { SERVER_LIMITS } from "../server/limits.ts";
import { createLogger } from "../server/logger.ts";
import type { Store } from "../store/contract.ts";
import type { Durability } from "../store/sqlite/connection.ts";
import {
  type CliContext,
  CommandFailure,
  configOption,
  DEFAULT_PORT,
  dataOption,
  option,
  portNumber,
  readConfig,
} from "./context.ts";
import { Exit } from "./exit.ts";
import { greeting } from "./greeting.ts";
import { isDatabaseUrl, keysFolder, keysOption, openServerStore, requireUsableData } from "./open-store.ts";
import { sampleConfig, seedSample } from "./sample-config.ts";
import { DEFAULT_TLS_PORT, prepareTls, type TlsOptions, tlsCertOption, tlsKeyOption } from "./serve-tls.ts";
import { onSignals } from "./signals.ts";

export interface ServeOptions extends TlsOptions {
  readonly standIn?: boolean;
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly keys?: string;
  readonly config?: string;
  readonly quotas?: "vendor" | "off";
  readonly logLevel: LevelWithSilent;
  readonly durability?: Durability;
}

const HELP = `
Production (the default) answers callers whose tokens come from the issuers that the configuration trusts, and refuses to
start without one. The stand-in brings an issuer of its own and, without --config, the sample tenant Northwind.

The server listens on loopback unless --host says otherwise. It speaks plain HTTP, and with --tls also HTTPS on a port of
its own: with the certificate that tocsin cert makes, or with your own, which is read again whenever its files change.
SIGHUP reads the configuration again; SIGTERM and Ctrl+C finish the requests under way and stop.

Examples:
  tocsin serve --stand-in --tls
  tocsin serve --config tocsin.yaml --data /var/lib/tocsin
`;

export function serveCommand(context: CliContext): Command {
  return new Command("serve")
    .summary("run the server")
    .description("Runs the server: in production mode, or with --stand-in as a local Defender for tests.")
    .addOption(
      option(
        "--stand-in",
        "a local Defender with its own issuer; never for production data",
        "TOCSIN_STAND_IN",
      ),
    )
    .addOption(option("--host <address>", "the address to listen on", "TOCSIN_HOST").default("127.0.0.1"))
    .addOption(
      option("--port <number>", "the port, 0 for any free one", "TOCSIN_PORT")
        .default(DEFAULT_PORT)
        .argParser(portNumber),
    )
    .addOption(dataOption())
    .addOption(keysOption())
    .addOption(configOption())
    .addOption(
      option(
        "--quotas <which>",
        "the vendor's call quotas, or none (default: as configured)",
        "TOCSIN_QUOTAS",
      ).choices(["vendor", "off"]),
    )
    .addOption(
      option("--log-level <level>", "what is logged on standard error", "TOCSIN_LOG_LEVEL")
        .default("info")
        .choices(["fatal", "error", "warn", "info", "debug", "silent"]),
    )
    .addOption(
      new Option(
        "--durability <how>",
        "full: nothing acknowledged is lost in a power cut (default: normal for the stand-in)",
      )
        .env("TOCSIN_DURABILITY")
        .choices(["full", "normal"]),
    )
    .addOption(option("--tls", "speak HTTPS as well", "TOCSIN_TLS"))
    .addOption(
      option("--tls-port <number>", "the port for HTTPS, 0 for any free one", "TOCSIN_TLS_PORT")
        .default(DEFAULT_TLS_PORT)
        .argParser(portNumber),
    )
    .addOption(tlsCertOption())
    .addOption(tlsKeyOption())
    .addHelpText("after", HELP)
    .action((options: ServeOptions) => serve(context, options));
}

async function serve(context: CliContext, options: ServeOptions): Promise<void> {
  requireUsableData(options.data);
  const mode: Mode = options.standIn === true ? "stand-in" : "production";
  const configured = withQuotas(configurationOf(mode, options.config), options.quotas);
  if (mode === "production") await refuseStandIn(options.data, configured);
  const durability = options.durability ?? (mode === "stand-in" ? "normal" : "full");
  const store = await openServerStore(context, options.data, durability);
  try {
    const tenantIds = options.config === undefined ? await seedSample(store) : [];
    const readConfiguration = () =>
      withQuotas(configurationOf(mode, options.config, tenantIds), options.quotas);
    const config = readConfiguration();
    const keys = mode === "stand-in" ? await standInKeys(keysFolder(options)) : undefined;
    const app = await createServerApp(context, mode, config, store, keys, options.logLevel);
    const tls = await prepareTls(context, app, options, { ...SERVER_LIMITS, ...config.limits });
    const origin = await listen(() => app.http.listen(options), app, options);
    const tlsOrigin =
      tls &&
      (await listen(() => tls.listen(options.host, options.tlsPort), app, {
        ...options,
        port: options.tlsPort,
      }));
    warnIfOpen(context, mode, options.host);
    onSignals(
      context,
      app,
      store,
      readConfiguration,
      config.limits.stopTimeoutMs ?? SERVER_LIMITS.stopTimeoutMs,
      () => tls?.reload(),
    );
    context.stdout.write(await greeting(context, { mode, origin, tlsOrigin, config, store, keys }));
  } catch (error) {
    await store.close();
    throw error;
  }
}

function configurationOf(mode: Mode, path: string | undefined, tenantIds: readonly string[] = []): Config {
  if (path !== undefined) return readConfig(path);
  if (mode === "stand-in") return sampleConfig(tenantIds);
  throw new CommandFailure(
    Exit.usage,
    "production needs to know whose tokens to trust: name at least one tenant and one issuer in a file, and pass it with --config (docs/config.example.yaml shows how). For a local Defender to test against: tocsin serve --stand-in",
  );
}

function withQuotas(config: Config, quotas: ServeOptions["quotas"]): Config {
  return quotas === undefined ? config : { ...config, quotas };
}

async function refuseStandIn(data: string, config: Config): Promise<void> {
  if (config.issuers.length === 0) {
    throw new CommandFailure(
      Exit.usage,
      "no trusted issuer: production refuses to start until the configuration names one under issuers (docs/config.example.yaml shows how)",
    );
  }
  if (isDatabaseUrl(data) || !(await hasStandInKeys(data))) return;
  throw new CommandFailure(
    Exit.usage,
    `${data} holds the keys of a stand-in, with which anyone who read them could make tokens; production refuses to run on it. Choose another folder with --data`,
  );
}

async function standInKeys(data: string): Promise<StandInKeys> {
  try {
    return await loadOrCreateStandInKeys(data);
  } catch (error) {
    if (error instanceof StandInKeysError) throw new CommandFailure(Exit.data, error.message);
    throw error;
  }
}

async function createServerApp(
  context: CliContext,
  mode: Mode,
  config: Config,
  store: Store,
  keys: StandInKeys | undefined,
  logLevel: LevelWithSilent,
): Promise<App> {
  const nowMs = () => Date.now();
  const random = (bytes: number) => randomBytes(bytes);
  const standIn = keys && {
    issuers: standInIssuers(keys, mode),
    register: async (http: App["http"], current: () => Config) => {
      const tenants = () => current().tenants;
      await http.register(issuerRoutes, { keys, tenants, nowMs, random, ownHosts: current().hosts });
    },
  };
  try {
    const common = {
      mode,
      config,
      store,
      logger: createLogger(logLevel),
      version: context.version,
      nowMs,
      newId: randomUUID,
    };
    return await createApp(standIn ? { ...common, standIn } : common);
  } catch (error) {
    if (error instanceof TrustError) throw new CommandFailure(Exit.usage, error.message);
    throw error;
  }
}

/** A stand-in's secrets are published; who can reach it can get in. */
function warnIfOpen({ stderr }: CliContext, mode: Mode, host: string): void {
  if (mode === "production" || isLoopback(host) || host === "::1") return;
  stderr.write(
    `tocsin: others can reach this stand-in on ${host}, and the secrets of its sample applications are known to everyone\n`,
  );
}

async function listen(
  begin: () => Promise<string>,
  { http }: App,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    return await begin();
  } catch (error) {
    await http.close();
    if (!(error instanceof Error) || !("code" in error)) throw error;
    if (error.code === "EADDRINUSE") {
      throw new CommandFailure(
        Exit.network,
        `port ${port} on ${host} is taken; stop the other program or choose another one (0 picks a free one)`,
      );
    }
    throw new CommandFailure(
      Exit.network,
      `cannot listen on ${host}, port ${port} (${String(error.code)}); check --host and the port`,
    );
  }
}
