/**
 * Which field of one dialect is which of the other: the one table of contract/graph.md §§ 15.1 to 15.3. `a=b` is `a` in the
 * Defender dialect and `b` in Graph, `a=` and `=b` stand in one of them alone; a dot leads into a part; behind `@` is the enum
 * whose members differ in their spelling (wire/defender/enums.ts).
 */
const INCIDENT = `
  incidentId=id incidentUri=incidentWebUrl redirectIncidentId=redirectIncidentId incidentName=displayName
  createdTime=createdDateTime lastUpdateTime=lastUpdateDateTime assignedTo=assignedTo
  classification=classification@classification determination=determination@determination
  status=status@incidentStatus severity=severity@severity tags=customTags =systemTags =description =lastModifiedBy
  =resolvingComment =summary =priorityScore =tenantId`;

const COMMENT = "comment=comment createdBy=createdByDisplayName createdTime=createdDateTime";

const ALERT = `
  alertId=id providerAlertId=providerAlertId incidentId=incidentId serviceSource=serviceSource@serviceSource
  detectionSource=detectionSource@detectionSource =productName creationTime=createdDateTime
  lastUpdatedTime=lastUpdateDateTime resolvedTime=resolvedDateTime firstActivity=firstActivityDateTime
  lastActivity=lastActivityDateTime title=title description=description category=category =categories
  status=status@alertStatus severity=severity@severity investigationId=
  investigationState=investigationState@investigationState classification=classification@classification
  determination=determination@determination detectorId=detectorId assignedTo=assignedTo actorName=actorDisplayName
  threatFamilyName=threatFamilyName mitreTechniques=mitreTechniques =threatDisplayName =recommendedActions
  =alertWebUrl =incidentWebUrl =tenantId =systemTags =alertPolicyId =comments =customDetails =additionalData`;

const DEVICE = `
  mdatpDeviceId=mdeDeviceId aadDeviceId=azureAdDeviceId deviceDnsName=deviceDnsName osPlatform=osPlatform
  version=version osProcessor= osBuild=osBuild healthStatus=healthStatus@healthStatus riskScore=riskScore@riskScore
  rbacGroupName=rbacGroupName firstSeen=firstSeenDateTime tags=tags
  defenderAvStatus=defenderAvStatus@defenderAvStatus onboardingStatus=onboardingStatus@onboardingStatus
  vmMetadata=vmMetadata loggedOnUsers=loggedOnUsers =createdDateTime =verdict =remediationStatus
  =remediationStatusDetails =roles =detailedRoles =hostName =ntDomain =dnsDomain =rbacGroupId =lastIpAddress
  =lastExternalIpAddress =ipInterfaces =resourceAccessEvents`;

/** What every entity has. */
const ENTITY = `
  entityType=@odata.type evidenceCreationTime=createdDateTime verdict=verdict@verdict
  remediationStatus=remediationStatus@remediationStatus remediationStatusDetails=remediationStatusDetails
  =roles =detailedRoles =tags`;

const ACCOUNT = `
  accountName=userAccount.accountName domainName=userAccount.domainName userSid=userAccount.userSid
  aadUserId=userAccount.azureAdUserId userPrincipalName=userAccount.userPrincipalName`;
const fileIn = (part: string) => `
  sha1=${part}.sha1 sha256=${part}.sha256 fileName=${part}.fileName filePath=${part}.filePath
  detectionStatus=detectionStatus@detectionStatus deviceId=mdeDeviceId`;

/** By the type of Graph. */
const OWN: Readonly<Record<string, string>> = {
  userEvidence: `${ACCOUNT} =stream`,
  ipEvidence: "ipAddress=ipAddress =countryLetterCode =location =stream",
  urlEvidence: "url=url",
  fileEvidence: fileIn("fileDetails"),
  processEvidence: `${fileIn("imageFile")} ${ACCOUNT}
    processId=processId processCommandLine=processCommandLine processCreationTime=processCreationDateTime
    parentProcessId=parentProcessId parentProcessCreationTime=parentProcessCreationDateTime
    parentProcessFileName=parentProcessImageFile.fileName parentProcessFilePath=parentProcessImageFile.filePath`,
  mailboxEvidence: `mailboxDisplayName=displayName mailboxAddress=primaryAddress userPrincipalName=upn ${ACCOUNT}`,
  analyzedMessageEvidence: `sender=p2Sender.emailAddress recipient=recipientEmailAddress subject=subject
    internetMessageId=internetMessageId deliveryAction=deliveryAction`,
  mailClusterEvidence: "clusterBy=clusterBy clusterByValue=clusterByValue emailCount=emailCount",
  registryKeyEvidence: "registryHive=registryHive registryKey=registryKey deviceId=",
  registryValueEvidence: `registryHive=registryHive registryKey=registryKey registryValueType=registryValueType
    registryValue=registryValue deviceId=mdeDeviceId`,
  securityGroupEvidence: "securityGroupId=securityGroupId securityGroupName=displayName",
  oauthApplicationEvidence: "applicationId=appId applicationName=displayName",
};

export interface FieldPair {
  /** Undefined where the dialect does not have it. */
  readonly defender: string | undefined;
  readonly graph: string | undefined;
  /** The name of its enum. */
  readonly enumeration: string | undefined;
}

function pairsOf(text: string): readonly FieldPair[] {
  return text
    .trim()
    .split(/\s+/)
    .map((row) => {
      const equals = row.indexOf("=");
      const [graph = "", enumeration] = splitEnum(row.slice(equals + 1));
      return { defender: row.slice(0, equals) || undefined, graph: graph || undefined, enumeration };
    });
}

/** An annotation begins with the same sign. */
function splitEnum(text: string): readonly [string, string?] {
  const at = text.lastIndexOf("@");
  return at <= 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

export const INCIDENT_FIELDS = pairsOf(INCIDENT);
export const COMMENT_FIELDS = pairsOf(COMMENT);
export const ALERT_FIELDS = pairsOf(ALERT);
export const DEVICE_FIELDS = pairsOf(DEVICE);
const ENTITY_FIELDS = pairsOf(ENTITY);
const OWN_FIELDS: ReadonlyMap<string, readonly FieldPair[]> = new Map(
  Object.entries(OWN).map(([kind, text]) => [kind, [...ENTITY_FIELDS, ...pairsOf(text)]]),
);

/** The fields of an entity by the name of its type in Graph, without its namespace. */
export function entityFields(kind: string): readonly FieldPair[] {
  return OWN_FIELDS.get(kind) ?? ENTITY_FIELDS;
}
