import { SERVICE_SOURCES } from "../../domain/enums.ts";
import { UNGROUPED_DEVICES } from "../../domain/exposure/device-group.ts";
import {
  directoryRoleOf,
  directoryRoles,
  rolePermissionNames,
  rolePermissionOf,
} from "../../identity/role-permissions.ts";
import { type Cursor, field, items, itemsOf, problemAt, textOf } from "./cursor.ts";
import { didYouMean } from "./nearest-name.ts";
import { type ConfigProblem, quoted } from "./problems.ts";

/** What a schema cannot say of tenants: that names are unique, known, and refer to something. */
export function tenantProblems(root: Cursor): readonly ConfigProblem[] {
  const tenants = itemsOf(root, "tenants");
  return [
    ...repeated(tenants.map((tenant) => field(tenant, "id"))),
    ...repeated(tenants.flatMap((tenant) => itemsOf(tenant, "domains"))),
    ...tenants.flatMap(problemsOfTenant),
  ];
}

function problemsOfTenant(tenant: Cursor): readonly ConfigProblem[] {
  const of = (list: string, key: string) => itemsOf(tenant, list).map((item) => field(item, key));
  return [
    ...repeated(of("roles", "name")),
    ...repeated(of("userGroups", "name")),
    ...repeated(of("userGroups", "id")),
    ...repeated(of("users", "objectId")),
    ...repeated(of("users", "userPrincipalName")),
    ...repeated(of("deviceGroups", "name")),
    ...repeated(of("deviceGroups", "rank")),
    ...repeated(of("apps", "appId")),
    ...repeated(of("consents", "appId")),
    ...repeated(itemsOf(tenant, "apps").flatMap((app) => itemsOf(field(app, "api"), "uris"))),
    ...itemsOf(tenant, "roles").flatMap(problemsOfRole),
    ...itemsOf(tenant, "users").flatMap(problemsOfUser),
    ...of("deviceGroups", "name").flatMap(reservedName),
    ...userGroupProblems(tenant),
    ...rolesBeforeTheirTime(tenant),
  ];
}

function problemsOfRole(role: Cursor): readonly ConfigProblem[] {
  return [
    ...unknown(itemsOf(role, "permissions"), "permission", rolePermissionNames, (name) =>
      Boolean(rolePermissionOf(name)),
    ),
    ...unknown(itemsOf(role, "services"), "service", SERVICE_SOURCES, (name) =>
      SERVICE_SOURCES.some((service) => service === name),
    ),
  ];
}

function problemsOfUser(user: Cursor): readonly ConfigProblem[] {
  const known = directoryRoles.map(({ name }) => name);
  return unknown(itemsOf(user, "directoryRoles"), "directory role", known, (name) =>
    Boolean(directoryRoleOf(name)),
  );
}

function reservedName(name: Cursor): readonly ConfigProblem[] {
  if (textOf(name).toLowerCase() !== UNGROUPED_DEVICES.toLowerCase()) return [];
  return [problemAt(name, "is the group of all other devices, and needs no rule: see ungroupedDevices")];
}

/** User groups must be there; and only those that hold a role can be given devices (contract/defender.md § 2.6). */
function userGroupProblems(tenant: Cursor): readonly ConfigProblem[] {
  const names = itemsOf(tenant, "userGroups").map((group) => textOf(field(group, "name")));
  const given = itemsOf(tenant, "roles").flatMap((role) => itemsOf(role, "userGroups"));
  const listed = [...itemsOf(tenant, "deviceGroups"), field(tenant, "ungroupedDevices")].flatMap((group) =>
    itemsOf(group, "userGroups"),
  );
  const withRole = new Set(given.map(textOf));
  return [
    ...unknown([...given, ...listed], "user group", names, (name) => names.includes(name)),
    ...listed
      .filter((name) => names.includes(textOf(name)) && !withRole.has(textOf(name)))
      .map((name) => problemAt(name, "holds no role: only a user group with a role can be given devices")),
  ];
}

function rolesBeforeTheirTime(tenant: Cursor): readonly ConfigProblem[] {
  const roles = field(tenant, "roles");
  if (field(tenant, "endpointRbac").value !== false || items(roles).length === 0) return [];
  return [problemAt(roles, "grant nothing while endpointRbac is false: directory roles alone decide then")];
}

function unknown(
  names: readonly Cursor[],
  what: string,
  known: readonly string[],
  isKnown: (name: string) => boolean,
): readonly ConfigProblem[] {
  return names
    .filter((name) => textOf(name) !== "" && !isKnown(textOf(name)))
    .map((name) =>
      problemAt(name, `no ${what} is called ${quoted(textOf(name))}${didYouMean(textOf(name), known)}`),
    );
}

/** Letter case does not tell names and ids apart. */
function repeated(values: readonly Cursor[]): readonly ConfigProblem[] {
  const seen = new Set<string>();
  return values.flatMap((cursor) => {
    const { value } = cursor;
    if (typeof value !== "string" && typeof value !== "number") return [];
    const key = String(value).toLowerCase();
    if (seen.has(key)) return [problemAt(cursor, `${quoted(String(value))} is there twice`)];
    seen.add(key);
    return [];
  });
}
