import type { Incident } from "../domain/incident/incident.ts";
import type { Scope } from "../domain/scope.ts";
import type { TenantConfig } from "../server/config/config.ts";
import { renderIncident, writeDefenderIncidentItem } from "../wire/defender/writer.ts";
import { graphIncidentText } from "../wire/graph/incident-text.ts";
import { portalBase } from "../wire/links.ts";

/** An incident with its alerts as a dialect has it in a list, compact JSON. */
export function incidentText(
  incident: Incident,
  { tenantId }: Scope,
  tenant: TenantConfig | undefined,
  format: "defender" | "graph",
): string {
  const links = { tenantId, apiBase: "", portalBase: portalOf(tenant) };
  return format === "graph"
    ? graphIncidentText(incident, links)
    : writeDefenderIncidentItem(renderIncident(incident), links);
}

/** The portal's links are those of the tenant's cloud; without a configuration, of the global one. */
function portalOf(tenant: TenantConfig | undefined): string {
  const cloud = tenant?.cloud ?? "global";
  return cloud === "dod" ? portalBase("gccHigh", "dod") : portalBase(cloud);
}
