import type { AlertOfIncident } from "../../domain/alert/alert.ts";
import { type Evidence, isDevice } from "../../domain/evidence/evidence.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { writeAlert } from "./alert.ts";
import { writeComment } from "./comment.ts";
import { writeDevice } from "./device.ts";
import { writeEndpointEvidence } from "./endpoint-evidence.ts";

/**
 * An alert as the Endpoint API has it: all 31 members in the order of the wire (contract/defender.md § 10.2). What the
 * incident API says of the same alert is said here in the same words.
 *
 * @param evidence whether the list of evidence is filled: in a list it is not unless the client expands it (§ 10.2)
 */
export function writeEndpointAlert(
  { incidentId, alert }: AlertOfIncident,
  tenantId: string,
  evidence: "listed" | "expanded",
): JsonObject {
  const inIncident = writeAlert({ ...alert, evidence: [] }, incidentId);
  const as = (key: string): Json => inIncident[key] ?? null;
  return Object.fromEntries<Json>([
    ["id", as("alertId")],
    ["incidentId", as("incidentId")],
    ["investigationId", as("investigationId")],
    ["assignedTo", as("assignedTo")],
    ["severity", as("severity")],
    ["status", as("status")],
    ["classification", as("classification")],
    ["determination", as("determination")],
    ["investigationState", as("investigationState")],
    ["detectionSource", as("detectionSource")],
    ["detectorId", as("detectorId")],
    ["category", as("category")],
    ["threatFamilyName", as("threatFamilyName")],
    ["title", as("title")],
    ["description", as("description")],
    ["alertCreationTime", as("creationTime")],
    ["firstEventTime", as("firstActivity")],
    ["lastEventTime", as("lastActivity")],
    ["lastUpdateTime", as("lastUpdatedTime")],
    ["resolvedTime", as("resolvedTime")],
    ...machineMembers(alert.evidence),
    ["aadTenantId", tenantId],
    ["threatName", alert.threatDisplayName],
    ["mitreTechniques", as("mitreTechniques")],
    ["relatedUser", relatedUser(alert.evidence)],
    ["loggedOnUsers", loggedOnUsers(alert.evidence)],
    ["comments", alert.comments.map(writeComment)],
    ["evidence", evidence === "listed" ? [] : evidenceOf(alert.evidence)],
    ["domains", []],
  ]);
}

/** The machine of an alert is its first device; a name that is empty is none. */
function machineMembers(evidence: readonly Evidence[]): readonly (readonly [string, Json])[] {
  const device = evidence.find(isDevice);
  return [
    ["machineId", device?.mdeDeviceId || null],
    ["computerDnsName", device?.deviceDnsName || null],
    ["rbacGroupName", device?.rbacGroupName ?? null],
  ];
}

function loggedOnUsers(evidence: readonly Evidence[]): Json {
  const device = evidence.find(isDevice);
  return (device && writeDevice(device).loggedOnUsers) ?? [];
}

/** The first user of the evidence whose account has a name. */
function relatedUser(evidence: readonly Evidence[]): Json {
  for (const item of evidence) {
    const account = item.kind === "userEvidence" ? item.userAccount : undefined;
    if (account?.accountName)
      return { userName: account.accountName, domainName: account.domainName ?? null };
  }
  return null;
}

function evidenceOf(evidence: readonly Evidence[]): readonly JsonObject[] {
  return evidence.filter((item) => !isDevice(item)).map(writeEndpointEvidence);
}
