/**
 * The enums of incidents, alerts and evidence: members in the order of contract/graph.md § 6.3, without the
 * `unknownFutureValue` sentinel. Each type stays open: a newer member that arrives by import is kept as it came.
 */

/** One of the known members, or a newer one that this version does not know. */
export type Open<T extends string> = T | (string & Record<never, never>);

export const INCIDENT_STATUSES = [
  "active",
  "resolved",
  "inProgress",
  "redirected",
  "awaitingAction",
] as const;
export type IncidentStatus = Open<(typeof INCIDENT_STATUSES)[number]>;

export const ALERT_STATUSES = ["unknown", "new", "inProgress", "resolved"] as const;
export type AlertStatus = Open<(typeof ALERT_STATUSES)[number]>;

export const ALERT_SEVERITIES = ["unknown", "informational", "low", "medium", "high"] as const;
export type AlertSeverity = Open<(typeof ALERT_SEVERITIES)[number]>;

export const ALERT_CLASSIFICATIONS = [
  "unknown",
  "falsePositive",
  "truePositive",
  "informationalExpectedActivity",
] as const;
export type AlertClassification = Open<(typeof ALERT_CLASSIFICATIONS)[number]>;

export const ALERT_DETERMINATIONS = [
  "unknown",
  "apt",
  "malware",
  "securityPersonnel",
  "securityTesting",
  "unwantedSoftware",
  "other",
  "multiStagedAttack",
  "compromisedAccount",
  "phishing",
  "maliciousUserActivity",
  "notMalicious",
  "notEnoughDataToValidate",
  "confirmedActivity",
  "lineOfBusinessApplication",
] as const;
export type AlertDetermination = Open<(typeof ALERT_DETERMINATIONS)[number]>;

export const SERVICE_SOURCES = [
  "unknown",
  "microsoftDefenderForEndpoint",
  "microsoftDefenderForIdentity",
  "microsoftDefenderForCloudApps",
  "microsoftDefenderForOffice365",
  "microsoft365Defender",
  "azureAdIdentityProtection",
  "microsoftAppGovernance",
  "dataLossPrevention",
  "microsoftDefenderForCloud",
  "microsoftSentinel",
  "microsoftInsiderRiskManagement",
  "microsoftThreatIntelligence",
  "microsoftSecurityForAI",
] as const;
export type ServiceSource = Open<(typeof SERVICE_SOURCES)[number]>;

export const DETECTION_SOURCES = [
  "unknown",
  "microsoftDefenderForEndpoint",
  "antivirus",
  "smartScreen",
  "customTi",
  "microsoftDefenderForOffice365",
  "automatedInvestigation",
  "microsoftThreatExperts",
  "customDetection",
  "microsoftDefenderForIdentity",
  "cloudAppSecurity",
  "microsoft365Defender",
  "azureAdIdentityProtection",
  "manual",
  "microsoftDataLossPrevention",
  "appGovernancePolicy",
  "appGovernanceDetection",
  "microsoftDefenderForCloud",
  "microsoftDefenderForIoT",
  "microsoftDefenderForServers",
  "microsoftDefenderForStorage",
  "microsoftDefenderForDNS",
  "microsoftDefenderForDatabases",
  "microsoftDefenderForContainers",
  "microsoftDefenderForNetwork",
  "microsoftDefenderForAppService",
  "microsoftDefenderForKeyVault",
  "microsoftDefenderForResourceManager",
  "microsoftDefenderForApiManagement",
  "nrtAlerts",
  "scheduledAlerts",
  "microsoftDefenderThreatIntelligenceAnalytics",
  "builtInMl",
  "microsoftInsiderRiskManagement",
  "microsoftThreatIntelligence",
  "microsoftDefenderForAIServices",
  "securityCopilot",
  "microsoftSentinel",
] as const;
export type DetectionSource = Open<(typeof DETECTION_SOURCES)[number]>;

export const INVESTIGATION_STATES = [
  "unknown",
  "terminated",
  "successfullyRemediated",
  "benign",
  "failed",
  "partiallyRemediated",
  "running",
  "pendingApproval",
  "pendingResource",
  "queued",
  "innerFailure",
  "preexistingAlert",
  "unsupportedOs",
  "unsupportedAlertType",
  "suppressedAlert",
  "partiallyInvestigated",
  "terminatedByUser",
  "terminatedBySystem",
] as const;
export type InvestigationState = Open<(typeof INVESTIGATION_STATES)[number]>;

export const EVIDENCE_VERDICTS = ["unknown", "suspicious", "malicious", "noThreatsFound"] as const;
export type EvidenceVerdict = Open<(typeof EVIDENCE_VERDICTS)[number]>;

export const EVIDENCE_REMEDIATION_STATUSES = [
  "none",
  "remediated",
  "prevented",
  "blocked",
  "notFound",
  "active",
  "pendingApproval",
  "declined",
  "unremediated",
  "running",
  "partiallyRemediated",
] as const;
export type EvidenceRemediationStatus = Open<(typeof EVIDENCE_REMEDIATION_STATUSES)[number]>;

export const EVIDENCE_ROLES = [
  "unknown",
  "contextual",
  "scanned",
  "source",
  "destination",
  "created",
  "added",
  "compromised",
  "edited",
  "attacked",
  "attacker",
  "commandAndControl",
  "loaded",
  "suspicious",
  "policyViolator",
] as const;
export type EvidenceRole = Open<(typeof EVIDENCE_ROLES)[number]>;

export const DETECTION_STATUSES = ["detected", "blocked", "prevented"] as const;
export type DetectionStatus = Open<(typeof DETECTION_STATUSES)[number]>;

export const DEVICE_HEALTH_STATUSES = [
  "active",
  "inactive",
  "impairedCommunication",
  "noSensorData",
  "noSensorDataImpairedCommunication",
  "unknown",
] as const;
export type DeviceHealthStatus = Open<(typeof DEVICE_HEALTH_STATUSES)[number]>;

export const DEVICE_RISK_SCORES = ["none", "informational", "low", "medium", "high"] as const;
export type DeviceRiskScore = Open<(typeof DEVICE_RISK_SCORES)[number]>;

export const ONBOARDING_STATUSES = [
  "insufficientInfo",
  "onboarded",
  "canBeOnboarded",
  "unsupported",
] as const;
export type OnboardingStatus = Open<(typeof ONBOARDING_STATUSES)[number]>;

export const DEFENDER_AV_STATUSES = [
  "notReporting",
  "disabled",
  "notUpdated",
  "updated",
  "unknown",
  "notSupported",
] as const;
export type DefenderAvStatus = Open<(typeof DEFENDER_AV_STATUSES)[number]>;

export const VM_CLOUD_PROVIDERS = ["unknown", "azure"] as const;
export type VmCloudProvider = Open<(typeof VM_CLOUD_PROVIDERS)[number]>;

export const CORRELATION_REASONS = [
  "repeatedAlertOccurrence",
  "sameGeography",
  "similarArtifacts",
  "sameTargetedAsset",
  "sameNetworkSegment",
  "eventSequence",
  "timeFrame",
  "sameThreatSource",
  "similarTTPsOrBehavior",
  "sameActor",
  "sameCampaign",
  "sharedIndicators",
  "sameAsset",
  "networkProximity",
  "eventCasualSequence",
  "temporalProximity",
  "lateralMovementPath",
] as const;
export type CorrelationReason = Open<(typeof CORRELATION_REASONS)[number]>;

export const AI_AGENT_PLATFORMS = ["unknown", "azureAIFoundry", "copilotStudio", "copilot"] as const;
export type AiAgentPlatform = Open<(typeof AI_AGENT_PLATFORMS)[number]>;

export const FILE_HASH_ALGORITHMS = ["unknown", "md5", "sha1", "sha256", "sha256ac"] as const;
export type FileHashAlgorithm = Open<(typeof FILE_HASH_ALGORITHMS)[number]>;

export const GOOGLE_CLOUD_LOCATION_TYPES = ["unknown", "regional", "zonal", "global"] as const;
export type GoogleCloudLocationType = Open<(typeof GOOGLE_CLOUD_LOCATION_TYPES)[number]>;

export const IOT_DEVICE_IMPORTANCE_TYPES = ["unknown", "low", "normal", "high"] as const;
export type IoTDeviceImportanceType = Open<(typeof IOT_DEVICE_IMPORTANCE_TYPES)[number]>;

export const KUBERNETES_PLATFORMS = ["unknown", "aks", "eks", "gke", "arc"] as const;
export type KubernetesPlatform = Open<(typeof KUBERNETES_PLATFORMS)[number]>;

export const KUBERNETES_SERVICE_TYPES = [
  "unknown",
  "clusterIP",
  "externalName",
  "nodePort",
  "loadBalancer",
] as const;
export type KubernetesServiceType = Open<(typeof KUBERNETES_SERVICE_TYPES)[number]>;

export const MAILBOX_CONFIGURATION_TYPES = [
  "mailForwardingRule",
  "owaSettings",
  "ewsSettings",
  "mailDelegation",
  "userInboxRule",
] as const;
export type MailboxConfigurationType = Open<(typeof MAILBOX_CONFIGURATION_TYPES)[number]>;

export const PROTOCOL_TYPES = ["tcp", "udp"] as const;
export type ProtocolType = Open<(typeof PROTOCOL_TYPES)[number]>;

export const SERVICE_PRINCIPAL_TYPES = ["unknown", "application", "managedIdentity", "legacy"] as const;
export type ServicePrincipalType = Open<(typeof SERVICE_PRINCIPAL_TYPES)[number]>;

export const TEAMS_MESSAGE_DELIVERY_ACTIONS = [
  "unknown",
  "deliveredAsSpam",
  "delivered",
  "blocked",
  "replaced",
] as const;
export type TeamsMessageDeliveryAction = Open<(typeof TEAMS_MESSAGE_DELIVERY_ACTIONS)[number]>;

export const TEAMS_DELIVERY_LOCATIONS = ["unknown", "teams", "quarantine", "failed"] as const;
export type TeamsDeliveryLocation = Open<(typeof TEAMS_DELIVERY_LOCATIONS)[number]>;

export const ANTISPAM_TEAMS_DIRECTIONS = ["unknown", "inbound", "outbound", "intraorg"] as const;
export type AntispamTeamsDirection = Open<(typeof ANTISPAM_TEAMS_DIRECTIONS)[number]>;

export const CONTAINER_PORT_PROTOCOLS = ["udp", "tcp", "sctp"] as const;
export type ContainerPortProtocol = Open<(typeof CONTAINER_PORT_PROTOCOLS)[number]>;
