import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { shortened, terminalText } from "./terminal-text.ts";

const LINE_LENGTH_MAX = 160;
const ENTITIES_SHOWN_MAX = 12;

/**
 * An incident in the Defender format, told for a person at a terminal: what it is, then its alerts in order with the devices
 * and entities of each. Nothing of the text can act on the terminal.
 */
export function incidentStory(incident: JsonObject): string {
  return [...heading(incident), ...comments(incident), ...objects(incident.alerts).flatMap(alertStory)]
    .map((line) => shortened(line, LINE_LENGTH_MAX))
    .join("\n")
    .concat("\n");
}

function heading(incident: JsonObject): readonly string[] {
  const redirected = incident.redirectIncidentId;
  return [
    `Incident ${show(incident.incidentId)}  ${show(incident.incidentName)}`,
    row(
      "Status",
      incident.status,
      redirected === null || redirected === undefined ? "" : `merged into ${show(redirected)}`,
    ),
    row("Severity", incident.severity),
    row("Judged", incident.classification, show(incident.determination)),
    row("Owner", incident.assignedTo ?? "nobody"),
    row("Created", incident.createdTime, `updated ${show(incident.lastUpdateTime)}`),
    row("Tags", texts(incident.tags).join(", ") || "none"),
    row("Portal", incident.incidentUri),
  ];
}

function comments(incident: JsonObject): readonly string[] {
  return objects(incident.comments).map(
    (comment) =>
      `  Comment      ${show(comment.createdTime)} ${show(comment.createdBy)}: ${show(comment.comment)}`,
  );
}

function alertStory(alert: JsonObject): readonly string[] {
  const entities = objects(alert.entities);
  return [
    "",
    `${show(alert.creationTime)}  ${show(alert.title)}`,
    `  ${[alert.severity, alert.status, alert.category, alert.serviceSource].map(show).join("  ")}  ${show(alert.alertId)}`,
    ...objects(alert.devices).map(
      (device) =>
        `  Device       ${show(device.deviceDnsName)}  ${show(device.osPlatform)}  ${show(device.rbacGroupName ?? "")}`,
    ),
    ...entities.slice(0, ENTITIES_SHOWN_MAX).map(entityLine),
    ...(entities.length > ENTITIES_SHOWN_MAX
      ? [`  … and ${entities.length - ENTITIES_SHOWN_MAX} more entities`]
      : []),
  ];
}

/** The first of these that an entity has is what it is known by. */
const NAMES = [
  "processCommandLine",
  "fileName",
  "url",
  "ipAddress",
  "subject",
  "userPrincipalName",
  "accountName",
  "mailboxAddress",
  "clusterByValue",
  "applicationName",
  "securityGroupName",
  "registryKey",
  "displayName",
  "name",
  "resourceName",
] as const;

function entityLine(entity: JsonObject): string {
  const name = NAMES.map((key) => entity[key]).find((value) => value !== undefined && value !== null);
  return `  ${show(entity.entityType).padEnd(12)} ${show(name ?? "")}  ${show(entity.verdict)}`;
}

function row(label: string, value: Json | undefined, rest = ""): string {
  return `  ${label.padEnd(12)} ${show(value)}${rest === "" ? "" : `  ${rest}`}`;
}

function show(value: Json | undefined): string {
  if (value === null || value === undefined) return "-";
  return terminalText(typeof value === "string" ? value : JSON.stringify(value));
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(show) : [];
}
