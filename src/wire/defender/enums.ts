/**
 * The one table of enum members between the Defender dialect and the domain (contract/graph.md §§ 15.4, 15.5 and
 * defender.md § 6). A member that is not listed differs in its first letter alone, which is also how one that is newer than
 * this table survives the way in and out.
 */
export interface EnumTable {
  toDomain(wire: string): string;
  toWire(domain: string): string;
}

/** Domain member, then the spelling that is written, then other spellings that are read. */
type Row = readonly [domain: string, wire: string, ...aliases: string[]];

function enumTable(...rows: readonly Row[]): EnumTable {
  const domain = new Map(rows.flatMap(([member, ...wires]) => wires.map((wire) => [wire, member] as const)));
  const wire = new Map(rows.map(([member, preferred]) => [member, preferred]));
  return {
    toDomain: (text) => domain.get(text) ?? text.charAt(0).toLowerCase() + text.slice(1),
    toWire: (member) => wire.get(member) ?? member.charAt(0).toUpperCase() + member.slice(1),
  };
}

export const plainEnum = enumTable();

export const severity = enumTable(["unknown", "UnSpecified", "Unspecified"]);

export const incidentStatus = enumTable(["awaitingAction", "Active"], ["active", "Active"]);

export const classification = enumTable([
  "informationalExpectedActivity",
  "InformationalExpectedActivity",
  "Informational, expected activity",
]);

export const determination = enumTable(
  ["unknown", "NotAvailable"],
  ["compromisedAccount", "CompromisedAccount", "CompromisedUser"],
  ["confirmedActivity", "ConfirmedActivity", "ConfirmedUserActivity"],
  ["notMalicious", "NotMalicious", "Clean"],
  ["notEnoughDataToValidate", "NoEnoughDataToValidate", "NotEnoughDataToValidate", "InsufficientData"],
);

export const verdict = enumTable(["noThreatsFound", "Clean", "NoThreatsFound"]);

export const serviceSource = enumTable(
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
