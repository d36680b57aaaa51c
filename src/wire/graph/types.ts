/**
 * The structured types of contract/graph.md §§ 6.1 to 6.5 in the order in which their properties are written: this one
 * table is what is read, written and described in `$metadata`. A property without a type is a `String`; `[X]` is a
 * collection; `!` is never null.
 */
const EVIDENCE = {
  activeDirectoryDomainEvidence: `
    activeDirectoryDomainName trustedDomains:[activeDirectoryDomainEvidence]!`,
  aiAgentEvidence: "agentId agentName hostingPlatformType:aiAgentPlatform instructions",
  amazonResourceEvidence: "amazonAccountId amazonResourceId resourceName resourceType",
  analyzedMessageEvidence: `
    networkMessageId internetMessageId subject language senderIp recipientEmailAddress
    antiSpamDirection deliveryAction deliveryLocation urn threats:[String]
    threatDetectionMethods:[String] urls:[String] urlCount:Int64 attachmentsCount:Int64
    receivedDateTime:DateTimeOffset p1Sender:emailSender p2Sender:emailSender`,
  azureResourceEvidence: "resourceId resourceName resourceType",
  blobContainerEvidence: "name storageResource:azureResourceEvidence url",
  blobEvidence: "blobContainer:blobContainerEvidence etag fileHashes:[fileHash] name url",
  cloudApplicationEvidence: `
    appId:Int64 displayName instanceId:Int64 instanceName saasAppId:Int64 stream:stream`,
  cloudLogonRequestEvidence: "requestId",
  cloudLogonSessionEvidence: `
    account:userEvidence browser deviceName operatingSystem previousLogonDateTime:DateTimeOffset
    protocol sessionId startUtcDateTime:DateTimeOffset userAgent`,
  containerEvidence: `
    args:[String] command:[String] containerId image:containerImageEvidence isPrivileged:Boolean! name
    pod:kubernetesPodEvidence`,
  containerImageEvidence: "digestImage:containerImageEvidence imageId registry:containerRegistryEvidence",
  containerRegistryEvidence: "registry",
  deviceEvidence: `
    firstSeenDateTime:DateTimeOffset mdeDeviceId azureAdDeviceId deviceDnsName hostName ntDomain
    dnsDomain osPlatform osBuild:Int64 version healthStatus:deviceHealthStatus
    riskScore:deviceRiskScore rbacGroupId:Int32 rbacGroupName onboardingStatus:onboardingStatus
    defenderAvStatus:defenderAvStatus lastIpAddress lastExternalIpAddress ipInterfaces:[String]
    vmMetadata:vmMetadata loggedOnUsers:[loggedOnUser] resourceAccessEvents:[resourceAccessEvent]`,
  dnsEvidence: "dnsServerIp:ipEvidence domainName hostIpAddress:ipEvidence ipAddresses:[ipEvidence]",
  fileEvidence: "detectionStatus:detectionStatus fileDetails:fileDetails mdeDeviceId",
  fileHashEvidence: "algorithm:fileHashAlgorithm! value",
  gitHubOrganizationEvidence: "company displayName email login orgId webUrl",
  gitHubRepoEvidence: "baseUrl login owner ownerType repoId",
  gitHubUserEvidence: "email login name userId webUrl",
  googleCloudResourceEvidence: `
    fullResourceName location locationType:googleCloudLocationType projectId projectNumber:Int64
    resourceName resourceType`,
  hostLogonSessionEvidence: `
    account:userEvidence endUtcDateTime:DateTimeOffset host:deviceEvidence sessionId
    startUtcDateTime:DateTimeOffset`,
  ioTDeviceEvidence: `
    deviceId deviceName devicePageLink deviceSubType deviceType importance:ioTDeviceImportanceType
    ioTHub:azureResourceEvidence ioTSecurityAgentId ipAddress:ipEvidence isAuthorized:Boolean
    isProgramming:Boolean isScanner:Boolean macAddress manufacturer model nics:[nicEvidence]
    operatingSystem owners:[String] protocols:[String] purdueLayer sensor serialNumber site source
    sourceRef:urlEvidence zone`,
  ipEvidence: "countryLetterCode ipAddress location:geoLocation stream:stream",
  kubernetesClusterEvidence: `
    cloudResource:alertEvidence distribution name platform:kubernetesPlatform version`,
  kubernetesControllerEvidence: "labels:dictionary name namespace:kubernetesNamespaceEvidence type",
  kubernetesNamespaceEvidence: "cluster:kubernetesClusterEvidence labels:dictionary name",
  kubernetesPodEvidence: `
    containers:[containerEvidence] controller:kubernetesControllerEvidence
    ephemeralContainers:[containerEvidence] initContainers:[containerEvidence] labels:dictionary name
    namespace:kubernetesNamespaceEvidence podIp:ipEvidence
    serviceAccount:kubernetesServiceAccountEvidence`,
  kubernetesSecretEvidence: "name namespace:kubernetesNamespaceEvidence secretType",
  kubernetesServiceAccountEvidence: "name namespace:kubernetesNamespaceEvidence",
  kubernetesServiceEvidence: `
    clusterIP:ipEvidence externalIPs:[ipEvidence] labels:dictionary name
    namespace:kubernetesNamespaceEvidence selector:dictionary servicePorts:[kubernetesServicePort]
    serviceType:kubernetesServiceType!`,
  mailboxConfigurationEvidence: `
    configurationId configurationType:mailboxConfigurationType displayName
    externalDirectoryObjectId:Guid mailboxPrimaryAddress upn`,
  mailboxEvidence: "displayName primaryAddress upn userAccount:userAccount",
  mailClusterEvidence: "clusterBy clusterByValue emailCount:Int64 networkMessageIds:[String] query urn",
  malwareEvidence: "category files:[fileEvidence] name processes:[processEvidence]",
  networkConnectionEvidence: `
    destinationAddress:ipEvidence destinationPort:Int32 protocol:protocolType sourceAddress:ipEvidence
    sourcePort:Int32`,
  nicEvidence: "ipAddress:ipEvidence macAddress vlans:[String]",
  oauthApplicationEvidence: "appId displayName objectId publisher",
  processEvidence: `
    processId:Int64 parentProcessId:Int64 processCommandLine processCreationDateTime:DateTimeOffset
    parentProcessCreationDateTime:DateTimeOffset detectionStatus:detectionStatus mdeDeviceId
    parentProcessImageFile:fileDetails imageFile:fileDetails userAccount:userAccount`,
  registryKeyEvidence: "registryHive registryKey",
  registryValueEvidence: `
    mdeDeviceId registryHive registryKey registryValue registryValueName registryValueType`,
  sasTokenEvidence: `
    allowedIpAddresses allowedResourceTypes:[String] allowedServices:[String]
    expiryDateTime:DateTimeOffset permissions:[String] protocol signatureHash signedWith
    startDateTime:DateTimeOffset storageResource:azureResourceEvidence`,
  securityGroupEvidence: `
    activeDirectoryObjectGuid:Guid displayName distinguishedName friendlyName securityGroupId sid`,
  servicePrincipalEvidence: `
    appId appOwnerTenantId servicePrincipalName servicePrincipalObjectId
    servicePrincipalType:servicePrincipalType tenantId`,
  submissionMailEvidence: `
    networkMessageId recipient reportType sender senderIp subject submissionDateTime:DateTimeOffset
    submissionId submitter`,
  teamsMessageEvidence: `
    campaignId channelId deliveryAction:teamsMessageDeliveryAction
    deliveryLocation:teamsDeliveryLocation files:[fileEvidence] groupId isExternal:Boolean
    isOwned:Boolean lastModifiedDateTime:DateTimeOffset messageDirection:antispamTeamsDirection
    messageId owningTenantId:Guid parentMessageId receivedDateTime:DateTimeOffset recipients:[String]
    senderFromAddress senderIP sourceAppName sourceId subject suspiciousRecipients:[String] threadId
    threadType urls:[urlEvidence]`,
  urlEvidence: "url",
  userEvidence: "stream:stream userAccount:userAccount",
} as const;

const PARTS = {
  userAccount: `
    accountName domainName userSid azureAdUserId tenantId userPrincipalName displayName
    activeDirectoryObjectGuid:Guid resourceAccessEvents:[resourceAccessEvent]`,
  fileDetails: "sha1 sha256 md5 sha256Ac fileName filePath fileSize:Int64 filePublisher signer issuer",
  loggedOnUser: "accountName domainName",
  vmMetadata: "cloudProvider:vmCloudProvider! resourceId subscriptionId vmId",
  resourceAccessEvent: "accessDateTime:DateTimeOffset accountId ipAddress resourceIdentifier",
  geoLocation: "city countryName latitude:Double longitude:Double state",
  stream: "name",
  emailSender: "displayName domainName emailAddress",
  fileHash: "algorithm:fileHashAlgorithm! value",
  kubernetesServicePort: `
    appProtocol name nodePort:Int32! port:Int32! protocol:containerPortProtocol targetPort`,
  alertComment: "comment createdByDisplayName createdDateTime:DateTimeOffset!",
  mergeResponse: "targetIncidentId:String!",
  recommendedHuntingQuery: "kqlText",
} as const;

export type EvidenceKind = keyof typeof EVIDENCE;

export interface Property {
  readonly name: string;
  /** A primitive, an enum, a structured type, or `dictionary`. */
  readonly type: string;
  readonly collection: boolean;
  readonly nullable: boolean;
}

export interface StructuredType {
  readonly name: string;
  readonly properties: readonly Property[];
}

export function propertiesOf(text: string): readonly Property[] {
  return text
    .trim()
    .split(/\s+/)
    .map((property) => {
      const [name = "", written = "String"] = property.split(":");
      const type = written.replace(/[[\]!]/g, "");
      return { name, type, collection: written.startsWith("["), nullable: !written.endsWith("!") };
    });
}

function typesOf(table: Readonly<Record<string, string>>): ReadonlyMap<string, StructuredType> {
  return new Map(
    Object.entries(table).map(([name, text]) => [name, { name, properties: propertiesOf(text) }]),
  );
}

/** What every piece of evidence begins with (§ 6.4). */
export const EVIDENCE_BASE = propertiesOf(
  `createdDateTime:DateTimeOffset! verdict:evidenceVerdict! remediationStatus:evidenceRemediationStatus!
   remediationStatusDetails roles:[evidenceRole]! detailedRoles:[String] tags:[String]`,
);
export const EVIDENCE_TYPES = typesOf(EVIDENCE);
export const PART_TYPES = typesOf(PARTS);

/** § 6.1, in the order of § 4.1; `alerts` follow where they are expanded. */
export const INCIDENT: StructuredType = {
  name: "incident",
  properties: propertiesOf(
    `id:String! tenantId status:incidentStatus! incidentWebUrl redirectIncidentId displayName
     createdDateTime:DateTimeOffset! lastUpdateDateTime:DateTimeOffset! assignedTo
     classification:alertClassification determination:alertDetermination severity:alertSeverity!
     customTags:[String] systemTags:[String] description lastModifiedBy resolvingComment summary
     priorityScore:Int32 comments:[alertComment]`,
  ),
};

/** What `/beta` adds to an incident (§ 4.9). */
export const INCIDENT_BETA = propertiesOf(
  "recommendedActions recommendedHuntingQueries:[recommendedHuntingQuery]",
);

/** § 6.2, in the order of § 4.4. */
export const ALERT: StructuredType = {
  name: "alert",
  properties: propertiesOf(
    `id:String! providerAlertId incidentId status:alertStatus! severity:alertSeverity!
     classification:alertClassification determination:alertDetermination serviceSource:serviceSource!
     detectionSource:detectionSource productName detectorId tenantId title description recommendedActions
     category categories:[String] assignedTo alertWebUrl incidentWebUrl actorDisplayName threatDisplayName
     threatFamilyName mitreTechniques:[String] createdDateTime:DateTimeOffset
     lastUpdateDateTime:DateTimeOffset resolvedDateTime:DateTimeOffset
     firstActivityDateTime:DateTimeOffset lastActivityDateTime:DateTimeOffset systemTags:[String]
     alertPolicyId investigationState:investigationState comments:[alertComment] customDetails:dictionary
     evidence:[alertEvidence] additionalData:dictionary`,
  ),
};

export const NAMESPACE = "microsoft.graph.security";

export const isEvidence = (type: string) => type === "alertEvidence" || EVIDENCE_TYPES.has(type);
