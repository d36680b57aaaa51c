import type { Incident } from "../../src/domain/incident/incident.ts";
import { alertOf, deviceOf, incidentOf } from "../fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND } from "../fixtures/scopes.ts";

/** The tenants that are loaded until the server is killed. */
export const CRASH_TENANTS = [NORTHWIND, FABRIKAM] as const;

/** Incidents that stay open, for any update. */
export const OPEN_INCIDENTS: readonly number[] = Array.from({ length: 24 }, (_, at) => at + 1);
/** Incidents with many alerts that are resolved once, so that much is left to be done after the answer. */
export const LARGE_INCIDENTS: readonly number[] = Array.from({ length: 16 }, (_, at) => at + 101);

const ALERTS_OF_OPEN = 3;
const ALERTS_OF_LARGE = 12;

/** Devices that alerts are reported about. */
export const LAPTOPS: readonly string[] = Array.from({ length: 8 }, (_, at) => `1a0${at}`);
const SERVERS: readonly string[] = Array.from({ length: 4 }, (_, at) => `5e0${at}`);

export function alertIdsOf(incidentId: number): readonly string[] {
  const count = incidentId > 100 ? ALERTS_OF_LARGE : ALERTS_OF_OPEN;
  return Array.from({ length: count }, (_, at) => `da${incidentId}-${String(at).padStart(2, "0")}`);
}

/** What a tenant starts with: alerts about laptops, about servers, and about no device. */
export function firstIncidents(): readonly Incident[] {
  return [...OPEN_INCIDENTS, ...LARGE_INCIDENTS].map((incidentId) =>
    incidentOf({
      incidentId,
      alerts: alertIdsOf(incidentId).map((alertId, at) =>
        alertOf({ alertId, title: `Finding ${alertId}`, evidence: evidenceOf(incidentId, at) }),
      ),
    }),
  );
}

function evidenceOf(incidentId: number, at: number) {
  const laptop = LAPTOPS[incidentId % LAPTOPS.length] ?? "";
  const server = SERVERS[(incidentId + at) % SERVERS.length] ?? "";
  if (at % 3 === 0)
    return [deviceOf({ mdeDeviceId: laptop, deviceDnsName: `lt-${laptop}.northwind.example` })];
  if (at % 3 === 1)
    return [deviceOf({ mdeDeviceId: server, deviceDnsName: `srv-${server}.northwind.example` })];
  return [];
}

export const APP = {
  appId: "11f0a7c2-0002-4d5a-8e10-7b2f0c4e0a02",
  name: "Automation",
  secret: "test-only-secret-of-the-crash-test",
  permissions: ["Incident.ReadWrite.All", "Alert.ReadWrite.All"],
};

/** Two configurations that put devices into other groups, so that a start or a reload has something to move. */
export function configText(which: "first" | "second"): string {
  const names = which === "first" ? ["srv-*"] : ["srv-*", "lt-1a00*", "lt-1a01*"];
  const deviceGroups = [
    { name: "Servers", rank: 1, match: { names }, userGroups: [] },
    { name: "Laptops", rank: 2, match: { names: ["lt-*"] }, userGroups: [] },
  ];
  const tenants = CRASH_TENANTS.map((id) => ({
    id,
    name: `Tenant ${id.slice(0, 4)}`,
    deviceGroups,
    apps: [APP],
  }));
  return JSON.stringify({ quotas: "off", tenants });
}
