import type { Evidence } from "../../domain/evidence/evidence.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { optional } from "../document.ts";
import { writeEntity } from "./entity-writer.ts";

/** The members of evidence in an Endpoint alert in the order of the wire, contract/defender.md § 10.2. */
export const ENDPOINT_EVIDENCE_KEYS = [
  "entityType",
  "evidenceCreationTime",
  "sha1",
  "sha256",
  "fileName",
  "filePath",
  "processId",
  "processCommandLine",
  "processCreationTime",
  "parentProcessId",
  "parentProcessCreationTime",
  "parentProcessFileName",
  "parentProcessFilePath",
  "ipAddress",
  "url",
  "registryKey",
  "registryHive",
  "registryValueType",
  "registryValue",
  "registryValueName",
  "accountName",
  "domainName",
  "userSid",
  "aadUserId",
  "userPrincipalName",
  "detectionStatus",
] as const;

/**
 * Evidence of an Endpoint alert: the incident's entity with those members that this API knows, all of them, and `null`
 * where there is no value, the opposite of the rule for entities (§ 10.2).
 */
export function writeEndpointEvidence(evidence: Evidence): JsonObject {
  const entity = { ...writeEntity(evidence), ...registryValueNameOf(evidence) };
  return Object.fromEntries(ENDPOINT_EVIDENCE_KEYS.map((key) => [key, plain(entity, key)]));
}

/** The one member that an incident's entity does not have, unless a document brought it. */
function registryValueNameOf(evidence: Evidence): { readonly registryValueName?: string } {
  return evidence.kind === "registryValueEvidence"
    ? optional("registryValueName", evidence.registryValueName)
    : {};
}

/** Text or a number; what a document that was imported holds otherwise in its place is merely kept. */
function plain(entity: JsonObject, key: string): Json {
  const value = Object.hasOwn(entity, key) ? entity[key] : undefined;
  return typeof value === "string" || typeof value === "number" ? value : null;
}
