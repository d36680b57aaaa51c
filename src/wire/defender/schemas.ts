import { type TObject, Type } from "typebox";
import {
  alertStatus,
  classification,
  defenderAvStatus,
  detectionSource,
  determination,
  healthStatus,
  incidentStatus,
  investigationState,
  onboardingStatus,
  remediationStatus,
  riskScore,
  serviceSource,
  severity,
  verdict,
} from "./enums.ts";
import { comment, member, nullable, text, texts, time, whole } from "./schema-parts.ts";

/** The shapes of incidents for the API description, in wire order (contract/defender.md § 5), and of errors. */

const device = Type.Object({
  mdatpDeviceId: text,
  aadDeviceId: nullable(text),
  deviceDnsName: text,
  osPlatform: text,
  version: text,
  osProcessor: nullable(text),
  osBuild: nullable(whole),
  healthStatus: member(healthStatus),
  riskScore: member(riskScore),
  rbacGroupName: nullable(text),
  firstSeen: time,
  tags: texts,
  defenderAvStatus: member(defenderAvStatus),
  onboardingStatus: member(onboardingStatus),
  vmMetadata: nullable(Type.Object({}, { additionalProperties: true })),
  loggedOnUsers: Type.Array(Type.Object({ accountName: text, domainName: text })),
});

const entity = Type.Object(
  {
    entityType: text,
    evidenceCreationTime: time,
    verdict: member(verdict),
    remediationStatus: member(remediationStatus),
  },
  {
    additionalProperties: true,
    description: "Further keys by entity type; keys without a value are left out",
  },
);

const alert = Type.Object({
  alertId: text,
  providerAlertId: text,
  incidentId: whole,
  serviceSource: member(serviceSource),
  creationTime: time,
  lastUpdatedTime: time,
  resolvedTime: nullable(time),
  firstActivity: time,
  lastActivity: time,
  title: text,
  description: text,
  category: text,
  status: member(alertStatus),
  severity: member(severity),
  investigationId: nullable(whole),
  investigationState: member(investigationState),
  classification: nullable(member(classification)),
  determination: nullable(member(determination)),
  detectionSource: member(detectionSource),
  detectorId: nullable(text),
  assignedTo: nullable(text),
  actorName: nullable(text),
  threatFamilyName: nullable(text),
  mitreTechniques: texts,
  devices: Type.Array(device),
  entities: Type.Array(entity),
});

const incidentMembers = {
  incidentId: whole,
  incidentUri: text,
  redirectIncidentId: nullable(whole),
  incidentName: text,
  createdTime: time,
  lastUpdateTime: time,
  assignedTo: nullable(text),
  classification: member(classification),
  determination: member(determination),
  status: member(incidentStatus),
  severity: member(severity),
  tags: texts,
  comments: Type.Array(comment),
  alerts: Type.Array(alert),
};

export const incidentSchema = Type.Object({ "@odata.context": text, ...incidentMembers });
export const incidentListSchema = listOf(Type.Object(incidentMembers));

/** A page of a list; the link is left out when there is no further page (§ 3). */
export function listOf<T extends TObject>(item: T) {
  return Type.Object({
    "@odata.context": text,
    value: Type.Array(item),
    "@odata.nextLink": Type.Optional(text),
  });
}

const error = Type.Object({ error: Type.Object({ code: text, message: text, target: text }) });

/** The error envelope of § 8.1 for each status that an operation may answer with. */
export function errorResponses(...statuses: readonly number[]): Readonly<Record<number, TObject>> {
  return Object.fromEntries(statuses.map((status) => [status, error]));
}
