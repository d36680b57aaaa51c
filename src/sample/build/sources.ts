import type { DetectionSource, InvestigationState, ServiceSource } from "../../domain/enums.ts";
import type { Grain } from "../instants.ts";

/** How the id in the producing product is made (contract/defender.md § 6.9). */
export type IdBody = "guid" | "guid-instance" | "ticks" | "hex40" | "hex64";

/** What raises alerts, and how such alerts look. */
export interface AlertSource {
  readonly prefix: string;
  readonly serviceSource: ServiceSource;
  readonly detectionSource: DetectionSource;
  readonly idBody: IdBody;
  /** The product's own id is another one than the alert's. */
  readonly foreignId?: true;
  /** Grain of the activity times, and of the alert's creation where it is not full ticks. */
  readonly activity: Grain;
  readonly creation?: Grain;
  readonly investigationState: InvestigationState;
}

const endpoint = source(
  "da",
  "microsoftDefenderForEndpoint",
  "microsoftDefenderForEndpoint",
  "guid-instance",
);
const mail: AlertSource = {
  ...source("fa", "microsoftDefenderForOffice365", "microsoftDefenderForOffice365", "guid"),
  activity: "second",
  creation: "stored",
};
const cloudApps: AlertSource = {
  ...source("ca", "microsoftDefenderForCloudApps", "cloudAppSecurity", "hex40"),
  activity: "milli",
  investigationState: "unsupportedAlertType",
};
const appGovernance: AlertSource = {
  ...source("ma", "microsoftAppGovernance", "appGovernanceDetection", "guid"),
  activity: "milli",
  investigationState: "unsupportedAlertType",
};
const cloud: AlertSource = {
  ...source("dc", "microsoftDefenderForCloud", "microsoftDefenderForCloud", "guid"),
  investigationState: "unknown",
};
const sentinel: AlertSource = {
  ...source("sn", "microsoftSentinel", "scheduledAlerts", "guid"),
  investigationState: "unknown",
};
const xdr = source("ra", "microsoft365Defender", "microsoft365Defender", "guid");
const identity = source("aa", "microsoftDefenderForIdentity", "microsoftDefenderForIdentity", "guid");

/** Every source of alerts that the sample tenant has licences and connectors for. */
export const SOURCES = {
  endpoint,
  antivirus: { ...endpoint, detectionSource: "antivirus", idBody: "ticks" },
  smartScreen: { ...endpoint, detectionSource: "smartScreen" },
  customTi: { ...endpoint, detectionSource: "customTi", idBody: "hex40" },
  endpointManual: { ...endpoint, detectionSource: "manual", investigationState: "unsupportedAlertType" },
  endpointCustom: { ...endpoint, prefix: "ed", detectionSource: "customDetection" },
  investigation: {
    ...endpoint,
    prefix: "ar",
    detectionSource: "automatedInvestigation",
    idBody: "guid",
    foreignId: true,
  },
  mail,
  mailInvestigation: { ...mail, detectionSource: "automatedInvestigation" },
  identity,
  identityXdr: { ...identity, prefix: "ri", idBody: "hex64" },
  cloudApps,
  cloudAppsXdr: { ...cloudApps, prefix: "rm", idBody: "guid" },
  appPolicy: { ...appGovernance, detectionSource: "appGovernancePolicy" },
  appDetection: appGovernance,
  xdr,
  xdrCustom: { ...xdr, prefix: "ea", detectionSource: "customDetection" },
  copilot: { ...xdr, detectionSource: "securityCopilot" },
  threatExperts: { ...xdr, prefix: "ta", detectionSource: "microsoftThreatExperts" },
  signIn: {
    ...source("ad", "azureAdIdentityProtection", "azureAdIdentityProtection", "hex64"),
    foreignId: true,
    investigationState: "unsupportedAlertType",
  },
  dataLoss: {
    ...source("dl", "dataLossPrevention", "microsoftDataLossPrevention", "guid"),
    activity: "milli",
    investigationState: "unsupportedAlertType",
  },
  insiderRisk: source("ir", "microsoftInsiderRiskManagement", "microsoftInsiderRiskManagement", "guid"),
  threatIntelligence: {
    ...xdr,
    serviceSource: "microsoftThreatIntelligence",
    detectionSource: "microsoftThreatIntelligence",
  },
  aiAgents: { ...xdr, serviceSource: "microsoftSecurityForAI" },
  cloud,
  cloudAi: { ...cloud, detectionSource: "microsoftDefenderForAIServices" },
  cloudApi: { ...cloud, detectionSource: "microsoftDefenderForApiManagement" },
  cloudAppService: { ...cloud, detectionSource: "microsoftDefenderForAppService" },
  cloudContainers: { ...cloud, detectionSource: "microsoftDefenderForContainers" },
  cloudDatabases: { ...cloud, detectionSource: "microsoftDefenderForDatabases" },
  cloudDns: { ...cloud, detectionSource: "microsoftDefenderForDNS" },
  cloudIoT: { ...cloud, detectionSource: "microsoftDefenderForIoT" },
  cloudKeyVault: { ...cloud, detectionSource: "microsoftDefenderForKeyVault" },
  cloudNetwork: { ...cloud, detectionSource: "microsoftDefenderForNetwork" },
  cloudResourceManager: { ...cloud, detectionSource: "microsoftDefenderForResourceManager" },
  cloudServers: { ...cloud, detectionSource: "microsoftDefenderForServers" },
  cloudStorage: { ...cloud, detectionSource: "microsoftDefenderForStorage" },
  sentinel,
  sentinelMl: { ...sentinel, detectionSource: "builtInMl" },
  sentinelNrt: { ...sentinel, detectionSource: "nrtAlerts" },
  sentinelTi: { ...sentinel, detectionSource: "microsoftDefenderThreatIntelligenceAnalytics" },
  sentinelOther: { ...sentinel, detectionSource: "microsoftSentinel" },
} as const satisfies Readonly<Record<string, AlertSource>>;

function source(
  prefix: string,
  serviceSource: ServiceSource,
  detectionSource: DetectionSource,
  idBody: IdBody,
): AlertSource {
  return { prefix, serviceSource, detectionSource, idBody, activity: "tick", investigationState: "queued" };
}
