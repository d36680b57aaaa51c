import { directoryRoleOf, rolePermissionOf } from "../../identity/role-permissions.ts";
import { cloudsOf } from "./issuer-rules.ts";
import type { ConfigFile, TenantFile } from "./schema.ts";
import type { Secrets } from "./secrets.ts";
import { type Config, defaultConfig, type TenantConfig } from "./settings.ts";

/** The configuration that a checked file means: defaults filled in, ids in lower case, names turned into what they name. */
export function normalised(file: ConfigFile, secrets: Secrets): Config {
  const defaults = defaultConfig();
  return {
    tenants: file.tenants.map((tenant, index) => normalisedTenant(tenant, (app) => secrets.of(index, app))),
    issuers: (file.issuers ?? defaults.issuers).map((issuer) => ({
      ...issuer,
      clouds: issuer.clouds ?? cloudsOf(issuer.issuer),
    })),
    audiences: file.audiences ?? defaults.audiences,
    hosts: (file.hosts ?? defaults.hosts).map((host) => host.toLowerCase()),
    quotas: file.quotas ?? defaults.quotas,
    limits: file.limits ?? defaults.limits,
  };
}

function normalisedTenant(tenant: TenantFile, secretOf: (app: number) => string | undefined): TenantConfig {
  const { cloud = "global" } = tenant;
  return {
    id: tenant.id.toLowerCase(),
    name: tenant.name,
    domains: tenant.domains ?? [],
    cloud,
    signIn: cloud === "gccHigh" || cloud === "dod" ? "usGov" : "public",
    endpointRbac: tenant.endpointRbac ?? "unified",
    roles: (tenant.roles ?? []).map(({ permissions, services = "all", ...role }) => ({
      ...role,
      permissions: permissions.map(rolePermissionOf).filter((permission) => permission !== undefined),
      services,
    })),
    userGroups: (tenant.userGroups ?? []).map((group) => ({ ...group, members: group.members ?? [] })),
    users: (tenant.users ?? []).map((user) => ({
      ...user,
      objectId: user.objectId.toLowerCase(),
      directoryRoles: templateIds(user.directoryRoles ?? []),
    })),
    deviceGroups: (tenant.deviceGroups ?? []).map((group) => ({
      ...group,
      userGroups: group.userGroups ?? [],
    })),
    ungroupedDevices: tenant.ungroupedDevices ?? { userGroups: [] },
    apps: (tenant.apps ?? []).map(({ appId, name, permissions }, index) => {
      const secret = secretOf(index);
      return { appId: appId.toLowerCase(), name, permissions, ...(secret === undefined ? {} : { secret }) };
    }),
  };
}

function templateIds(directoryRoles: readonly string[]): readonly string[] {
  return directoryRoles.flatMap((role) => directoryRoleOf(role)?.templateId ?? []);
}
