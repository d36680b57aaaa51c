import { readFileSync, statSync } from "node:fs";
import { Value } from "typebox/value";
import type { DeviceGroup } from "../../domain/exposure/device-group.ts";
import type { AccessRules } from "../../identity/access.ts";
import type { StandInTenant } from "../../identity/issuer/directory.ts";
import { rolePermissionOf } from "../../identity/role-permissions.ts";
import type { SignIn, TrustedIssuer } from "../../identity/trusted-issuer.ts";
import type { QuotaSetting } from "../../quota/limits.ts";
import type { ServerLimits } from "../limits.ts";
import { ConfigError, type ConfigProblem, parseFile } from "./problems.ts";
import { hint, referenceProblems, trustProblems } from "./references.ts";
import { type ConfigFile, configSchema, type TenantFile } from "./schema.ts";
import { readSecret } from "./secrets.ts";

export type TenantCloud = "global" | "gcc" | "gccHigh" | "dod";

/** One customer: its people, their roles, and how its devices are grouped. */
export interface TenantConfig extends AccessRules, StandInTenant {
  readonly cloud: TenantCloud;
  readonly deviceGroups: readonly (DeviceGroup & { readonly userGroups: readonly string[] })[];
}

/** The configuration, whole and checked: what was left out of the file has its default here. */
export interface Config {
  readonly tenants: readonly TenantConfig[];
  readonly issuers: readonly TrustedIssuer[];
  readonly audiences: readonly string[];
  /** The operator's own host names, which count as the global cloud. */
  readonly hosts: readonly string[];
  readonly quotas: QuotaSetting;
  readonly limits: Partial<ServerLimits>;
}

const FILE_BYTES_MAX = 1024 * 1024;

/** @throws {ConfigError} with every problem of the file, each with line and column */
export function loadConfig(path: string): Config {
  try {
    if (statSync(path).size > FILE_BYTES_MAX)
      throw new ConfigError([`${path}: larger than ${FILE_BYTES_MAX} bytes`]);
    return parseConfig(readFileSync(path, "utf8"), path);
  } catch (error) {
    if (error instanceof ConfigError || !(error instanceof Error) || !("code" in error)) throw error;
    throw new ConfigError([`${path}: cannot be read (${error.code})`]);
  }
}

/** @throws {ConfigError} */
export function parseConfig(text: string, fileName: string): Config {
  const parsed = parseFile(text, fileName);
  const fail = (problems: readonly ConfigProblem[]): never => {
    throw new ConfigError(problems.map((problem) => parsed.describe(problem)));
  };
  const { value } = parsed;
  if (!Value.Check(configSchema, value)) return fail(shapeProblems(value));
  const references = referenceProblems(value);
  if (references.length > 0) return fail(references);
  const config = normalised(value, (problem) => fail([problem]));
  const trust = trustProblems("production", config.issuers);
  return trust.length > 0 ? fail(trust) : config;
}

function shapeProblems(value: unknown): readonly ConfigProblem[] {
  const problems = Value.Errors(configSchema, value).flatMap((error): readonly ConfigProblem[] => {
    const path = pathOf(error.instancePath);
    if (error.keyword === "boolean") {
      return [{ path, message: `unknown key${hint(String(path.at(-1)), knownKeys)}` }];
    }
    return error.keyword === "additionalProperties" || error.keyword === "anyOf"
      ? []
      : [{ path, message: error.message }];
  });
  const merged = Map.groupBy(problems, (problem) => problem.path.join("/"));
  return [...merged.values()].flatMap(([first, ...rest]) =>
    first
      ? [{ path: first.path, message: [first, ...rest].map(({ message }) => message).join(", or ") }]
      : [],
  );
}

const knownKeys = new Set(
  JSON.stringify(configSchema)
    .match(/"[a-zA-Z]+":\{/g)
    ?.map((key) => key.slice(1, -3)),
);

/** RFC 6901, with indexes as numbers. */
function pathOf(pointer: string): readonly (string | number)[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function normalised(file: ConfigFile, fail: (problem: ConfigProblem) => never): Config {
  return {
    tenants: file.tenants.map((tenant, index) => normalisedTenant(tenant, index, fail)),
    issuers: (file.issuers ?? []).map((issuer) => ({
      ...issuer,
      clouds: issuer.clouds ?? cloudsOf(issuer.issuer),
    })),
    audiences: file.audiences ?? [],
    hosts: (file.hosts ?? []).map((host) => host.toLowerCase()),
    quotas: file.quotas ?? "vendor",
    limits: file.limits ?? {},
  };
}

function normalisedTenant(
  tenant: TenantFile,
  index: number,
  fail: (problem: ConfigProblem) => never,
): TenantConfig {
  const { cloud = "global" } = tenant;
  return {
    id: tenant.id.toLowerCase(),
    name: tenant.name,
    domains: tenant.domains ?? [],
    cloud,
    signIn: cloud === "gccHigh" || cloud === "dod" ? "usGov" : "public",
    roles: (tenant.roles ?? []).map((role) => ({
      permissions: role.permissions.flatMap((permission) => rolePermissionOf(permission) ?? []),
      userGroups: role.userGroups,
      services: role.services ?? "all",
    })),
    userGroups: (tenant.userGroups ?? []).map((group) => ({ ...group, members: group.members ?? [] })),
    users: (tenant.users ?? []).map((user) => ({ ...user, directoryRoles: user.directoryRoles ?? [] })),
    deviceGroups: (tenant.deviceGroups ?? []).map((group) => ({
      ...group,
      userGroups: group.userGroups ?? [],
    })),
    ungroupedDevices: tenant.ungroupedDevices ?? { userGroups: [] },
    apps: (tenant.apps ?? []).map((app, at) => ({
      appId: app.appId.toLowerCase(),
      name: app.name,
      permissions: app.permissions,
      secret: readSecret(app, (message) => fail({ path: ["tenants", index, "apps", at], message })),
    })),
  };
}

/** v1 tokens of both clouds come from sts.windows.net; v2 tokens of the US government from microsoftonline.us. */
function cloudsOf(issuer: string): readonly SignIn[] {
  const host = URL.parse(issuer.replaceAll("{tenantid}", "tenant"))?.hostname;
  if (host === "sts.windows.net") return ["public", "usGov"];
  return host === "login.microsoftonline.us" ? ["usGov"] : ["public"];
}
