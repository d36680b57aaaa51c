import type { ProcessEvidence } from "../../domain/evidence/device-evidence.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import type { MailboxEvidence } from "../../domain/evidence/mail-evidence.ts";
import type { FileDetails, UserAccount } from "../../domain/evidence/parts.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { isTimestamp, type Timestamp, trimTimestamp } from "../../domain/time.ts";
import { enumText } from "../document.ts";
import { COMMON, OWN, OWN_KEYS, type OwnKey, type ShapedType } from "./entity-keys.ts";
import { detectionStatus, remediationStatus, verdict } from "./enums.ts";

/** Members of one entity type; one without a value is left out of the text (contract/defender.md § 3). */
type Members = { readonly [K in OwnKey]?: string | number | undefined };

/** The entity of a piece of evidence, its members in the order of the wire. */
export function writeEntity(evidence: Evidence): JsonObject {
  const kept = evidence.unmapped?.defender;
  const shaped = shapeOf(evidence);
  const entity: Entry[] = [
    ["entityType", shaped?.type ?? entityTypeOf(evidence.kind)],
    ["evidenceCreationTime", trimTimestamp(evidence.createdDateTime)],
    ["verdict", enumText(verdict, evidence.verdict, kept, "verdict")],
    ["remediationStatus", enumText(remediationStatus, evidence.remediationStatus, kept, "remediationStatus")],
  ];
  const details = evidence.remediationStatusDetails;
  if (details !== undefined) entity.push(["remediationStatusDetails", details]);
  if (!shaped) addUnshaped(entity, scalarsOf(evidence), kept);
  else {
    addMembers(entity, shaped.members, kept);
    addKept(entity, kept);
  }
  return Object.fromEntries(entity);
}

type Entry = [string, Json];

const KNOWN = COMMON.union(OWN);

/** A member of another entity type, which was only kept, stands in the same place as it would there. */
function addMembers(entity: Entry[], members: Members, kept: JsonObject | undefined): void {
  for (const key of OWN_KEYS) {
    const value = members[key];
    if (key === "detectionStatus" && typeof value === "string") {
      entity.push([key, enumText(detectionStatus, value, kept, key)]);
    } else if (value !== undefined) entity.push([key, value]);
    else if (kept !== undefined && Object.hasOwn(kept, key)) entity.push([key, kept[key] ?? null]);
  }
}

/** A kind without a shape: what was kept of other types, then its own values, then what else was kept, as it was read. */
function addUnshaped(entity: Entry[], scalars: readonly Entry[], kept: JsonObject = {}): void {
  const entries = Object.entries(kept).filter(([key]) => !COMMON.has(key));
  const behind = entries.findIndex(([key]) => !OWN.has(key));
  const before = scalars.length === 0 || behind < 0 ? entries.length : behind;
  entity.push(...entries.slice(0, before), ...scalars, ...entries.slice(before));
}

function addKept(entity: Entry[], kept: JsonObject | undefined): void {
  if (kept === undefined) return;
  for (const [key, value] of Object.entries(kept)) if (!KNOWN.has(key)) entity.push([key, value]);
}

/** docs/differences.md: kinds that the Defender dialect has no name for carry the one of Graph. */
function entityTypeOf(kind: string): string {
  if (kind.startsWith("other:")) return kind.slice("other:".length);
  const name = kind.replace(/Evidence$/, "");
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const BASE_KEYS: ReadonlySet<string> = new Set([
  "kind",
  "createdDateTime",
  "verdict",
  "remediationStatus",
  "remediationStatusDetails",
  "roles",
  "detailedRoles",
  "tags",
  "unmapped",
]);

/** What a kind without a shape shows: its plain values and lists of texts, nothing nested. */
function scalarsOf(evidence: Evidence): readonly Entry[] {
  return Object.entries(evidence).flatMap(([key, value]): readonly Entry[] => {
    if (BASE_KEYS.has(key)) return [];
    if (typeof value === "string" && isTimestamp(value)) return [[key, trimTimestamp(value)]];
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      return [[key, value]];
    return isTexts(value) ? [[key, value]] : [];
  });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** contract/graph.md § 15.3, from right to left; undefined for kinds that it gives no legacy shape. */
function shapeOf(evidence: Evidence): { readonly type: ShapedType; readonly members: Members } | undefined {
  switch (evidence.kind) {
    case "userEvidence":
      return { type: "User", members: account(evidence.userAccount) };
    case "ipEvidence":
      return { type: "Ip", members: { ipAddress: evidence.ipAddress } };
    case "urlEvidence":
      return { type: "Url", members: { url: evidence.url } };
    case "fileEvidence": {
      const members = {
        ...file(evidence.fileDetails),
        detectionStatus: evidence.detectionStatus,
        deviceId: evidence.mdeDeviceId,
      };
      return { type: "File", members };
    }
    case "processEvidence":
      return { type: "Process", members: process(evidence) };
    case "mailboxEvidence":
      return { type: "Mailbox", members: mailbox(evidence) };
    case "analyzedMessageEvidence": {
      const { recipientEmailAddress, subject, internetMessageId, deliveryAction } = evidence;
      const sender = evidence.p2Sender?.emailAddress;
      const members = {
        sender,
        recipient: recipientEmailAddress,
        subject,
        internetMessageId,
        deliveryAction,
      };
      return { type: "MailMessage", members };
    }
    case "mailClusterEvidence": {
      const { clusterBy, clusterByValue, emailCount } = evidence;
      return { type: "MailCluster", members: { clusterBy, clusterByValue, emailCount } };
    }
    case "oauthApplicationEvidence":
      return {
        type: "OAuthApplication",
        members: { applicationId: evidence.appId, applicationName: evidence.displayName },
      };
    case "securityGroupEvidence": {
      const members = { securityGroupId: evidence.securityGroupId, securityGroupName: evidence.displayName };
      return { type: "SecurityGroup", members };
    }
    case "registryKeyEvidence": {
      const { registryHive, registryKey, mdeDeviceId } = evidence;
      return { type: "Registry", members: { registryHive, registryKey, deviceId: mdeDeviceId } };
    }
    case "registryValueEvidence": {
      const { registryHive, registryKey, registryValueType, registryValue, mdeDeviceId } = evidence;
      const members = { registryHive, registryKey, registryValueType, registryValue, deviceId: mdeDeviceId };
      return { type: "Registry", members };
    }
    default:
      return undefined;
  }
}

function process(evidence: ProcessEvidence): Members {
  return {
    ...file(evidence.imageFile),
    processId: evidence.processId,
    processCommandLine: evidence.processCommandLine,
    processCreationTime: time(evidence.processCreationDateTime),
    parentProcessId: evidence.parentProcessId,
    parentProcessCreationTime: time(evidence.parentProcessCreationDateTime),
    parentProcessFileName: evidence.parentProcessImageFile?.fileName,
    parentProcessFilePath: evidence.parentProcessImageFile?.filePath,
    ...account(evidence.userAccount),
    detectionStatus: evidence.detectionStatus,
    deviceId: evidence.mdeDeviceId,
  };
}

function mailbox(evidence: MailboxEvidence): Members {
  return {
    ...account(evidence.userAccount),
    userPrincipalName: evidence.upn ?? evidence.userAccount?.userPrincipalName,
    mailboxDisplayName: evidence.displayName,
    mailboxAddress: evidence.primaryAddress,
  };
}

function file(details: FileDetails | undefined): Members {
  return {
    sha1: details?.sha1,
    sha256: details?.sha256,
    fileName: details?.fileName,
    filePath: details?.filePath,
  };
}

function account(of: UserAccount | undefined): Members {
  return {
    accountName: of?.accountName,
    domainName: of?.domainName,
    userSid: of?.userSid,
    aadUserId: of?.azureAdUserId,
    userPrincipalName: of?.userPrincipalName,
  };
}

function time(value: Timestamp | undefined): string | undefined {
  return value === undefined ? undefined : trimTimestamp(value);
}
