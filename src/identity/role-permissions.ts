/** What a role may grant, by the names this program uses. */
export const ROLE_PERMISSIONS = [
  "viewData",
  "viewVulnerabilityData",
  "alertsInvestigation",
  "activeRemediation",
  "managePortalSettings",
  "manageSecuritySettings",
  "liveResponseBasic",
  "liveResponseAdvanced",
] as const;
export type RolePermission = (typeof ROLE_PERMISSIONS)[number];

const DATA = ["security operations", "security data"];

/**
 * The names in print, from the outermost part to the innermost: those of Endpoint roles first, then their unified RBAC
 * equivalents (contract/defender.md § 2.6).
 */
const NAMES: Readonly<Record<RolePermission, readonly (readonly string[])[]>> = {
  viewData: [["view data"], ["view data", "security operations"], [...DATA, "security data basics (read)"]],
  viewVulnerabilityData: [
    ["view data", "vulnerability management"],
    ["security posture", "posture management", "vulnerability management (read)"],
  ],
  alertsInvestigation: [["alerts investigation"], [...DATA, "alerts (manage)"]],
  activeRemediation: [["active remediation actions"], [...DATA, "response (manage)"]],
  managePortalSettings: [
    ["manage portal system settings"],
    ["authorization and settings", "system settings (read and manage)"],
  ],
  manageSecuritySettings: [
    ["manage security settings"],
    ["authorization and settings", "security settings", "core security settings (manage)"],
  ],
  liveResponseBasic: [["live response basic"], ["security operations", "basic live response (manage)"]],
  liveResponseAdvanced: [
    ["live response advanced"],
    ["security operations", "advanced live response (manage)"],
  ],
};

const spellings = ROLE_PERMISSIONS.flatMap((permission) =>
  NAMES[permission].map((parts) => ({ permission, parts })),
);

/**
 * The permission that a configured name means; undefined for a name that no page prints. Parts are divided by `\` or `/`
 * and the outer ones may be left out; case and the number of spaces do not matter.
 */
export function rolePermissionOf(name: string): RolePermission | undefined {
  const parts = name.split(/[\\/]/).map((part) => part.trim().replace(/\s+/g, " ").toLowerCase());
  const matches = spellings.filter((spelling) => endsWith(spelling.parts, parts));
  const exact = matches.find((spelling) => spelling.parts.length === parts.length) ?? matches[0];
  return exact?.permission;
}

/** The names that a person may write, for an error that suggests one. */
export const rolePermissionNames: readonly string[] = spellings.map(({ parts }) => capitalised(parts));

/** The name that Endpoint gives a permission, for people. */
export function printedName(permission: RolePermission): string {
  return capitalised(NAMES[permission][0] ?? [permission]);
}

/** The whole path or an end of it that is a name by itself: `security operations` alone names no permission. */
function endsWith(whole: readonly string[], end: readonly string[]): boolean {
  if (end.length > whole.length) return false;
  if (whole[0] === "view data" && end.length < whole.length) return false;
  return end.every((part, index) => whole[whole.length - end.length + index] === part);
}

function capitalised(parts: readonly string[]): string {
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(" \\ ");
}

/** A directory role of Entra that has access to Defender's data. */
export interface DirectoryRole {
  readonly name: string;
  /** What `wids` of a token names it by. */
  readonly templateId: string;
  readonly permissions: readonly RolePermission[];
  /** Holders are administrators of Endpoint, who see every device whatever its group. */
  readonly administrator: boolean;
}

const READ: readonly RolePermission[] = ["viewData", "viewVulnerabilityData"];
const OPERATE: readonly RolePermission[] = [
  ...READ,
  "alertsInvestigation",
  "activeRemediation",
  "liveResponseBasic",
  "liveResponseAdvanced",
];
const MANAGE: readonly RolePermission[] = [...OPERATE, "managePortalSettings", "manageSecuritySettings"];

/**
 * contract/defender.md § 2.6. Security administrators are made Endpoint administrators as global ones are: the vendor
 * gives both the built-in administrator role.
 */
export const directoryRoles: readonly DirectoryRole[] = [
  {
    name: "Global Administrator",
    templateId: "62e90394-69f5-4237-9190-012177145e10",
    permissions: MANAGE,
    administrator: true,
  },
  {
    name: "Security Administrator",
    templateId: "194ae4cb-b126-40b2-bd5b-6091b380977d",
    permissions: MANAGE,
    administrator: true,
  },
  {
    name: "Security Operator",
    templateId: "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f",
    permissions: OPERATE,
    administrator: false,
  },
  {
    name: "Global Reader",
    templateId: "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
    permissions: READ,
    administrator: false,
  },
  {
    name: "Security Reader",
    templateId: "5d6b6bb7-de71-4623-b4af-96380a352509",
    permissions: READ,
    administrator: false,
  },
];

/** A directory role by its name or template id, in any case. */
export function directoryRoleOf(nameOrId: string): DirectoryRole | undefined {
  const wanted = nameOrId.trim().toLowerCase();
  return directoryRoles.find((role) => role.templateId === wanted || role.name.toLowerCase() === wanted);
}
