/** What a role may grant, by the names this program uses. */
export type RolePermission =
  | "viewData"
  | "alertsInvestigation"
  | "activeRemediation"
  | "managePortalSettings"
  | "manageSecuritySettings"
  | "liveResponseBasic"
  | "liveResponseAdvanced";

/**
 * The names in print: those of Endpoint roles, and their unified RBAC equivalents where the vendor gives one
 * (contract/defender.md § 2.6). Compared without regard to case, spaces and the parts before the last backslash.
 */
const NAMES: Readonly<Record<string, RolePermission>> = {
  "view data": "viewData",
  "view data - security operations": "viewData",
  "security data basics (read)": "viewData",
  "security data basics": "viewData",
  "alerts investigation": "alertsInvestigation",
  "alerts (manage)": "alertsInvestigation",
  "active remediation actions": "activeRemediation",
  "active remediation actions - security operations": "activeRemediation",
  "response (manage)": "activeRemediation",
  "manage portal system settings": "managePortalSettings",
  "manage security settings": "manageSecuritySettings",
  "live response basic": "liveResponseBasic",
  "basic live response (manage)": "liveResponseBasic",
  "live response advanced": "liveResponseAdvanced",
  "advanced live response (manage)": "liveResponseAdvanced",
};

/** The permission that a configured name means; undefined for a name that no page prints. */
export function rolePermissionOf(name: string): RolePermission | undefined {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  return NAMES[last.trim().replace(/\s+/g, " ").toLowerCase()];
}

/** The names a person may write, for an error that lists them. */
export const rolePermissionNames: readonly string[] = Object.keys(NAMES);

/** What Entra's directory roles grant, by template id (contract/defender.md § 2.6). */
export interface DirectoryRole {
  readonly name: string;
  readonly templateId: string;
  readonly permissions: readonly RolePermission[];
}

const READ: readonly RolePermission[] = ["viewData"];
const MANAGE: readonly RolePermission[] = [
  "viewData",
  "alertsInvestigation",
  "activeRemediation",
  "managePortalSettings",
  "manageSecuritySettings",
];
const OPERATE: readonly RolePermission[] = ["viewData", "alertsInvestigation", "activeRemediation"];

export const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";

export const directoryRoles: readonly DirectoryRole[] = [
  { name: "Global Administrator", templateId: GLOBAL_ADMINISTRATOR, permissions: MANAGE },
  { name: "Security Administrator", templateId: "194ae4cb-b126-40b2-bd5b-6091b380977d", permissions: MANAGE },
  { name: "Security Operator", templateId: "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f", permissions: OPERATE },
  { name: "Global Reader", templateId: "f2ef992c-3afb-46b9-b7cf-a126ee74c451", permissions: READ },
  { name: "Security Reader", templateId: "5d6b6bb7-de71-4623-b4af-96380a352509", permissions: READ },
];

/** A directory role by its name or template id. */
export function directoryRoleOf(nameOrId: string): DirectoryRole | undefined {
  const wanted = nameOrId.trim().toLowerCase();
  return directoryRoles.find((role) => role.templateId === wanted || role.name.toLowerCase() === wanted);
}
