import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import type { TokenRequest } from "../identity/issuer/claims.ts";
import { findApp, findTenant } from "../identity/issuer/directory.ts";
import { loadOrCreateStandInKeys, StandInKeysError } from "../identity/issuer/keys.ts";
import { mintToken, TokenTooLongError } from "../identity/issuer/mint.ts";
import { graph, threatProtection } from "../identity/resources.ts";
import { directoryRoleOf } from "../identity/role-permissions.ts";
import type { Config, TenantConfig } from "../server/config/config.ts";
import { type CliContext, CommandFailure, configOption, dataOption, option, readConfig } from "./context.ts";
import { Exit } from "./exit.ts";
import {
  dataExists,
  isDatabaseUrl,
  keysFolder,
  keysOption,
  openTool,
  requireUsableData,
} from "./open-store.ts";
import { sampleConfig } from "./sample-config.ts";

interface TokenOptions {
  readonly data: string;
  readonly keys?: string;
  readonly config?: string;
  readonly tenant?: string;
  readonly app?: string;
  readonly permission: readonly string[];
  readonly user?: string;
  readonly scope: readonly string[];
  readonly resource?: string;
}

const HELP = `
Examples:
  tocsin token --permission Incident.Read.All
  tocsin token --user ana.ruiz@northwind.example --scope Incident.Read

The token is signed with the key in the stand-in's data folder. Only a stand-in accepts it: a production server refuses
the key, whatever it is told to trust.
`;

/** `tocsin token`: an access token of the stand-in, on standard output and nothing else. */
export function tokenCommand(context: CliContext): Command {
  const each = (value: string, all: readonly string[]) => [...all, value];
  return new Command("token")
    .summary("print an access token of the stand-in")
    .description("Prints an access token of the stand-in, for an application or for one of its users.")
    .addOption(dataOption())
    .addOption(keysOption())
    .addOption(configOption())
    .addOption(option("--tenant <id or domain>", "the tenant (default: the first one)", "TOCSIN_TENANT"))
    .addOption(option("--app <id>", "the application's id (default: the tenant's first one)", "TOCSIN_APP"))
    .option(
      "--permission <name>",
      "an application permission, such as Incident.Read.All (repeatable)",
      each,
      [],
    )
    .option("--user <upn>", "a token for this user instead of an application")
    .option("--scope <name>", "a delegated permission, such as Incident.Read (repeatable)", each, [])
    .option("--resource <uri>", "App ID URI of the API that the token is for (default: the Defender API)")
    .addHelpText("after", HELP)
    .action((options: TokenOptions) => token(context, options));
}

async function token(context: CliContext, options: TokenOptions): Promise<void> {
  requireUsableData(options.data);
  refuseContradictions(options);
  if (!dataExists(options.data)) {
    throw new CommandFailure(
      Exit.data,
      `${options.data} does not exist; start the stand-in first, or name its folder with --data`,
    );
  }
  const config =
    options.config === undefined ? await standInConfig(context, options.data) : readConfig(options.config);
  const tenant =
    options.tenant === undefined ? config.tenants[0] : findTenant(config.tenants, options.tenant);
  if (!isTenant(tenant))
    throw new CommandFailure(Exit.usage, `no tenant ${options.tenant ?? ""} is configured`);
  const request = requestFor(options, tenant);
  context.stdout.write(`${await mint(keysFolder(options), request, context)}\n`);
}

/** What a stand-in without a configuration serves from this folder. */
async function standInConfig(context: CliContext, folder: string): Promise<Config> {
  if (!isDatabaseUrl(folder) && !existsSync(join(folder, "tocsin.db"))) return sampleConfig();
  const store = await openTool(context, folder, false);
  try {
    return sampleConfig(await store.tenants());
  } finally {
    await store.close();
  }
}

function refuseContradictions({ user, permission, scope }: TokenOptions): void {
  if (user === undefined && permission.length === 0) {
    throw new CommandFailure(
      Exit.usage,
      "say what the token permits: --permission Incident.Read.All, or --user … --scope Incident.Read",
    );
  }
  if (user !== undefined && permission.length > 0) {
    throw new CommandFailure(Exit.usage, "--permission is for applications; a user's token takes --scope");
  }
  if (user === undefined && scope.length > 0) throw new CommandFailure(Exit.usage, "--scope needs --user");
  if (user !== undefined && scope.length === 0)
    throw new CommandFailure(Exit.usage, "--user needs at least one --scope");
}

function requestFor(options: TokenOptions, tenant: TenantConfig): TokenRequest {
  const common = {
    tenantId: tenant.id,
    audience: options.resource ?? defaultResource([...options.permission, ...options.scope]),
    appId: appIdOf(options, tenant),
    signIn: tenant.signIn,
  };
  if (options.user === undefined) return { ...common, kind: "application", roles: options.permission };
  const wanted = options.user.toLowerCase();
  const user = tenant.users.find(
    ({ userPrincipalName, objectId }) =>
      userPrincipalName.toLowerCase() === wanted || objectId.toLowerCase() === wanted,
  );
  if (!user)
    throw new CommandFailure(
      Exit.usage,
      `no user ${options.user} in the tenant ${tenant.name}; see users in the configuration`,
    );
  const directoryRoles = user.directoryRoles.flatMap((role) => directoryRoleOf(role)?.templateId ?? []);
  return { ...common, kind: "user", user: { ...user, directoryRoles }, scopes: options.scope };
}

/** Permissions of Graph have names of their own (design § 5). */
function defaultResource(permissions: readonly string[]): string {
  const forGraph = permissions.some((name) => /^Security(Incident|Alert)\./.test(name));
  const [uri] = forGraph ? graph.uris : threatProtection.uris;
  return uri ?? "";
}

function appIdOf({ app }: TokenOptions, tenant: TenantConfig): string {
  if (app === undefined) return tenant.apps[0]?.appId ?? "00000000-0000-4000-8000-000000000001";
  return findApp(tenant, app)?.appId ?? app.toLowerCase();
}

function isTenant(tenant: unknown): tenant is TenantConfig {
  return typeof tenant === "object" && tenant !== null;
}

async function mint(data: string, request: TokenRequest, context: CliContext): Promise<string> {
  try {
    const keys = await loadOrCreateStandInKeys(data);
    const nowSeconds = Math.floor(Date.parse(context.clock.now()) / 1000);
    return await mintToken(keys, request, { nowSeconds, random: (bytes) => randomBytes(bytes) });
  } catch (error) {
    if (error instanceof StandInKeysError) throw new CommandFailure(Exit.data, error.message);
    if (error instanceof TokenTooLongError) throw new CommandFailure(Exit.usage, error.message);
    throw error;
  }
}
