import type { AlertUpdate } from "../../domain/alert/update.ts";
import { CORRELATION_REASONS } from "../../domain/enums.ts";
import { incidentNumberOf } from "../../domain/incident/incident-number.ts";
import { MERGED_AT_ONCE_MAX } from "../../domain/incident/merge.ts";
import type { IncidentUpdate } from "../../domain/incident/update.ts";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import {
  ALERT_ID_LENGTHS,
  ASSIGNED_TO_LENGTHS,
  COMMENT_LENGTHS,
  CUSTOM_DETAIL_LENGTHS,
  CUSTOM_DETAILS_MAX,
  DISPLAY_NAME_LENGTHS,
  INCIDENT_TEXT_LENGTHS,
  MOVED_ALERTS_MAX,
  TAG_LENGTHS,
  TAGS_MAX,
} from "../body-limits.ts";
import { optional } from "../document.ts";
import { GraphBody, refused } from "./body-reader.ts";
import { graphEnum } from "./enum-reader.ts";
import type { Joining } from "./services.ts";
import { ALERT, INCIDENT, INCIDENT_BETA } from "./types.ts";

const classification = graphEnum("alertClassification");
const determination = graphEnum("alertDetermination");
const severity = graphEnum("alertSeverity");
const incidentStatus = graphEnum("incidentStatus");
const alertStatus = graphEnum("alertStatus");

const names = (properties: readonly { readonly name: string }[]) => properties.map(({ name }) => name);
const INCIDENT_NAMES = [...names(INCIDENT.properties), ...names(INCIDENT_BETA), "alerts"];
const ALERT_NAMES = names(ALERT.properties);

/** What a PATCH may change (contract/graph.md § 4.3); other properties of the type are read-only and ignored. */
const INCIDENT_WRITABLE = [
  "assignedTo",
  "classification",
  "customTags",
  "description",
  "determination",
  "displayName",
  "severity",
  "resolvingComment",
  "status",
  "summary",
] as const;

/** @throws {GraphError} 400 */
export function readIncidentUpdate(bytes: Uint8Array | undefined): IncidentUpdate {
  const body = GraphBody.entity(bytes, "incident", INCIDENT_NAMES);
  body.requireAnyOf(INCIDENT_WRITABLE);
  return {
    ...optional("displayName", body.text("displayName", DISPLAY_NAME_LENGTHS)),
    ...optional("severity", body.member("severity", severity, ["informational", "low", "medium", "high"])),
    ...optional("status", body.member("status", incidentStatus, ["active", "inProgress", "resolved"])),
    ...optional("description", body.textOrNull("description", INCIDENT_TEXT_LENGTHS)),
    ...optional("summary", body.textOrNull("summary", INCIDENT_TEXT_LENGTHS)),
    ...optional("resolvingComment", body.textOrNull("resolvingComment", INCIDENT_TEXT_LENGTHS)),
    ...optional("customTags", tagsIn(body)),
    ...judgementIn(body),
  };
}

const ALERT_WRITABLE = ["status", "classification", "determination", "assignedTo", "customDetails"] as const;

/** § 4.4. @throws {GraphError} 400 */
export function readAlertUpdate(bytes: Uint8Array | undefined): AlertUpdate {
  const body = GraphBody.entity(bytes, "alert", ALERT_NAMES);
  body.requireAnyOf(ALERT_WRITABLE);
  return {
    ...optional("status", body.member("status", alertStatus, ["new", "inProgress", "resolved"])),
    ...optional("customDetails", customDetailsIn(body)),
    ...judgementIn(body),
  };
}

/**
 * The text of a new comment (§ 4.5). Generated SDKs send a list of one comment where the service wants the comment.
 *
 * @throws {GraphError} 400
 */
export function readComment(bytes: Uint8Array | undefined): string {
  const body = GraphBody.listOrEntity(bytes, "alertComment", [
    "comment",
    "createdByDisplayName",
    "createdDateTime",
  ]);
  return body.text("comment", COMMENT_LENGTHS) ?? refused("comment", "is required");
}

/** A merge of incidents, or a move of alerts, with what is remarked on it. */
export interface JoiningBody<T> extends Joining {
  readonly what: readonly T[];
}

/** § 4.6. @throws {GraphError} 400 */
export function readMerge(bytes: Uint8Array | undefined): JoiningBody<number> {
  const body = GraphBody.parameters(bytes, ["incidentIds", "incidentComment", "mergeReasons"]);
  const ids =
    body.texts("incidentIds", ALERT_ID_LENGTHS, MERGED_AT_ONCE_MAX) ?? refused("incidentIds", "is required");
  const what = [
    ...new Set(ids.map((id) => incidentNumberOf(id) ?? refused("incidentIds", "must hold ids of incidents"))),
  ];
  if (what.length < 2) refused("incidentIds", "must name two incidents or more");
  return { what, comment: body.comment("incidentComment"), reasons: reasonsIn(body, "mergeReasons") };
}

/** § 4.7; `into` is undefined for a new incident. @throws {GraphError} 400 */
export function readMove(
  bytes: Uint8Array | undefined,
): JoiningBody<string> & { readonly into: number | undefined } {
  const body = GraphBody.parameters(bytes, [
    "alertIds",
    "incidentId",
    "alertComment",
    "newCorrelationReasons",
  ]);
  const ids =
    body.texts("alertIds", ALERT_ID_LENGTHS, MOVED_ALERTS_MAX) ?? refused("alertIds", "is required");
  if (ids.length === 0) refused("alertIds", "must name an alert");
  const target = body.textOrNull("incidentId", ALERT_ID_LENGTHS) ?? undefined;
  const into = target === undefined ? undefined : incidentNumberOf(target);
  if (target !== undefined && into === undefined) refused("incidentId", "must be the id of an incident");
  return {
    what: [...new Set(ids)],
    into,
    comment: body.comment("alertComment"),
    reasons: reasonsIn(body, "newCorrelationReasons"),
  };
}

/** An empty owner is none (§ 4.3: null takes it away). */
function judgementIn(body: GraphBody) {
  const assignedTo = body.textOrNull("assignedTo", ASSIGNED_TO_LENGTHS);
  return {
    ...optional("assignedTo", assignedTo === "" ? null : assignedTo),
    ...optional("classification", body.memberOrNull("classification", classification, "unknown")),
    ...optional("determination", body.memberOrNull("determination", determination, "unknown")),
  };
}

function tagsIn(body: GraphBody): readonly string[] | undefined {
  const tags = body.texts("customTags", TAG_LENGTHS, TAGS_MAX);
  return tags && [...new Set(tags)];
}

function customDetailsIn(body: GraphBody): JsonObject | undefined {
  const value = body.value("customDetails");
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) return refused("customDetails", "must be an object");
  const entries = Object.entries(value).filter(([name]) => name !== "@odata.type");
  if (entries.length > CUSTOM_DETAILS_MAX)
    refused("customDetails", `must not have more than ${CUSTOM_DETAILS_MAX} members`);
  for (const [name, detail] of entries) {
    const isShort = name.length <= TAG_LENGTHS.max && isText(detail, CUSTOM_DETAIL_LENGTHS.max);
    if (!isShort) refused("customDetails", "must hold short texts");
  }
  return Object.fromEntries(entries);
}

function isText(value: Json, lengthMax: number): boolean {
  return (
    typeof value === "string" && value.length <= lengthMax && value.isWellFormed() && !value.includes("\0")
  );
}

/** Flags as one text: names between commas, with or without a blank behind them (§ 4.6). */
function reasonsIn(body: GraphBody, name: string): readonly string[] {
  const text = body.textOrNull(name, COMMENT_LENGTHS) ?? "";
  if (text.trim() === "") return [];
  return text.split(",").map((each) => {
    const wanted = each.trim().toLowerCase();
    const known = CORRELATION_REASONS.find((reason) => reason.toLowerCase() === wanted);
    return known ?? refused(name, "must name correlation reasons");
  });
}
