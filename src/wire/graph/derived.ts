/** What an alert's `productName` says of its service (contract/graph.md § 6.2). */
export const PRODUCT_NAMES: ReadonlyMap<string, string> = new Map([
  ["microsoftDefenderForEndpoint", "Microsoft Defender for Endpoint"],
  ["microsoftDefenderForIdentity", "Microsoft Defender for Identity"],
  ["microsoftDefenderForCloudApps", "Microsoft Defender for Cloud Apps"],
  ["microsoftDefenderForOffice365", "Microsoft Defender for Office 365"],
  ["microsoft365Defender", "Microsoft Defender XDR"],
  ["azureAdIdentityProtection", "Microsoft Entra ID Protection"],
  ["microsoftAppGovernance", "Microsoft App Governance"],
  ["dataLossPrevention", "Microsoft Data Loss Prevention"],
  ["microsoftDefenderForCloud", "Microsoft Defender for Cloud"],
  ["microsoftSentinel", "Microsoft Sentinel"],
  ["microsoftInsiderRiskManagement", "Microsoft Purview Insider Risk Management"],
  ["microsoftThreatIntelligence", "Microsoft Defender Threat Intelligence"],
  ["microsoftSecurityForAI", "Microsoft Security for AI"],
]);

/** `categories` replaces `category` (§ 6.2); the legacy dialect knows one. */
export function categoriesOf(category: string): readonly string[] {
  return category === "" ? [] : [category];
}
