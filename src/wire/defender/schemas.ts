import { type TObject, Type } from "typebox";

/** The shapes of the Defender dialect for the API description, in wire order (contract/defender.md § 5). */

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
const time = Type.String({ description: "UTC, ISO 8601, 0 to 7 fractional digits, always Z" });
const text = Type.String();
const texts = Type.Array(Type.String());

const comment = Type.Object({ comment: text, createdBy: nullable(text), createdTime: time });

const device = Type.Object({
  mdatpDeviceId: text,
  aadDeviceId: nullable(text),
  deviceDnsName: text,
  osPlatform: text,
  version: text,
  osProcessor: nullable(text),
  osBuild: nullable(Type.Integer()),
  healthStatus: text,
  riskScore: text,
  rbacGroupName: nullable(text),
  firstSeen: time,
  tags: texts,
  defenderAvStatus: text,
  onboardingStatus: text,
  vmMetadata: nullable(Type.Object({}, { additionalProperties: true })),
  loggedOnUsers: Type.Array(Type.Object({ accountName: text, domainName: text })),
});

const entity = Type.Object(
  { entityType: text, evidenceCreationTime: time, verdict: text, remediationStatus: text },
  {
    additionalProperties: true,
    description: "Further keys by entity type; keys without a value are left out",
  },
);

const alert = Type.Object({
  alertId: text,
  providerAlertId: text,
  incidentId: Type.Integer(),
  serviceSource: text,
  creationTime: time,
  lastUpdatedTime: time,
  resolvedTime: nullable(time),
  firstActivity: time,
  lastActivity: time,
  title: text,
  description: text,
  category: text,
  status: text,
  severity: text,
  investigationId: nullable(Type.Integer()),
  investigationState: text,
  classification: nullable(text),
  determination: nullable(text),
  detectionSource: text,
  detectorId: nullable(text),
  assignedTo: nullable(text),
  actorName: nullable(text),
  threatFamilyName: nullable(text),
  mitreTechniques: texts,
  devices: Type.Array(device),
  entities: Type.Array(entity),
});

export const incidentSchema = Type.Object({
  "@odata.context": text,
  incidentId: Type.Integer(),
  incidentUri: text,
  redirectIncidentId: nullable(Type.Integer()),
  incidentName: text,
  createdTime: time,
  lastUpdateTime: time,
  assignedTo: nullable(text),
  classification: text,
  determination: text,
  status: text,
  severity: text,
  tags: texts,
  comments: Type.Array(comment),
  alerts: Type.Array(alert),
});

const error = Type.Object({ error: Type.Object({ code: text, message: text, target: text }) });

/** The error envelope of § 8.1 for each status that an operation may answer with. */
export function errorResponses(...statuses: readonly number[]): Readonly<Record<number, TObject>> {
  return Object.fromEntries(statuses.map((status) => [status, error]));
}
