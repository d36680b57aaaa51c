import type { Incident } from "../../domain/incident/incident.ts";
import { filled } from "./ready-text.ts";
import { graphRenderer, partsOf } from "./writer.ts";

/** A whole incident as `$expand=alerts` gives it to a client that knows every member. */
export function graphIncidentText(
  incident: Incident,
  { tenantId, portalBase }: { readonly tenantId: string; readonly portalBase: string },
): string {
  const { incidentId, status } = incident;
  const { own, kept } = partsOf(graphRenderer.incident(incident, tenantId));
  const alerts = status === "redirected" ? [] : incident.alerts;
  const texts = alerts.map((alert) => graphRenderer.alert(alert, incidentId, tenantId));
  return filled(`{${own},"alerts":[${texts.join(",")}]${kept}}`, { portalBase, lateMembers: true });
}
