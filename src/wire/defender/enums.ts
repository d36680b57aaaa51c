import {
  ALERT_CLASSIFICATIONS,
  ALERT_DETERMINATIONS,
  ALERT_SEVERITIES,
  ALERT_STATUSES,
  DEFENDER_AV_STATUSES,
  DETECTION_SOURCES,
  DETECTION_STATUSES,
  DEVICE_HEALTH_STATUSES,
  DEVICE_RISK_SCORES,
  EVIDENCE_REMEDIATION_STATUSES,
  EVIDENCE_VERDICTS,
  INCIDENT_STATUSES,
  INVESTIGATION_STATES,
  ONBOARDING_STATUSES,
  SERVICE_SOURCES,
  VM_CLOUD_PROVIDERS,
} from "../../domain/enums.ts";
import type { EnumTable } from "../enum-table.ts";

/** Domain member, then the spelling that is written, then older spellings that are read. */
type Row = readonly [domain: string, wire: string, ...older: string[]];

const raised = (text: string) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
const lowered = (text: string) => text.replace(/^[A-Z]/, (letter) => letter.toLowerCase());

/**
 * The one table of enum members between the Defender dialect and the domain (contract/graph.md §§ 15.4, 15.5 and
 * defender.md § 6). A member without a row differs in its first letter alone, which is also how one that is newer than
 * this table gets in and out.
 */
function enumTable(members: readonly string[], ...rows: readonly Row[]): EnumTable {
  const toWire = new Map(members.map((member) => [member, raised(member)]));
  for (const [member, wire] of rows) toWire.set(member, wire);
  const inRows = new Set(rows.map(([member]) => member));
  const toDomain = new Map(
    rows.flatMap(([member, ...wires]) => wires.map((wire) => [wire, member] as const)),
  );
  for (const member of members) if (!inRows.has(member)) toDomain.set(raised(member), member);
  const known = (text: string) => toDomain.get(text) ?? toDomain.get(raised(text));
  const named = Map.groupBy(members, (member) => toWire.get(member) ?? raised(member));
  const table: EnumTable = {
    toDomain: (text) => known(text) ?? lowered(text),
    toWire: (member) => toWire.get(member) ?? raised(member),
    mustKeep: (text) => known(text) === undefined && table.toWire(lowered(text)) !== text,
    exactly: (text) => toDomain.get(text),
    names: Object.fromEntries(named),
  };
  return table;
}

export const alertStatus = enumTable(ALERT_STATUSES);
export const investigationState = enumTable(INVESTIGATION_STATES);
export const remediationStatus = enumTable(EVIDENCE_REMEDIATION_STATUSES);
export const detectionStatus = enumTable(DETECTION_STATUSES);
export const healthStatus = enumTable(DEVICE_HEALTH_STATUSES);
export const riskScore = enumTable(DEVICE_RISK_SCORES);
export const defenderAvStatus = enumTable(DEFENDER_AV_STATUSES);
export const onboardingStatus = enumTable(ONBOARDING_STATUSES);
export const cloudProvider = enumTable(VM_CLOUD_PROVIDERS);

export const severity = enumTable(ALERT_SEVERITIES, ["unknown", "UnSpecified", "Unspecified"]);

/** § 15.4: `awaitingAction` has no name here and shows as `Active`. */
export const incidentStatus = enumTable(
  INCIDENT_STATUSES,
  ["awaitingAction", "Active"],
  ["active", "Active"],
);

export const classification = enumTable(ALERT_CLASSIFICATIONS, [
  "informationalExpectedActivity",
  "InformationalExpectedActivity",
  "Informational, expected activity",
]);

export const determination = enumTable(
  ALERT_DETERMINATIONS,
  ["unknown", "NotAvailable"],
  ["compromisedAccount", "CompromisedAccount", "CompromisedUser"],
  ["confirmedActivity", "ConfirmedActivity", "ConfirmedUserActivity"],
  ["notMalicious", "NotMalicious", "Clean"],
  ["notEnoughDataToValidate", "NoEnoughDataToValidate", "NotEnoughDataToValidate", "InsufficientData"],
);

/** No source settles the name of `noThreatsFound` (§ 15.4): `Clean` is written, `NoThreatsFound` stays as it came. */
export const verdict = enumTable(EVIDENCE_VERDICTS, ["noThreatsFound", "Clean"]);

export const serviceSource = enumTable(
  SERVICE_SOURCES,
  ["microsoftDefenderForEndpoint", "MicrosoftDefenderForEndpoint", "MicrosoftDefenderATP"],
  ["microsoftDefenderForOffice365", "MicrosoftDefenderForOffice365", "OfficeATP"],
  ["microsoftDefenderForIdentity", "MicrosoftDefenderForIdentity", "AzureATP"],
  ["microsoftDefenderForCloudApps", "MicrosoftCloudAppSecurity", "MicrosoftDefenderForCloudApps"],
  ["azureAdIdentityProtection", "AADIdentityProtection"],
  ["microsoftAppGovernance", "MicrosoftApplicationProtection"],
  ["microsoft365Defender", "Microsoft365Defender", "MTP"],
  ["dataLossPrevention", "DataLossPrevention", "MicrosoftDataLossPrevention"],
);

export const detectionSource = enumTable(
  DETECTION_SOURCES,
  ["microsoftDefenderForEndpoint", "WindowsDefenderAtp"],
  ["antivirus", "WindowsDefenderAv"],
  ["smartScreen", "WindowsDefenderSmartScreen"],
  ["customTi", "CustomerTI"],
  ["microsoftDefenderForOffice365", "OfficeATP"],
  ["cloudAppSecurity", "MCAS"],
  ["microsoftDefenderForIdentity", "AzureATP", "MicrosoftDefenderForIdentity"],
  ["microsoft365Defender", "MTP", "Microsoft365Defender"],
  ["azureAdIdentityProtection", "AAD"],
  ["appGovernancePolicy", "AppGPolicy"],
  ["appGovernanceDetection", "AppGDetection"],
  ["microsoftDefenderForDatabases", "DefenderForDatabases"],
  ["microsoftThreatExperts", "ThreatExperts", "MicrosoftThreatExperts"],
);
