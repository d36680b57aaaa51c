import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Command } from "commander";
import { operatorScope } from "../domain/operator.ts";
import { createAuthenticator } from "../identity/authenticate.ts";
import { hasStandInKeys } from "../identity/issuer/keys.ts";
import { type Config, loadConfig } from "../server/config/config.ts";
import { ConfigError } from "../server/config/problems.ts";
import { trustOf } from "../server/in-force.ts";
import { DATABASE } from "../store/backup/manifest.ts";
import type { Store } from "../store/contract.ts";
import { chainFinding } from "../store/verify/chain.ts";
import type { Finding } from "../store/verify/finding.ts";
import { integrityFindings } from "../store/verify/integrity.ts";
import { type CliContext, configOption, DEFAULT_PORT, dataOption, explain, option } from "./context.ts";
import { checkCertificate } from "./doctor-certificates.ts";
import { findingText, refuseProblems } from "./findings.ts";
import { isDatabaseUrl, keysFolder, keysOption, openTool, requireUsableData } from "./open-store.ts";
import { tlsCertOption, tlsKeyOption } from "./serve-tls.ts";

interface DoctorOptions {
  readonly data: string;
  readonly keys?: string;
  readonly config?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly host: string;
  readonly port: string;
}

const HELP = `
Checks the configuration, the issuers and their keys, the clock against theirs, the data folder with its database and its
chain of changes, the certificates for HTTPS, and the port. Prints a line for each, and for each problem what to do. Exit
code 1 when there is one.

Example:
  tocsin doctor --config tocsin.yaml --data /var/lib/tocsin
`;

/** `tocsin doctor`: finds out what would keep a server from serving, before it is started. */
export function doctorCommand(context: CliContext): Command {
  return new Command("doctor")
    .summary("check configuration, data folder, port and clock")
    .description("Finds out what would keep a server from serving, and says what to do.")
    .addOption(dataOption())
    .addOption(keysOption())
    .addOption(configOption())
    .addOption(tlsCertOption())
    .addOption(tlsKeyOption())
    .addOption(
      option("--host <address>", "the address a server would listen on", "TOCSIN_HOST").default("127.0.0.1"),
    )
    .addOption(
      option("--port <number>", "the port a server would listen on", "TOCSIN_PORT").default(
        String(DEFAULT_PORT),
      ),
    )
    .addHelpText("after", HELP)
    .action((options: DoctorOptions) => doctor(context, options));
}

async function doctor(context: CliContext, options: DoctorOptions): Promise<void> {
  requireUsableData(options.data);
  const configuration = checkConfiguration(options.config);
  const findings = [
    { check: "runtime", verdict: "ok", words: `Node ${process.versions.node}` } as const,
    ...configuration.findings,
    ...(await checkIssuers(configuration.config)),
    ...(await checkData(context, options.data)),
    ...checkCertificate(
      keysFolder(options),
      { certificate: options.tlsCert, key: options.tlsKey },
      Date.now(),
    ),
    ...(await checkPort(options)),
  ];
  for (const finding of findings) context.stdout.write(`${findingText(finding)}\n`);
  refuseProblems(findings);
}

function checkConfiguration(path: string | undefined): {
  readonly config?: Config;
  readonly findings: readonly Finding[];
} {
  const check = "configuration";
  if (path === undefined) {
    const words = "none given: good for a stand-in; production needs --config";
    return { findings: [{ check, verdict: "note", words }] };
  }
  try {
    const config = loadConfig(path);
    const words = `${path}: ${config.tenants.length} tenants, ${config.issuers.length} issuers`;
    return { config, findings: [{ check, verdict: "ok", words }] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { findings: error.problems.map((words) => ({ check, verdict: "problem", words })) };
  }
}

async function checkIssuers(config: Config | undefined): Promise<readonly Finding[]> {
  if (!config || config.issuers.length === 0) return [];
  const clock = await checkClock(config);
  const authenticator = createAuthenticator({
    ...trustOf(config, []),
    mode: "production",
    nowMs: () => Date.now(),
  });
  try {
    await authenticator.prime();
    const issuers = authenticator.health().map(({ issuer, ok, why }): Finding => {
      const words = ok
        ? `${issuer}: keys read`
        : `${issuer}: ${why ?? "unavailable"}; callers with its tokens get 401`;
      return { check: "issuer", verdict: ok ? "ok" : "problem", words };
    });
    return [...issuers, ...clock];
  } finally {
    authenticator.close();
  }
}

const CLOCK_APART_MS_MAX = 60_000;
const CLOCK_TIMEOUT_MS = 5_000;

/** Tokens carry times: a clock that is a minute off refuses good ones. An HTTP answer's date has whole seconds. */
async function checkClock({ issuers }: Config): Promise<readonly Finding[]> {
  for (const { issuer } of issuers) {
    const url = URL.parse(issuer.replaceAll("{tenantid}", "common"));
    const apart = url && (await clockApartMs(url.origin));
    if (apart === undefined || apart === null) continue;
    const words = `${Math.round(Math.abs(apart) / 1000)} s apart from ${url?.origin}`;
    if (Math.abs(apart) <= CLOCK_APART_MS_MAX) return [{ check: "clock", verdict: "ok", words }];
    return [
      {
        check: "clock",
        verdict: "problem",
        words: `${words}; set this machine's clock (chrony, systemd-timesyncd)`,
      },
    ];
  }
  return [
    {
      check: "clock",
      verdict: "note",
      words: "no issuer told its time; make sure that this machine's clock is kept",
    },
  ];
}

async function clockApartMs(origin: string): Promise<number | undefined> {
  try {
    const response = await fetch(origin, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(CLOCK_TIMEOUT_MS),
    });
    const date = Date.parse(response.headers.get("date") ?? "");
    return Number.isNaN(date) ? undefined : Date.now() - date;
  } catch {
    return undefined;
  }
}

async function checkData(context: CliContext, folder: string): Promise<readonly Finding[]> {
  if (isDatabaseUrl(folder)) return checkServer(context, folder);
  const check = "data folder";
  if (!existsSync(folder))
    return [{ check, verdict: "note", words: `${folder} is not there yet; a server makes it` }];
  const keys: Finding = {
    check: "stand-in keys",
    verdict: "note",
    words: `${folder} holds them: good for a stand-in, refused by a production server`,
  };
  const standIn = (await hasStandInKeys(folder)) ? [keys] : [];
  if (!existsSync(join(folder, DATABASE))) {
    const words = `${folder} holds no database yet; a server makes it`;
    return [{ check, verdict: "note", words }, ...standIn];
  }
  try {
    const store = await openTool(context, folder, false);
    try {
      return [{ check, verdict: "ok", words: folder }, ...standIn, ...(await checkDatabase(store))];
    } finally {
      await store.close();
    }
  } catch (error) {
    return [{ check, verdict: "problem", words: explain(error).message }, ...standIn];
  }
}

async function checkServer(context: CliContext, url: string): Promise<readonly Finding[]> {
  try {
    const store = await openTool(context, url, false);
    try {
      return await checkDatabase(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    return [{ check: "database", verdict: "problem", words: explain(error).message }];
  }
}

/** The quick part of what `tocsin verify` checks. */
async function checkDatabase(store: Store): Promise<readonly Finding[]> {
  const findings = [...integrityFindings({ damage: await store.integrity(), notes: [] })];
  if (findings.some(({ verdict }) => verdict === "problem")) return findings;
  for (const tenantId of await store.tenants()) {
    const scope = operatorScope(tenantId, "tocsin doctor");
    const problems = await store.changes.verify(scope);
    findings.push(chainFinding(tenantId, problems, `${await store.incidents.count(scope)} incidents`));
  }
  return findings;
}

async function checkPort({ host, port }: DoctorOptions): Promise<readonly Finding[]> {
  const failure = await new Promise<string | undefined>((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    server.listen({ host, port: Number(port) }, () => server.close(() => resolve(undefined)));
  });
  if (failure === undefined) return [{ check: "port", verdict: "ok", words: `${port} on ${host} is free` }];
  if (failure === "EADDRINUSE") {
    return [
      {
        check: "port",
        verdict: "note",
        words: `${port} on ${host} is taken: by a running Tocsin, or choose another --port`,
      },
    ];
  }
  return [
    {
      check: "port",
      verdict: "problem",
      words: `cannot listen on ${host}, port ${port} (${failure}); check --host`,
    },
  ];
}
