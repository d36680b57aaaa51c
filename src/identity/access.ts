import { UNGROUPED_DEVICES } from "../domain/exposure/device-group.ts";
import type { Exposure } from "../domain/scope.ts";
import type { Principal, UserPrincipal } from "./principal.ts";
import { Refusal } from "./refusal.ts";
import { directoryRoleOf, GLOBAL_ADMINISTRATOR, type RolePermission } from "./role-permissions.ts";

/** What the configuration says of a tenant's people: the part of it that decides on access. */
export interface AccessRules {
  readonly roles: readonly {
    readonly permissions: readonly RolePermission[];
    readonly userGroups: readonly string[];
    readonly services: "all" | readonly string[];
  }[];
  readonly userGroups: readonly {
    readonly name: string;
    readonly id?: string | undefined;
    readonly members: readonly string[];
  }[];
  readonly users: readonly {
    readonly userPrincipalName: string;
    readonly objectId: string;
    readonly directoryRoles: readonly string[];
  }[];
  readonly deviceGroups: readonly { readonly name: string; readonly userGroups: readonly string[] }[];
  readonly ungroupedDevices: { readonly userGroups: readonly string[] };
}

/** What a caller may do in a tenant, and what of it the caller sees. */
export interface Access {
  readonly permissions: ReadonlySet<RolePermission>;
  readonly exposure: Exposure;
}

const EVERY_PERMISSION: ReadonlySet<RolePermission> = new Set([
  "viewData",
  "alertsInvestigation",
  "activeRemediation",
  "managePortalSettings",
  "manageSecuritySettings",
  "liveResponseBasic",
  "liveResponseAdvanced",
]);
const APPLICATION_ACCESS: Access = { permissions: EVERY_PERMISSION, exposure: { kind: "everything" } };

/**
 * Design § 4 and contract/defender.md § 2.6: an application sees its whole tenant. A person has what directory roles and the
 * roles of the own user groups grant together, and sees the services of the roles that grant viewing, in the device groups
 * that are open to the own user groups or to everyone. A global administrator sees every device.
 */
export function resolveAccess(principal: Principal, rules: AccessRules): Access {
  if (principal.kind === "application") return APPLICATION_ACCESS;
  const groups = userGroupsOf(principal, rules);
  const roles = rules.roles.filter((role) => role.userGroups.some((group) => groups.has(group)));
  const directory = directoryRolesOf(principal, rules);
  const permissions = new Set([
    ...roles.flatMap((role) => role.permissions),
    ...directory.flatMap((role) => role.permissions),
  ]);
  if (directory.some((role) => role.templateId === GLOBAL_ADMINISTRATOR)) {
    return { permissions, exposure: { kind: "everything" } };
  }
  const viewing = roles.filter((role) => role.permissions.includes("viewData"));
  const everyService = directory.some((role) => role.permissions.includes("viewData"));
  const services = everyService ? "all" : servicesOf(viewing.map((role) => role.services));
  return { permissions, exposure: exposureOf(services, groups, rules) };
}

/** @throws {Refusal} `missing-role-permission` */
export function requireRolePermission(access: Access, permission: RolePermission): void {
  if (access.permissions.has(permission)) return;
  throw new Refusal(
    { code: "missing-role-permission", required: [permission] },
    `no role of the user grants ${permission}`,
  );
}

/** The names of the caller's user groups, by the configuration's members and by the ids in the token. */
function userGroupsOf(principal: UserPrincipal, rules: AccessRules): ReadonlySet<string> {
  const names = namesOf(principal, rules);
  const ids = new Set(principal.groups.map((id) => id.toLowerCase()));
  const own = rules.userGroups.filter(
    ({ id, members }) =>
      (id !== undefined && ids.has(id.toLowerCase())) ||
      members.some((member) => names.has(member.toLowerCase())),
  );
  return new Set(own.map((group) => group.name));
}

/**
 * What members may be listed as. A principal name counts only while no other person is configured under it: an account made
 * anew under an old name must not inherit.
 */
function namesOf(principal: UserPrincipal, rules: AccessRules): ReadonlySet<string> {
  const objectId = principal.objectId.toLowerCase();
  const name = principal.userPrincipalName.toLowerCase();
  const holder = rules.users.find((user) => user.userPrincipalName.toLowerCase() === name);
  const self = rules.users.find((user) => user.objectId.toLowerCase() === objectId);
  const names = new Set([objectId]);
  if (name !== "" && (holder === undefined || holder === self)) names.add(name);
  if (self) names.add(self.userPrincipalName.toLowerCase());
  return names;
}

function directoryRolesOf(principal: UserPrincipal, rules: AccessRules) {
  const self = rules.users.find((user) => user.objectId.toLowerCase() === principal.objectId.toLowerCase());
  return [...principal.directoryRoles, ...(self?.directoryRoles ?? [])].flatMap(
    (role) => directoryRoleOf(role) ?? [],
  );
}

function servicesOf(services: readonly ("all" | readonly string[])[]): "all" | ReadonlySet<string> {
  if (services.includes("all")) return "all";
  return new Set(services.flatMap((list) => (list === "all" ? [] : list)));
}

function exposureOf(
  serviceSources: "all" | ReadonlySet<string>,
  groups: ReadonlySet<string>,
  rules: AccessRules,
): Exposure {
  const open = ({ userGroups }: { readonly userGroups: readonly string[] }) =>
    userGroups.length === 0 || userGroups.some((group) => groups.has(group));
  const all = [...rules.deviceGroups, { name: UNGROUPED_DEVICES, ...rules.ungroupedDevices }];
  const seen = all.filter(open);
  if (serviceSources === "all" && seen.length === all.length) return { kind: "everything" };
  return { kind: "limited", serviceSources, deviceGroups: new Set(seen.map((group) => group.name)) };
}
