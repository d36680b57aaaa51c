/**
 * The enums of contract/graph.md § 6.3 with their values. Members that stand behind `unknownFutureValue` are newer than it:
 * they are told only to clients that ask for them.
 */
const MEMBERS = {
  incidentStatus: `
    active=1 resolved=2 inProgress=4 redirected=64 unknownFutureValue=127 awaitingAction=128`,
  alertStatus: "unknown=0 new=2 inProgress=4 resolved=8 unknownFutureValue=31",
  alertSeverity: "unknown=0 informational=32 low=64 medium=128 high=256 unknownFutureValue=511",
  alertClassification: `
    unknown=0 falsePositive=10 truePositive=20 informationalExpectedActivity=30 unknownFutureValue=39`,
  alertDetermination: `
    unknown=0 apt=10 malware=20 securityPersonnel=30 securityTesting=40 unwantedSoftware=50 other=60
    multiStagedAttack=70 compromisedAccount=80 phishing=90 maliciousUserActivity=100 notMalicious=110
    notEnoughDataToValidate=120 confirmedActivity=130 lineOfBusinessApplication=140
    unknownFutureValue=149`,
  serviceSource: `
    unknown=0 microsoftDefenderForEndpoint=1 microsoftDefenderForIdentity=2
    microsoftDefenderForCloudApps=4 microsoftDefenderForOffice365=8 microsoft365Defender=16
    azureAdIdentityProtection=32 microsoftAppGovernance=64 dataLossPrevention=128
    unknownFutureValue=255 microsoftDefenderForCloud=256 microsoftSentinel=512
    microsoftInsiderRiskManagement=1024 microsoftThreatIntelligence=2048 microsoftSecurityForAI=4096`,
  detectionSource: `
    unknown=0 microsoftDefenderForEndpoint=1 antivirus=2 smartScreen=4 customTi=8
    microsoftDefenderForOffice365=512 automatedInvestigation=1024 microsoftThreatExperts=2048
    customDetection=4096 microsoftDefenderForIdentity=8192 cloudAppSecurity=16384
    microsoft365Defender=32768 azureAdIdentityProtection=65536 manual=262144
    microsoftDataLossPrevention=524288 appGovernancePolicy=1048576 appGovernanceDetection=2097152
    unknownFutureValue=4194303 microsoftDefenderForCloud=4194304 microsoftDefenderForIoT=1073741833
    microsoftDefenderForServers=1073741834 microsoftDefenderForStorage=1073741835
    microsoftDefenderForDNS=1073741836 microsoftDefenderForDatabases=1073741837
    microsoftDefenderForContainers=1073741838 microsoftDefenderForNetwork=1073741839
    microsoftDefenderForAppService=1073741840 microsoftDefenderForKeyVault=1073741841
    microsoftDefenderForResourceManager=1073741842 microsoftDefenderForApiManagement=1073741843
    nrtAlerts=1073741844 scheduledAlerts=1073741845
    microsoftDefenderThreatIntelligenceAnalytics=1073741846 builtInMl=1073741847
    microsoftInsiderRiskManagement=1073741848 microsoftThreatIntelligence=1073741849
    microsoftDefenderForAIServices=1073741850 securityCopilot=1073741851 microsoftSentinel=268435456`,
  investigationState: `
    unknown=0 terminated=1 successfullyRemediated=2 benign=4 failed=8 partiallyRemediated=16
    running=32 pendingApproval=64 pendingResource=128 queued=512 innerFailure=1024
    preexistingAlert=2048 unsupportedOs=4056 unsupportedAlertType=8192 suppressedAlert=16384
    partiallyInvestigated=32768 terminatedByUser=65536 terminatedBySystem=131072
    unknownFutureValue=262144`,
  evidenceVerdict: "unknown=0 suspicious=1 malicious=2 noThreatsFound=3 unknownFutureValue=4",
  evidenceRemediationStatus: `
    none=0 remediated=1 prevented=2 blocked=3 notFound=4 unknownFutureValue=5 active=6
    pendingApproval=7 declined=8 unremediated=9 running=10 partiallyRemediated=11`,
  evidenceRole: `
    unknown=0 contextual=1 scanned=2 source=3 destination=4 created=5 added=6 compromised=7 edited=8
    attacked=9 attacker=10 commandAndControl=11 loaded=12 suspicious=13 policyViolator=14
    unknownFutureValue=31`,
  detectionStatus: "detected=0 blocked=1 prevented=2 unknownFutureValue=31",
  deviceHealthStatus: `
    active=0 inactive=1 impairedCommunication=2 noSensorData=3 noSensorDataImpairedCommunication=4
    unknown=5 unknownFutureValue=31`,
  deviceRiskScore: "none=0 informational=5 low=10 medium=20 high=30 unknownFutureValue=31",
  onboardingStatus: "insufficientInfo=0 onboarded=1 canBeOnboarded=2 unsupported=3 unknownFutureValue=31",
  defenderAvStatus: `
    notReporting=0 disabled=1 notUpdated=2 updated=3 unknown=4 notSupported=1000
    unknownFutureValue=1023`,
  vmCloudProvider: "unknown=0 azure=1 unknownFutureValue=15",
  correlationReason: `
    repeatedAlertOccurrence=1 sameGeography=2 similarArtifacts=4 sameTargetedAsset=8
    sameNetworkSegment=16 eventSequence=32 timeFrame=64 sameThreatSource=128 similarTTPsOrBehavior=256
    sameActor=512 sameCampaign=1024 sharedIndicators=2048 sameAsset=4096 networkProximity=8192
    eventCasualSequence=16384 temporalProximity=32768 lateralMovementPath=65536
    unknownFutureValue=131072`,
  aiAgentPlatform: "unknown=0 azureAIFoundry=10 copilotStudio=20 copilot=30 unknownFutureValue=40",
  fileHashAlgorithm: "unknown=0 md5=1 sha1=2 sha256=3 sha256ac=4 unknownFutureValue=5",
  googleCloudLocationType: "unknown=0 regional=1 zonal=2 global=3 unknownFutureValue=31",
  ioTDeviceImportanceType: "unknown=0 low=1 normal=2 high=3 unknownFutureValue=4",
  kubernetesPlatform: "unknown=0 aks=1 eks=2 gke=3 arc=4 unknownFutureValue=5",
  kubernetesServiceType: `
    unknown=0 clusterIP=1 externalName=2 nodePort=3 loadBalancer=4 unknownFutureValue=31`,
  mailboxConfigurationType: `
    mailForwardingRule=0 owaSettings=1 ewsSettings=2 mailDelegation=3 userInboxRule=4
    unknownFutureValue=31`,
  protocolType: "tcp=0 udp=1 unknownFutureValue=2",
  servicePrincipalType: "unknown=0 application=1 managedIdentity=2 legacy=3 unknownFutureValue=4",
  teamsMessageDeliveryAction: `
    unknown=0 deliveredAsSpam=1 delivered=2 blocked=3 replaced=4 unknownFutureValue=31`,
  teamsDeliveryLocation: "unknown=0 teams=1 quarantine=2 failed=3 unknownFutureValue=31",
  antispamTeamsDirection: "unknown=0 inbound=1 outbound=2 intraorg=3 unknownFutureValue=31",
  containerPortProtocol: "udp=0 tcp=1 sctp=2 unknownFutureValue=3",
} as const;

export type EnumName = keyof typeof MEMBERS;

export interface EnumType {
  readonly name: string;
  /** Every member with its value, the sentinel among them. */
  readonly members: readonly (readonly [member: string, value: number])[];
  /** The members that every client knows. */
  readonly early: ReadonlySet<string>;
}

export const SENTINEL = "unknownFutureValue";

function enumType([name, text]: readonly [string, string]): EnumType {
  const members = text
    .trim()
    .split(/\s+/)
    .map((member): readonly [string, number] => {
      const [of = "", value] = member.split("=");
      return [of, Number(value)];
    });
  const names = members.map(([member]) => member);
  return { name, members, early: new Set(names.slice(0, names.indexOf(SENTINEL))) };
}

export const ENUM_TYPES: ReadonlyMap<string, EnumType> = new Map(
  Object.entries(MEMBERS).map((entry) => [entry[0], enumType(entry)]),
);

/** The names of an enum's members in the order of the contract, without the sentinel. */
export function memberNames(name: EnumName): readonly string[] {
  const members = ENUM_TYPES.get(name)?.members ?? [];
  return members.map(([member]) => member).filter((member) => member !== SENTINEL);
}
