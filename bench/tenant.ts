import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { loadOrCreateStandInKeys } from "../src/identity/issuer/keys.ts";
import { mintToken } from "../src/identity/issuer/mint.ts";

export const TENANT = "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11";
/** Devices whose names start so are the only ones that the user with a limited view sees. */
export const BOARD_DEVICES = "board-";
const BOARD_USER = {
  objectId: "00000000-0000-4000-8000-00000000000b",
  userPrincipalName: "jonas.weber@northwind.example",
};
const REQUEST = {
  tenantId: TENANT,
  audience: "https://api.security.microsoft.com",
  appId: "5f1c7a52-9a0e-4f43-8a2b-6f0f8d1f3b21",
} as const;

/** The quota counts every call as it does for users; it is only so high that nobody reaches it. */
const NEVER_REACHED = "{ perMinute: 100000000, perHour: 1000000000 }";

export const CONFIG = `
quotas: { getIncident: ${NEVER_REACHED}, listIncidents: ${NEVER_REACHED}, updateIncident: ${NEVER_REACHED}, graphSecurity: ${NEVER_REACHED} }
tenants:
  - id: ${TENANT}
    name: Northwind
    domains: [northwind.example]
    userGroups:
      - { name: SOC, members: [ana.ruiz@northwind.example] }
      - { name: Board desk, members: [${BOARD_USER.userPrincipalName}] }
    roles:
      - { name: Analysts, permissions: ["View data", "Alerts investigation"], userGroups: [SOC] }
      - { name: Readers, permissions: ["View data"], userGroups: [Board desk] }
    deviceGroups:
      - { name: Board, rank: 1, match: { names: ["${BOARD_DEVICES}*"] }, userGroups: [SOC, Board desk] }
    ungroupedDevices: { userGroups: [SOC] }
`;

export function configFile(folder: string): string {
  return join(folder, "config.yaml");
}

/** A token of an application, which sees everything and may change it. Valid for an hour. */
export async function applicationToken(folder: string): Promise<string> {
  const roles = ["Incident.ReadWrite.All"];
  return mintToken(await loadOrCreateStandInKeys(folder), { ...REQUEST, kind: "application", roles }, mint());
}

/** The same for Graph. */
export async function graphToken(folder: string): Promise<string> {
  const roles = ["SecurityIncident.ReadWrite.All", "SecurityAlert.ReadWrite.All"];
  const request = {
    ...REQUEST,
    audience: "https://graph.microsoft.com",
    kind: "application",
    roles,
  } as const;
  return mintToken(await loadOrCreateStandInKeys(folder), request, mint());
}

/** A token of the user who sees the board's devices alone. Valid for an hour. */
export async function limitedToken(folder: string): Promise<string> {
  const request = { ...REQUEST, kind: "user", user: BOARD_USER, scopes: ["Incident.Read"] } as const;
  return mintToken(await loadOrCreateStandInKeys(folder), request, mint());
}

function mint() {
  return { nowSeconds: Math.floor(Date.now() / 1000), random: (bytes: number) => randomBytes(bytes) };
}
