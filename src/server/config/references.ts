import { SERVICE_SOURCES } from "../../domain/enums.ts";
import {
  directoryRoleOf,
  directoryRoles,
  rolePermissionNames,
  rolePermissionOf,
} from "../../identity/role-permissions.ts";
import { checkTrust, type Mode, TrustError, type TrustedIssuer } from "../../identity/trusted-issuer.ts";
import type { ConfigPath, ConfigProblem } from "./problems.ts";
import type { ConfigFile, TenantFile } from "./schema.ts";

/** What a schema cannot say: that names are unique, that what is referred to exists, that words mean something. */
export function referenceProblems(file: ConfigFile): readonly ConfigProblem[] {
  const tenantIds = file.tenants.map((tenant) => tenant.id.toLowerCase());
  return [
    ...duplicates(tenantIds, (index) => ["tenants", index, "id"], "tenant"),
    ...duplicates(
      file.tenants.flatMap((tenant) => tenant.domains ?? []).map((domain) => domain.toLowerCase()),
      () => ["tenants"],
      "domain",
    ),
    ...file.tenants.flatMap((tenant, index) => tenantProblems(tenant, ["tenants", index])),
    ...(file.issuers ?? []).flatMap((issuer, index) =>
      (issuer.tenants ?? []).flatMap((id, at) =>
        tenantIds.includes(id.toLowerCase())
          ? []
          : [{ path: ["issuers", index, "tenants", at], message: `no tenant ${id} is configured` }],
      ),
    ),
  ];
}

/** Whether the issuers can be trusted at all; `issuers` are the file's, with the clouds filled in. */
export function trustProblems(mode: Mode, issuers: readonly TrustedIssuer[]): readonly ConfigProblem[] {
  if (issuers.length === 0) return [];
  try {
    checkTrust(mode, issuers);
    return [];
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    return [{ path: ["issuers"], message: error.message }];
  }
}

function tenantProblems(tenant: TenantFile, at: ConfigPath): readonly ConfigProblem[] {
  const groupNames = new Set((tenant.userGroups ?? []).map((group) => group.name));
  const unknownGroups = (names: readonly string[] | undefined, path: ConfigPath) =>
    (names ?? []).flatMap((name, index) =>
      groupNames.has(name)
        ? []
        : [
            {
              path: [...path, index],
              message: `no user group "${name}" is configured${hint(name, groupNames)}`,
            },
          ],
    );
  const { roles = [], userGroups = [], users = [], deviceGroups = [], apps = [] } = tenant;
  return [
    ...duplicates(
      roles.map((role) => role.name),
      (index) => [...at, "roles", index, "name"],
      "role",
    ),
    ...duplicates(
      userGroups.map((group) => group.name),
      (index) => [...at, "userGroups", index, "name"],
      "user group",
    ),
    ...duplicates(
      users.map((user) => user.objectId.toLowerCase()),
      (index) => [...at, "users", index, "objectId"],
      "user",
    ),
    ...duplicates(
      users.map((user) => user.userPrincipalName.toLowerCase()),
      (index) => [...at, "users", index, "userPrincipalName"],
      "user",
    ),
    ...duplicates(
      deviceGroups.map((group) => group.name),
      (index) => [...at, "deviceGroups", index, "name"],
      "device group",
    ),
    ...duplicates(
      deviceGroups.map((group) => String(group.rank)),
      (index) => [...at, "deviceGroups", index, "rank"],
      "rank",
    ),
    ...duplicates(
      apps.map((app) => app.appId.toLowerCase()),
      (index) => [...at, "apps", index, "appId"],
      "application",
    ),
    ...roles.flatMap((role, index) => [
      ...unknownGroups(role.userGroups, [...at, "roles", index, "userGroups"]),
      ...role.permissions.flatMap((permission, which) =>
        rolePermissionOf(permission)
          ? []
          : [
              problem(
                [...at, "roles", index, "permissions", which],
                `unknown permission "${permission}"`,
                permission,
                rolePermissionNames,
              ),
            ],
      ),
      ...(role.services === undefined || role.services === "all" ? [] : role.services).flatMap(
        (service, which) =>
          SERVICE_SOURCES.some((known) => known === service)
            ? []
            : [
                problem(
                  [...at, "roles", index, "services", which],
                  `unknown service "${service}"`,
                  service,
                  SERVICE_SOURCES,
                ),
              ],
      ),
    ]),
    ...users.flatMap((user, index) =>
      (user.directoryRoles ?? []).flatMap((role, which) =>
        directoryRoleOf(role)
          ? []
          : [
              problem(
                [...at, "users", index, "directoryRoles", which],
                `unknown directory role "${role}"`,
                role,
                directoryRoles.map(({ name }) => name),
              ),
            ],
      ),
    ),
    ...deviceGroups.flatMap((group, index) =>
      unknownGroups(group.userGroups, [...at, "deviceGroups", index, "userGroups"]),
    ),
    ...unknownGroups(tenant.ungroupedDevices?.userGroups, [...at, "ungroupedDevices", "userGroups"]),
    ...apps.flatMap((app, index) =>
      [app.secret, app.secretFile, app.secretEnv].filter((source) => source !== undefined).length > 1
        ? [{ path: [...at, "apps", index], message: "give only one of secret, secretFile and secretEnv" }]
        : [],
    ),
  ];
}

function duplicates(
  values: readonly string[],
  pathOf: (index: number) => ConfigPath,
  what: string,
): readonly ConfigProblem[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index
      ? [{ path: pathOf(index), message: `the ${what} ${value} is there twice` }]
      : [],
  );
}

function problem(path: ConfigPath, message: string, word: string, known: readonly string[]): ConfigProblem {
  return { path, message: `${message}${hint(word, known)}` };
}

/** "did you mean": the known word that is nearest, if one is near at all. */
export function hint(word: string, known: Iterable<string>): string {
  const near = [...known]
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(2, word.length / 3) ? `; did you mean "${near.candidate}"?` : "";
}

const WORD_LENGTH_MAX = 64;

/** Levenshtein's distance, of the first characters of long words. */
function distance(a: string, b: string): number {
  const [from, to] = [a.slice(0, WORD_LENGTH_MAX), b.slice(0, WORD_LENGTH_MAX)];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
