import { Type } from "typebox";
import {
  alertStatus,
  classification,
  detectionSource,
  detectionStatus,
  determination,
  investigationState,
  severity,
} from "./enums.ts";
import { comment, member, nullable, text, texts, time, whole } from "./schema-parts.ts";
import { listOf } from "./schemas.ts";

/** The shapes of alerts in the Endpoint API for the API description, in wire order (contract/defender.md § 10.2). */

const evidence = Type.Object(
  {
    entityType: text,
    evidenceCreationTime: time,
    sha1: nullable(text),
    sha256: nullable(text),
    fileName: nullable(text),
    filePath: nullable(text),
    processId: nullable(whole),
    processCommandLine: nullable(text),
    processCreationTime: nullable(time),
    parentProcessId: nullable(whole),
    parentProcessCreationTime: nullable(time),
    parentProcessFileName: nullable(text),
    parentProcessFilePath: nullable(text),
    ipAddress: nullable(text),
    url: nullable(text),
    registryKey: nullable(text),
    registryHive: nullable(text),
    registryValueType: nullable(text),
    registryValue: nullable(text),
    registryValueName: nullable(text),
    accountName: nullable(text),
    domainName: nullable(text),
    userSid: nullable(text),
    aadUserId: nullable(text),
    userPrincipalName: nullable(text),
    detectionStatus: nullable(member(detectionStatus)),
  },
  { description: "Every key is present, with null where there is no value" },
);

const alertMembers = {
  id: text,
  incidentId: whole,
  investigationId: nullable(whole),
  assignedTo: nullable(text),
  severity: member(severity),
  status: member(alertStatus),
  classification: nullable(member(classification)),
  determination: nullable(member(determination)),
  investigationState: member(investigationState),
  detectionSource: member(detectionSource),
  detectorId: nullable(text),
  category: text,
  threatFamilyName: nullable(text),
  title: text,
  description: text,
  alertCreationTime: time,
  firstEventTime: time,
  lastEventTime: time,
  lastUpdateTime: time,
  resolvedTime: nullable(time),
  machineId: nullable(text),
  computerDnsName: nullable(text),
  rbacGroupName: nullable(text),
  aadTenantId: text,
  threatName: nullable(text),
  mitreTechniques: texts,
  relatedUser: nullable(Type.Object({ userName: text, domainName: nullable(text) })),
  loggedOnUsers: Type.Array(Type.Object({ accountName: text, domainName: text })),
  comments: Type.Array(comment),
  evidence: Type.Array(evidence, { description: "Empty in a list without $expand=evidence" }),
  domains: texts,
};

export const endpointAlertSchema = Type.Object({ "@odata.context": text, ...alertMembers });
export const alertListSchema = listOf(Type.Object(alertMembers));
