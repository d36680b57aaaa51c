import type { TokenRequest } from "../../src/identity/issuer/claims.ts";
import { APP, CRASH_TENANTS } from "../crash/tenants.ts";
import { FABRIKAM, NORTHWIND } from "../fixtures/scopes.ts";
import { AUDIENCE } from "../fixtures/server.ts";

export const CLUSTER_TENANTS = CRASH_TENANTS;

/** Sees everything and writes. */
export const ANALYST = "ana.ruiz@northwind.example";
/** Reads, and sees no server. */
export const READER = "jonas.weber@northwind.example";

const OBJECT_IDS: Readonly<Record<string, string>> = {
  [ANALYST]: "00000000-0000-4000-8000-00000000000a",
  [READER]: "00000000-0000-4000-8000-00000000000c",
};

const northwind = {
  id: NORTHWIND,
  name: "Northwind",
  apps: [APP],
  userGroups: [
    { name: "SOC", members: [ANALYST] },
    { name: "Helpdesk", members: [READER] },
  ],
  roles: [
    { name: "Analysts", permissions: ["View data", "Alerts investigation"], userGroups: ["SOC"] },
    { name: "Readers", permissions: ["View data"], userGroups: ["Helpdesk"] },
  ],
  deviceGroups: [
    { name: "Servers", rank: 1, match: { names: ["srv-*"] }, userGroups: ["SOC"] },
    { name: "Laptops", rank: 2, match: { names: ["lt-*"] }, userGroups: [] },
  ],
};

/** The tenants of test/crash, with people who see different parts of one of them. */
export const CLUSTER_CONFIG = JSON.stringify({
  quotas: "off",
  tenants: [northwind, { id: FABRIKAM, name: "Fabrikam", apps: [APP] }],
});

export function tokenOfUser(userPrincipalName: string): TokenRequest {
  return {
    kind: "user",
    tenantId: NORTHWIND,
    audience: AUDIENCE,
    appId: APP.appId,
    user: { objectId: OBJECT_IDS[userPrincipalName] ?? "", userPrincipalName },
    scopes: ["Incident.ReadWrite", "Alert.ReadWrite"],
  };
}

export function tokenOfApplication(tenantId: string): TokenRequest {
  return {
    kind: "application",
    tenantId,
    audience: AUDIENCE,
    appId: APP.appId,
    roles: APP.permissions,
  };
}
