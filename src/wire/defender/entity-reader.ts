import type { EvidenceBase } from "../../domain/evidence/base.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import type { FileDetails, UserAccount } from "../../domain/evidence/parts.ts";
import type { Timestamp } from "../../domain/time.ts";
import { type DocumentReader, optional, unmappedFrom } from "../document.ts";
import { COMMON, COMMON_KEYS, KEYS_OF_TYPE, OWN, type ShapedType, shapedType } from "./entity-keys.ts";
import { withGraphKind } from "./entity-kinds.ts";
import { detectionStatus, remediationStatus, verdict } from "./enums.ts";
import { plainProperties } from "./unshaped-entity.ts";

/** An entity of an alert as evidence (contract/graph.md § 15.3). Members without a value are left out. */
export function readEntity(entity: DocumentReader, alertCreated: Timestamp): Evidence {
  const name = entity.requiredText("entityType");
  const base = {
    createdDateTime: entity.time("evidenceCreationTime") ?? alertCreated,
    verdict: entity.enum("verdict", verdict) ?? "unknown",
    remediationStatus: entity.enum("remediationStatus", remediationStatus) ?? "none",
    ...optional("remediationStatusDetails", entity.text("remediationStatusDetails")),
    roles: [],
    detailedRoles: [],
    tags: [],
  };
  const type = shapedType(name);
  if (type === undefined) {
    const evidence = withGraphKind(base, name);
    const plain = plainProperties(entity, evidence.kind);
    const known = new Set([...COMMON, ...Object.keys(plain)]);
    return { ...evidence, ...plain, ...unmappedFrom(entity.others(known, OWN)) };
  }
  const evidence = readShaped(entity, type, base);
  return { ...evidence, ...unmappedFrom(entity.others(KNOWN[type], OWN)) };
}

type Base = Omit<EvidenceBase, "kind">;

const known = (type: ShapedType): ReadonlySet<string> => new Set([...COMMON_KEYS, ...KEYS_OF_TYPE[type]]);
const KNOWN: Readonly<Record<ShapedType, ReadonlySet<string>>> = {
  User: known("User"),
  Ip: known("Ip"),
  Url: known("Url"),
  File: known("File"),
  Process: known("Process"),
  Mailbox: known("Mailbox"),
  MailMessage: known("MailMessage"),
  MailCluster: known("MailCluster"),
  OAuthApplication: known("OAuthApplication"),
  SecurityGroup: known("SecurityGroup"),
  Registry: known("Registry"),
};

function readShaped(entity: DocumentReader, type: ShapedType, base: Base): Evidence {
  switch (type) {
    case "User":
      return { ...base, kind: "userEvidence", ...optional("userAccount", accountOf(entity)) };
    case "Ip":
      return { ...base, kind: "ipEvidence", ...optional("ipAddress", entity.text("ipAddress")) };
    case "Url":
      return { ...base, kind: "urlEvidence", ...optional("url", entity.text("url")) };
    case "File":
      return {
        ...base,
        kind: "fileEvidence",
        ...optional("fileDetails", fileOf(entity)),
        ...optional("detectionStatus", entity.enum("detectionStatus", detectionStatus)),
        ...optional("mdeDeviceId", entity.text("deviceId")),
      };
    case "Process":
      return readProcess(entity, base);
    case "Mailbox":
      return {
        ...base,
        kind: "mailboxEvidence",
        ...optional("userAccount", accountOf(entity)),
        ...optional("upn", entity.text("userPrincipalName")),
        ...optional("displayName", entity.text("mailboxDisplayName")),
        ...optional("primaryAddress", entity.text("mailboxAddress")),
      };
    case "MailMessage":
      return readMailMessage(entity, base);
    case "MailCluster":
      return {
        ...base,
        kind: "mailClusterEvidence",
        ...optional("clusterBy", entity.text("clusterBy")),
        ...optional("clusterByValue", entity.text("clusterByValue")),
        ...optional("emailCount", entity.integer("emailCount")),
      };
    case "OAuthApplication":
      return {
        ...base,
        kind: "oauthApplicationEvidence",
        ...optional("appId", entity.text("applicationId")),
        ...optional("displayName", entity.text("applicationName")),
      };
    case "SecurityGroup":
      return {
        ...base,
        kind: "securityGroupEvidence",
        ...optional("securityGroupId", entity.text("securityGroupId")),
        ...optional("displayName", entity.text("securityGroupName")),
      };
    case "Registry":
      return readRegistry(entity, base);
  }
}

function readProcess(entity: DocumentReader, base: Base): Evidence {
  return {
    ...base,
    kind: "processEvidence",
    ...optional("imageFile", fileOf(entity)),
    ...optional("processId", entity.integer("processId")),
    ...optional("processCommandLine", entity.text("processCommandLine")),
    ...optional("processCreationDateTime", entity.time("processCreationTime")),
    ...optional("parentProcessId", entity.integer("parentProcessId")),
    ...optional("parentProcessCreationDateTime", entity.time("parentProcessCreationTime")),
    ...optional(
      "parentProcessImageFile",
      filled({
        ...optional("fileName", entity.text("parentProcessFileName")),
        ...optional("filePath", entity.text("parentProcessFilePath")),
      }),
    ),
    ...optional("userAccount", accountOf(entity)),
    ...optional("detectionStatus", entity.enum("detectionStatus", detectionStatus)),
    ...optional("mdeDeviceId", entity.text("deviceId")),
  };
}

function readMailMessage(entity: DocumentReader, base: Base): Evidence {
  const sender = entity.text("sender");
  return {
    ...base,
    kind: "analyzedMessageEvidence",
    ...(sender === undefined ? {} : { p2Sender: { emailAddress: sender } }),
    ...optional("recipientEmailAddress", entity.text("recipient")),
    ...optional("subject", entity.text("subject")),
    ...optional("internetMessageId", entity.text("internetMessageId")),
    ...optional("deliveryAction", entity.text("deliveryAction")),
  };
}

function readRegistry(entity: DocumentReader, base: Base): Evidence {
  const key = {
    ...base,
    ...optional("registryHive", entity.text("registryHive")),
    ...optional("registryKey", entity.text("registryKey")),
    ...optional("mdeDeviceId", entity.text("deviceId")),
  };
  const value = {
    ...optional("registryValueType", entity.text("registryValueType")),
    ...optional("registryValue", entity.text("registryValue")),
  };
  return filled(value)
    ? { ...key, ...value, kind: "registryValueEvidence" }
    : { ...key, kind: "registryKeyEvidence" };
}

function fileOf(entity: DocumentReader): FileDetails | undefined {
  return filled({
    ...optional("sha1", entity.text("sha1")),
    ...optional("sha256", entity.text("sha256")),
    ...optional("fileName", entity.text("fileName")),
    ...optional("filePath", entity.text("filePath")),
  });
}

function accountOf(entity: DocumentReader): UserAccount | undefined {
  return filled({
    ...optional("accountName", entity.text("accountName")),
    ...optional("domainName", entity.text("domainName")),
    ...optional("userSid", entity.text("userSid")),
    ...optional("azureAdUserId", entity.text("aadUserId")),
    ...optional("userPrincipalName", entity.text("userPrincipalName")),
  });
}

function filled<T extends object>(part: T): T | undefined {
  return Object.keys(part).length === 0 ? undefined : part;
}
