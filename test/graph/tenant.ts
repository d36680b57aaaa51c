import { parseConfig } from "../../src/server/config/config.ts";
import { alertOf, deviceOf, incidentOf, time } from "../fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND } from "../fixtures/scopes.ts";
import { type ServerOptions, startServer, type TestServer } from "../fixtures/server.ts";

/** The tenant of the tests of Graph: 120 incidents, every third about a laptop, two of each minute. */
const CONFIG = `
quotas: "off"
tenants:
  - id: ${NORTHWIND}
    name: Northwind
    userGroups:
      - { name: SOC, members: [ana.ruiz@northwind.example] }
      - { name: Helpdesk, members: [jonas.weber@northwind.example] }
    roles:
      - { name: Readers, permissions: ["View data", "Alerts investigation"], userGroups: [SOC, Helpdesk] }
    deviceGroups:
      - { name: Servers, rank: 1, match: { names: ["srv-*"] }, userGroups: [SOC] }
      - { name: Laptops, rank: 2, match: { names: ["lt-*"] }, userGroups: [Helpdesk] }
  - { id: ${FABRIKAM}, name: Fabrikam }
`;
export const COUNT = 120;

export const isLaptop = (id: number) => id % 3 === 0;

const incidents = Array.from({ length: COUNT }, (_, index) => {
  const id = index + 1;
  const name = isLaptop(id) ? "lt-1" : "srv-1";
  const minute = String(Math.floor(index / 2)).padStart(2, "0");
  return incidentOf({
    incidentId: id,
    createdDateTime: time(`2026-03-0${1 + (index % 5)}T00:00:00Z`),
    lastUpdateDateTime: time(`2026-04-01T0${index < 60 ? 1 : 2}:${minute.slice(-2)}:00.5Z`),
    severity: id % 4 === 0 ? "high" : "low",
    classification: id % 10 === 0 ? "truePositive" : "unknown",
    determination: id % 10 === 0 ? "malware" : "unknown",
    assignedTo: id % 50 === 0 ? "o'brien@northwind.example" : null,
    alerts: [
      alertOf({
        alertId: `da${id}-1`,
        severity: id % 4 === 0 ? "high" : "low",
        serviceSource: id === 7 ? "microsoftSentinel" : "microsoftDefenderForEndpoint",
        lastUpdateDateTime: time(`2026-04-01T0${index < 60 ? 1 : 2}:${minute.slice(-2)}:00.5Z`),
        classification: id === 8 ? "falsePositive" : null,
        evidence: [
          deviceOf({
            mdeDeviceId: name,
            deviceDnsName: `${name}.northwind.example`,
            remediationStatus: id === 7 ? "active" : "none",
          }),
        ],
      }),
    ],
  });
});

/** Newest change first, then by number. */
export const idsInOrder = incidents
  .toSorted((a, b) =>
    a.lastUpdateDateTime === b.lastUpdateDateTime
      ? a.incidentId - b.incidentId
      : a.lastUpdateDateTime < b.lastUpdateDateTime
        ? 1
        : -1,
  )
  .map(({ incidentId }) => String(incidentId));

export const GRAPH = "https://graph.microsoft.com";
export const JONAS = {
  objectId: "00000000-0000-4000-8000-00000000000c",
  userPrincipalName: "jonas.weber@northwind.example",
};
const APP = "5f1c7a52-9a0e-4f43-8a2b-6f0f8d1f3b21";

export interface GraphServer extends TestServer {
  /** An application's token for Graph. */
  graphToken(roles?: readonly string[], tenantId?: string): Promise<string>;
  graphUserToken(scopes?: readonly string[]): Promise<string>;
}

export const ALL_PERMISSIONS = ["SecurityIncident.ReadWrite.All", "SecurityAlert.ReadWrite.All"];

export async function startGraph(options: ServerOptions = {}): Promise<GraphServer> {
  const config = parseConfig(CONFIG, "graph.yaml");
  const theirs = [incidentOf({ incidentId: 500, alerts: [alertOf({ alertId: "da500" })] })];
  const server = await startServer(config, { [NORTHWIND]: incidents, [FABRIKAM]: theirs }, options);
  return {
    ...server,
    graphToken: (roles = ALL_PERMISSIONS, tenantId = NORTHWIND) =>
      server.token({ kind: "application", tenantId, audience: GRAPH, roles, appId: APP }),
    graphUserToken: (scopes = ALL_PERMISSIONS) =>
      server.token({ kind: "user", tenantId: NORTHWIND, audience: GRAPH, appId: APP, user: JONAS, scopes }),
  };
}
