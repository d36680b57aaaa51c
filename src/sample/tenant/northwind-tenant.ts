import { DEVICE_GROUPS, type OpenDeviceGroup } from "./device-groups.ts";
import { PEOPLE } from "./people.ts";

/** The declarative part of a tenant, as a configuration file writes it. */
export interface SampleTenant {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly roles: readonly {
    readonly name: string;
    readonly permissions: readonly string[];
    readonly userGroups: readonly string[];
    /** Service sources in Graph's spelling; all of them when left out. */
    readonly services?: readonly string[];
  }[];
  readonly userGroups: readonly {
    readonly name: string;
    readonly id: string;
    readonly members: readonly string[];
  }[];
  readonly users: readonly {
    readonly userPrincipalName: string;
    readonly objectId: string;
    readonly displayName: string;
    readonly directoryRoles: readonly string[];
    readonly password: string;
  }[];
  readonly deviceGroups: readonly OpenDeviceGroup[];
  readonly ungroupedDevices: { readonly userGroups: readonly string[] };
  readonly apps: readonly SampleApp[];
}

/** An application of the sample tenant, as a configuration file writes it. */
export interface SampleApp {
  readonly appId: string;
  readonly name: string;
  readonly secret?: string;
  readonly permissions?: readonly string[];
  readonly delegatedPermissions?: readonly string[];
  readonly redirectUris?: readonly string[];
  readonly publicClient?: boolean;
  readonly multiTenant?: boolean;
  readonly api?: { readonly uris: readonly string[]; readonly scopes: readonly string[] };
}

const DELEGATED = [
  "Incident.Read",
  "Incident.ReadWrite",
  "Alert.Read",
  "Alert.ReadWrite",
  "SecurityIncident.Read.All",
  "SecurityIncident.ReadWrite.All",
  "SecurityAlert.Read.All",
  "SecurityAlert.ReadWrite.All",
];
const SOC_API = "api://northwind-soc";

/**
 * Northwind, an invented maker of kitchen appliances. Ana Ruiz sees everything; Jonas Weber sees what Endpoint reports on
 * the sales laptops and the ungrouped devices; Robin Reader (`reader@…`) signs in and has no role at all.
 */
export const northwindTenant: SampleTenant = {
  id: "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11",
  name: "Northwind",
  domains: ["northwind.example", "northwind.onmicrosoft.example"],
  roles: [
    { name: "SOC tier 2", permissions: ["View data", "Alerts investigation"], userGroups: ["SOC"] },
    {
      name: "Helpdesk",
      permissions: ["View data"],
      userGroups: ["Helpdesk"],
      services: ["microsoftDefenderForEndpoint"],
    },
  ],
  userGroups: [
    { name: "SOC", id: "5e0c0000-0001-4c0d-9a00-7b2f0c4e0001", members: [PEOPLE.ana.userPrincipalName] },
    {
      name: "Helpdesk",
      id: "5e0c0000-0002-4c0d-9a00-7b2f0c4e0002",
      members: [PEOPLE.jonas.userPrincipalName],
    },
  ],
  users: Object.values(PEOPLE).map(({ userPrincipalName, objectId, displayName }) => ({
    userPrincipalName,
    objectId,
    displayName,
    directoryRoles: [],
    password: `test-only-password-of-${userPrincipalName.split("@")[0]}`,
  })),
  deviceGroups: DEVICE_GROUPS,
  ungroupedDevices: { userGroups: ["SOC", "Helpdesk"] },
  apps: [
    {
      appId: "11f0a7c2-0001-4d5a-8e10-7b2f0c4e0a01",
      name: "Northwind reader",
      secret: "test-only-secret-of-the-northwind-reader",
      permissions: [
        "Incident.Read.All",
        "Alert.Read.All",
        "SecurityIncident.Read.All",
        "SecurityAlert.Read.All",
      ],
    },
    {
      appId: "11f0a7c2-0002-4d5a-8e10-7b2f0c4e0a02",
      name: "Northwind automation",
      secret: "test-only-secret-of-the-northwind-automation",
      permissions: [
        "Incident.ReadWrite.All",
        "Alert.ReadWrite.All",
        "SecurityIncident.ReadWrite.All",
        "SecurityAlert.ReadWrite.All",
      ],
    },
    {
      appId: "11f0a7c2-0003-4d5a-8e10-7b2f0c4e0a03",
      name: "Northwind desktop",
      delegatedPermissions: [...DELEGATED, `${SOC_API}/access_as_user`],
      redirectUris: ["http://localhost"],
      publicClient: true,
      multiTenant: true,
    },
    {
      appId: "11f0a7c2-0004-4d5a-8e10-7b2f0c4e0a04",
      name: "Northwind SOC portal",
      secret: "test-only-secret-of-the-northwind-soc-portal",
      delegatedPermissions: DELEGATED,
      redirectUris: ["https://soc.northwind.example/auth", "http://localhost:3000/auth"],
      api: { uris: [SOC_API], scopes: ["access_as_user"] },
    },
  ],
};
