import type { Alert } from "../../domain/alert/alert.ts";
import type { Incident, IncidentHeader } from "../../domain/incident/incident.ts";
import { trimTimestamp } from "../../domain/time.ts";
import { enumText, othersOf } from "../document.ts";
import { writeAlert } from "./alert.ts";
import { writeComment } from "./comment.ts";
import { classification, determination, incidentStatus, severity } from "./enums.ts";
import { INCIDENT_KEYS } from "./reader.ts";

/** The format of ready text and its revision: raise it when the text of one and the same incident changes. */
export const DEFENDER_FORM = "defender/1";

/** Text of an incident: its own members without those that depend on the host, and each alert whole. */
export interface Rendition {
  readonly incidentId: number;
  readonly incident: string;
  readonly alerts: readonly string[];
}

/** Makes the ready text of this dialect; the store keeps it and never looks inside (design § 1.9). */
export const defenderRenderer = {
  form: DEFENDER_FORM,
  incident: headerText,
  alert: (alert: Alert, incidentId: number) => JSON.stringify(writeAlert(alert, incidentId)),
} as const;

export function renderIncident(incident: Incident): Rendition {
  const { incidentId } = incident;
  return {
    incidentId,
    incident: defenderRenderer.incident(incident),
    alerts: (incident.status === "redirected" ? [] : incident.alerts).map((alert) =>
      defenderRenderer.alert(alert, incidentId),
    ),
  };
}

/** What the links in a body are made of. */
export interface Links {
  readonly tenantId: string;
  readonly apiBase: string;
  readonly portalBase: string;
}

/** The body of a single incident: its members inline after the context (contract/defender.md § 3). */
export function writeDefenderIncident(rendition: Rendition, links: Links): string {
  const context = `${links.apiBase}/api/$metadata#Incidents/$entity`;
  return `{"@odata.context":${JSON.stringify(context)},${membersText(rendition, links)}}`;
}

/** An incident as it stands in a list. */
export function writeDefenderIncidentItem(rendition: Rendition, links: Links): string {
  return `{${membersText(rendition, links)}}`;
}

function membersText({ incidentId, incident, alerts }: Rendition, { tenantId, portalBase }: Links): string {
  const uri = `${portalBase}/incidents/${incidentId}?tid=${tenantId}`;
  const [own, others] = split(incident);
  return `"incidentId":${incidentId},"incidentUri":${JSON.stringify(uri)},${own},"alerts":[${alerts.join(",")}]${others}`;
}

/** Members of § 5.1 from `redirectIncidentId` to `comments`; those that Tocsin merely keeps come after the alerts. */
function headerText(incident: IncidentHeader): string {
  const kept = incident.unmapped?.defender;
  const own = JSON.stringify({
    redirectIncidentId: incident.redirectIncidentId,
    incidentName: incident.displayName,
    createdTime: trimTimestamp(incident.createdDateTime),
    lastUpdateTime: trimTimestamp(incident.lastUpdateDateTime),
    assignedTo: incident.assignedTo,
    classification: enumText(classification, incident.classification, kept, "classification"),
    determination: enumText(determination, incident.determination, kept, "determination"),
    status: enumText(incidentStatus, incident.status, kept, "status"),
    severity: enumText(severity, incident.severity, kept, "severity"),
    tags: incident.customTags,
    comments: incident.comments.map(writeComment),
  }).slice(1, -1);
  const others = othersOf(kept, INCIDENT_KEYS);
  return others.length === 0
    ? own
    : `${own}${SEPARATOR}${JSON.stringify(Object.fromEntries(others)).slice(1, -1)}`;
}

/** Between the two halves of an incident's text: a line break, which compact JSON text never holds. */
const SEPARATOR = "\n";

function split(text: string): readonly [own: string, others: string] {
  const at = text.indexOf(SEPARATOR);
  return at < 0 ? [text, ""] : [text.slice(0, at), `,${text.slice(at + 1)}`];
}
