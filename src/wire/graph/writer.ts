import type { Alert } from "../../domain/alert/alert.ts";
import type { IncidentHeader } from "../../domain/incident/incident.ts";
import { categoriesOf, PRODUCT_NAMES } from "./derived.ts";
import { evidenceText } from "./evidence-writer.ts";
import { keptOf, keptText } from "./kept.ts";
import { portalLinkText } from "./ready-text.ts";
import { typeWriter } from "./type-writer.ts";
import { ALERT, INCIDENT, INCIDENT_BETA } from "./types.ts";

/** The format of ready text and its revision: raise it when the text of one and the same incident changes. */
export const GRAPH_FORM = "graph/1";

/** Makes the ready text of this dialect; the store keeps it and never looks inside (design § 1.9). */
export const graphRenderer = { form: GRAPH_FORM, incident: incidentText, alert: alertText } as const;

const unexpected = () => {
  throw new TypeError("evidence is written apart");
};
const incidentWriter = typeWriter(INCIDENT.properties, unexpected);
const betaWriter = typeWriter(INCIDENT_BETA, unexpected);
const alertWriter = typeWriter(ALERT.properties, unexpected);

/** Between the parts of an incident's text: a line break, which compact JSON never holds. */
const SEPARATOR = "\n";

/** The members of an incident without its alerts: those of every version, those of `/beta`, and what is merely kept. */
function incidentText(incident: IncidentHeader, tenantId: string): string {
  const { incidentId, redirectIncidentId, unmapped } = incident;
  const own = incidentWriter.members(incident, {
    id: `"${incidentId}"`,
    tenantId: JSON.stringify(tenantId),
    incidentWebUrl: incidentLink(incidentId, tenantId),
    redirectIncidentId: redirectIncidentId === null ? "null" : `"${redirectIncidentId}"`,
  });
  const beta = betaWriter.members(keptOf(unmapped) ?? {});
  return [own, `,${beta}`, keptText(unmapped, BETA)].join(SEPARATOR);
}
const BETA: ReadonlySet<string> = new Set(INCIDENT_BETA.map(({ name }) => name));

/** The parts of what `incidentText` made. */
export function partsOf(text: string): {
  readonly own: string;
  readonly beta: string;
  readonly kept: string;
} {
  const [own = "", beta = "", kept = ""] = text.split(SEPARATOR);
  return { own, beta, kept };
}

/** A whole alert, as it stands in a list of them. */
function alertText(alert: Alert, incidentId: number, tenantId: string): string {
  const { alertId, category, serviceSource, unmapped } = alert;
  const { categories, productName } = keptOf(unmapped) ?? {};
  const own = alertWriter.members(alert, {
    id: JSON.stringify(alertId),
    incidentId: `"${incidentId}"`,
    productName: JSON.stringify(productName ?? PRODUCT_NAMES.get(serviceSource) ?? null),
    tenantId: JSON.stringify(tenantId),
    categories: JSON.stringify(categories ?? categoriesOf(category)),
    alertWebUrl: portalLinkText(`/alerts/${linkSafe(alertId)}`, tenantId),
    incidentWebUrl: incidentLink(incidentId, tenantId),
    evidence: `[${alert.evidence.map(evidenceText).join(",")}]`,
  });
  return `{${own}${keptText(unmapped, DERIVED)}}`;
}
const DERIVED: ReadonlySet<string> = new Set(["categories", "productName"]);

const incidentLink = (incidentId: number, tenantId: string) =>
  portalLinkText(`/incident2/${incidentId}/overview`, tenantId);

/** An id inside a link inside JSON. */
function linkSafe(id: string): string {
  return encodeURIComponent(id.toWellFormed());
}
