import { SERVICE_SOURCES } from "../domain/enums.ts";
import { UNGROUPED_DEVICES } from "../domain/exposure/device-group.ts";
import type { Exposure } from "../domain/scope.ts";
import type { Principal, UserPrincipal } from "./principal.ts";
import { Refusal } from "./refusal.ts";
import {
  type DirectoryRole,
  directoryRoleOf,
  printedName,
  ROLE_PERMISSIONS,
  type RolePermission,
} from "./role-permissions.ts";
import { type KnownUser, knownUserOf, type UserGroup, userGroupsOf } from "./user-groups.ts";

/**
 * How roles are administered: `unified` as the vendor does today, `true` with the older roles of Endpoint, `false` before
 * either was turned on.
 */
export type EndpointRbac = boolean | "unified";

/** A custom role, given to user groups. */
export interface Role {
  readonly name: string;
  readonly permissions: readonly RolePermission[];
  readonly userGroups: readonly string[];
  readonly services: "all" | readonly string[];
}

/** The part of a tenant's configuration that decides on access. */
export interface AccessRules {
  /** Lower-case GUID of the tenant. */
  readonly id: string;
  readonly roles: readonly Role[];
  readonly userGroups: readonly UserGroup[];
  /** `directoryRoles` are names or template ids. */
  readonly users: readonly (KnownUser & { readonly directoryRoles: readonly string[] })[];
  /** User groups that a device group is open to; none named means everyone. */
  readonly deviceGroups: readonly { readonly name: string; readonly userGroups: readonly string[] }[];
  readonly ungroupedDevices: { readonly userGroups: readonly string[] };
  /** `unified` when left out. */
  readonly endpointRbac?: EndpointRbac | undefined;
}

/** What a caller may do in a tenant, and what of it the caller sees. */
export interface Access {
  readonly permissions: ReadonlySet<RolePermission>;
  readonly exposure: Exposure;
}

const ENDPOINT = "microsoftDefenderForEndpoint";
const EVERYTHING: Exposure = { kind: "everything" };
const NOTHING: Exposure = { kind: "limited", serviceSources: new Set(), deviceGroups: new Set() };
const APPLICATION_ACCESS: Access = { permissions: new Set(ROLE_PERMISSIONS), exposure: EVERYTHING };
const NO_ACCESS: Access = { permissions: new Set(), exposure: NOTHING };

/**
 * Design § 4 and contract/defender.md § 2.6. An application sees its whole tenant. A person may do what the directory
 * roles and the roles of the own user groups grant together, and sees the services of those roles that grant viewing,
 * on devices in the groups that are open to the own user groups or to everyone. Administrators see every device. Before
 * role-based access is on, directory roles alone decide and device groups close nothing.
 *
 * A principal of another tenant than the rules' has no access at all.
 */
export function resolveAccess(principal: Principal, rules: AccessRules): Access {
  if (principal.tenantId.toLowerCase() !== rules.id.toLowerCase()) return NO_ACCESS;
  if (principal.kind === "application") return APPLICATION_ACCESS;
  const directory = directoryRolesOf(principal, rules);
  const groups = userGroupsOf(principal, rules.userGroups, rules.users);
  const roles =
    rules.endpointRbac === false
      ? []
      : rules.roles.filter((role) => role.userGroups.some((group) => groups.has(group)));
  const permissions = new Set([...directory, ...roles].flatMap((role) => role.permissions));
  if (!permissions.has("viewData")) return { permissions, exposure: NOTHING };
  if (rules.endpointRbac === false || directory.some((role) => role.administrator)) {
    return { permissions, exposure: EVERYTHING };
  }
  return {
    permissions,
    exposure: exposureOf(servicesOf(directory, roles, rules.endpointRbac), groups, rules),
  };
}

/**
 * Lets a person pass who holds a role with the permission; applications hold all of them.
 *
 * @throws {Refusal} `missing-role-permission`
 */
export function requireRolePermission(access: Access, permission: RolePermission): void {
  if (access.permissions.has(permission)) return;
  throw new Refusal(
    { code: "missing-role-permission", required: [printedName(permission)] },
    `no role of the user grants ${permission}`,
  );
}

function directoryRolesOf(principal: UserPrincipal, rules: AccessRules): readonly DirectoryRole[] {
  const configured = knownUserOf(principal, rules.users)?.directoryRoles ?? [];
  const roles = [...principal.directoryRoles, ...configured].map(directoryRoleOf);
  return roles.filter((role) => role !== undefined);
}

/**
 * The services of the roles that grant viewing. Directory roles open all of them; but once the roles of Endpoint are on,
 * those that only read no longer open Endpoint's own data until a role does (contract/defender.md § 2.6).
 */
function servicesOf(
  directory: readonly DirectoryRole[],
  roles: readonly Role[],
  endpointRbac: EndpointRbac | undefined,
): "all" | ReadonlySet<string> {
  const byDirectory = directory.map((role) => {
    const manages = role.permissions.includes("alertsInvestigation");
    return manages || endpointRbac !== true
      ? "all"
      : SERVICE_SOURCES.filter((service) => service !== ENDPOINT);
  });
  const byRole = roles.filter((role) => role.permissions.includes("viewData")).map((role) => role.services);
  const services = [...byDirectory, ...byRole].flat();
  return services.includes("all") ? "all" : new Set(services);
}

function exposureOf(
  serviceSources: "all" | ReadonlySet<string>,
  groups: ReadonlySet<string>,
  rules: AccessRules,
): Exposure {
  const all = [...rules.deviceGroups, { ...rules.ungroupedDevices, name: UNGROUPED_DEVICES }];
  const open = all.filter(
    ({ userGroups }) => userGroups.length === 0 || userGroups.some((group) => groups.has(group)),
  );
  if (serviceSources === "all" && open.length === all.length) return EVERYTHING;
  return { kind: "limited", serviceSources, deviceGroups: new Set(open.map((group) => group.name)) };
}
