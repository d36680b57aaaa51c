import { userInfo } from "node:os";
import type { Option } from "commander";
import { operatorScope } from "../domain/operator.ts";
import type { Scope } from "../domain/scope.ts";
import type { TenantConfig } from "../server/config/config.ts";
import type { Store } from "../store/contract.ts";
import { type CliContext, CommandFailure, option, readConfig } from "./context.ts";
import { Exit } from "./exit.ts";
import { dataExists, openTool, requireUsableData } from "./open-store.ts";
import { SAMPLE_TENANT_ID } from "./sample-config.ts";
import { terminalText } from "./terminal-text.ts";

export interface TenantOptions {
  readonly data: string;
  readonly config?: string;
  readonly tenant?: string;
}

/** What a tool works on: an open store, which the caller closes, and one tenant of it. */
export interface TenantStore {
  readonly store: Store;
  readonly scope: Scope;
  /** The tenant's entry, when a configuration was named. */
  readonly tenant: TenantConfig | undefined;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TENANTS_SHOWN = 20;

export const tenantOption = (): Option =>
  option(
    "--tenant <id or domain>",
    "the tenant (default: the only one of the configuration or the data folder, for an empty folder the sample tenant; a domain needs --config)",
    "TOCSIN_TENANT",
  );

/**
 * Opens the data folder for one tenant. `create`: a folder that is not there is made, once it is known for whom.
 *
 * @throws {CommandFailure} with exit code 2 when it is not clear which tenant is meant
 */
export async function openTenant(
  context: CliContext,
  options: TenantOptions,
  create: boolean,
): Promise<TenantStore> {
  requireUsableData(options.data);
  const named = namedTenant(options);
  if (!create && !dataExists(options.data)) throw noData(options.data);
  const store = await openTool(context, options.data, create);
  try {
    const tenantId = named?.id ?? onlyOf(await store.tenants(), create);
    return { store, scope: operatorScope(tenantId, operatorName()), tenant: named?.tenant };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The tenant as far as the options tell it, without a look into the data folder. */
function namedTenant({
  config,
  tenant: wanted,
}: TenantOptions): { readonly id: string; readonly tenant: TenantConfig | undefined } | undefined {
  if (config !== undefined) {
    const tenant = configured(readConfig(config).tenants, wanted?.toLowerCase());
    return { id: tenant.id, tenant };
  }
  if (wanted === undefined) return undefined;
  if (GUID.test(wanted)) return { id: wanted.toLowerCase(), tenant: undefined };
  throw new CommandFailure(
    Exit.usage,
    `--tenant ${terminalText(wanted)} is not a tenant id; a domain is looked up in the configuration: add --config`,
  );
}

function configured(tenants: readonly TenantConfig[], wanted: string | undefined): TenantConfig {
  const found = tenants.filter(
    ({ id, domains }) =>
      wanted === undefined || id === wanted || domains.some((domain) => domain.toLowerCase() === wanted),
  );
  const [tenant] = found;
  if (tenant && found.length === 1) return tenant;
  const problem =
    wanted === undefined
      ? "the configuration has more than one tenant: choose one with --tenant"
      : `the configuration has no tenant ${terminalText(wanted)}; it has`;
  const names = tenants.map(({ id, domains, name }) => [id, terminalText(name), ...domains].join("  "));
  throw new CommandFailure(Exit.usage, listed(problem, names));
}

/** The tenant of a folder that holds just one; an import into an empty one is for the tenant that a stand-in serves. */
function onlyOf(tenantIds: readonly string[], create: boolean): string {
  const [tenantId] = tenantIds;
  if (tenantId === undefined && create) return SAMPLE_TENANT_ID;
  if (tenantId !== undefined && tenantIds.length === 1) return tenantId;
  const problem =
    tenantId === undefined
      ? "the data folder is still empty: import something first"
      : "the data folder holds more than one tenant: choose one with --tenant";
  throw new CommandFailure(Exit.usage, listed(problem, tenantIds));
}

function listed(problem: string, names: readonly string[]): string {
  const shown = names.slice(0, TENANTS_SHOWN).map((name) => `\n  ${name}`);
  const more = names.length > TENANTS_SHOWN ? `\n  and ${names.length - TENANTS_SHOWN} more` : "";
  return `${problem}${shown.join("")}${more}`;
}

function noData(folder: string): CommandFailure {
  return new CommandFailure(Exit.data, `${terminalText(folder)} does not exist; check --data`);
}

/** Who is at the command line, for the history; a system may have no name for its user. */
function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return "operator";
  }
}
