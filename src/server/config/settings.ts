import type { DeviceGroup } from "../../domain/exposure/device-group.ts";
import type { AccessRules, EndpointRbac } from "../../identity/access.ts";
import type { StandInTenant, StandInUser } from "../../identity/issuer/directory.ts";
import type { TrustedIssuer } from "../../identity/trusted-issuer.ts";
import type { QuotaSetting } from "../../quota/limits.ts";
import type { ServerLimits } from "../limits.ts";

/** The cloud that a tenant lives in; its portal and its sign-in follow from it (contract/defender.md § 1). */
export type TenantCloud = "global" | "gcc" | "gccHigh" | "dod";

/** A person of a tenant. `directoryRoles` are template ids. */
export interface UserConfig extends StandInUser {
  readonly directoryRoles: readonly string[];
}

/** A device group and the user groups it is open to; none named means everyone. */
export interface DeviceGroupConfig extends DeviceGroup {
  readonly userGroups: readonly string[];
}

/** One customer: its people, their roles, and how its devices are grouped. Ids are in lower case. */
export interface TenantConfig extends AccessRules, StandInTenant {
  readonly cloud: TenantCloud;
  readonly endpointRbac: EndpointRbac;
  readonly users: readonly UserConfig[];
  readonly deviceGroups: readonly DeviceGroupConfig[];
}

/** The configuration, whole and checked: what was left out of the file has its default here. */
export interface Config {
  readonly tenants: readonly TenantConfig[];
  readonly issuers: readonly TrustedIssuer[];
  /** Audiences beside those of the vendor. */
  readonly audiences: readonly string[];
  /** The operator's own host names in lower case, which count as the global cloud. */
  readonly hosts: readonly string[];
  readonly quotas: QuotaSetting;
  readonly limits: Partial<ServerLimits>;
}

/** What holds where nothing is configured: no tenant, nobody trusted, the vendor's quotas. */
export function defaultConfig(): Config {
  return { tenants: [], issuers: [], audiences: [], hosts: [], quotas: "vendor", limits: {} };
}
