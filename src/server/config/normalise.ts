import { readAppCertificate } from "../../identity/issuer/app-certificate.ts";
import type { StandInApp } from "../../identity/issuer/directory.ts";
import { directoryRoleOf, rolePermissionOf } from "../../identity/role-permissions.ts";
import { cloudsOf } from "./issuer-rules.ts";
import type { AppFile, ConfigFile, TenantFile } from "./schema.ts";
import type { Secrets } from "./secrets.ts";
import { type Config, defaultConfig, type TenantConfig } from "./settings.ts";

/** The configuration that a checked file means: defaults filled in, ids in lower case, names turned into what they name. */
export function normalised(file: ConfigFile, secrets: Secrets): Config {
  const defaults = defaultConfig();
  return {
    tenants: file.tenants.map((tenant, index) =>
      normalisedTenant(tenant, (...path) => secrets.of("tenants", index, ...path)),
    ),
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

function normalisedTenant(tenant: TenantFile, secretOf: Secrets["of"]): TenantConfig {
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
    users: (tenant.users ?? []).map((user, index) => ({
      userPrincipalName: user.userPrincipalName,
      objectId: user.objectId.toLowerCase(),
      displayName: user.displayName,
      directoryRoles: templateIds(user.directoryRoles ?? []),
      password: secretOf("users", index, "password"),
    })),
    deviceGroups: (tenant.deviceGroups ?? []).map((group) => ({
      ...group,
      userGroups: group.userGroups ?? [],
    })),
    ungroupedDevices: tenant.ungroupedDevices ?? { userGroups: [] },
    apps: (tenant.apps ?? []).map((app, index) =>
      normalisedApp(app, (...path) => secretOf("apps", index, ...path)),
    ),
    consents: (tenant.consents ?? []).map(({ appId, permissions = [], delegatedPermissions = [] }) => ({
      appId: appId.toLowerCase(),
      permissions,
      delegatedPermissions,
    })),
  };
}

function normalisedApp(app: AppFile, secretOf: Secrets["of"]): StandInApp {
  const certificates = (app.certificates ?? []).map(
    (_, index) => secretOf("certificates", index, "pem") ?? "",
  );
  return {
    appId: app.appId.toLowerCase(),
    name: app.name,
    secret: secretOf("secret"),
    secrets: (app.secrets ?? []).map(({ sha256, expires }) => ({ sha256: sha256.toLowerCase(), expires })),
    certificates: certificates.map(readAppCertificate).filter((certificate) => certificate !== undefined),
    permissions: app.permissions ?? [],
    delegatedPermissions: app.delegatedPermissions ?? [],
    redirectUris: app.redirectUris ?? [],
    publicClient: app.publicClient ?? false,
    multiTenant: app.multiTenant ?? false,
    api: { uris: app.api?.uris ?? [], scopes: app.api?.scopes ?? [] },
  };
}

function templateIds(directoryRoles: readonly string[]): readonly string[] {
  return directoryRoles.flatMap((role) => directoryRoleOf(role)?.templateId ?? []);
}
