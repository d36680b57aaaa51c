import { renderIncident, writeDefenderIncident } from "../../src/wire/defender/writer.ts";
import { alertOf, deviceOf, incidentOf } from "../fixtures/incidents.ts";
import { NORTHWIND } from "../fixtures/scopes.ts";

/** Incidents to import, as the wire has them, one a line: two alerts each, one about a device. Every id holds their number. */
export function wireDocuments(first: number, count: number): string {
  const links = {
    tenantId: NORTHWIND,
    apiBase: "https://api.security.microsoft.com",
    portalBase: "https://security.microsoft.com",
  };
  const lines = Array.from({ length: count }, (_, at) => {
    const incidentId = first + at;
    const device = deviceOf({ mdeDeviceId: `device-${incidentId}` });
    const alerts = ["a", "b"].map((each) =>
      alertOf({ alertId: `da${incidentId}-${each}`, evidence: each === "a" ? [device] : [] }),
    );
    return writeDefenderIncident(renderIncident(incidentOf({ incidentId, alerts })), links);
  });
  return lines.join("\n");
}
