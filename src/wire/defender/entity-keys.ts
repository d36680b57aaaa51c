/** The members that every entity starts with, contract/defender.md § 5.6. */
export const COMMON_KEYS = [
  "entityType",
  "evidenceCreationTime",
  "verdict",
  "remediationStatus",
  "remediationStatusDetails",
] as const;

export const COMMON: ReadonlySet<string> = new Set(COMMON_KEYS);

/** The members after those, in the one order that holds for every entity type on the wire (§ 5.6). */
export const OWN_KEYS = [
  "sha1",
  "sha256",
  "fileName",
  "filePath",
  "processId",
  "processCommandLine",
  "processCreationTime",
  "parentProcessId",
  "parentProcessCreationTime",
  "parentProcessFileName",
  "parentProcessFilePath",
  "ipAddress",
  "url",
  "accountName",
  "domainName",
  "userSid",
  "aadUserId",
  "userPrincipalName",
  "mailboxDisplayName",
  "mailboxAddress",
  "clusterBy",
  "clusterByValue",
  "emailCount",
  "sender",
  "recipient",
  "subject",
  "internetMessageId",
  "deliveryAction",
  "securityGroupId",
  "securityGroupName",
  "registryHive",
  "registryKey",
  "registryValueType",
  "registryValue",
  "detectionStatus",
  "applicationId",
  "applicationName",
  "deviceId",
] as const;

export const OWN: ReadonlySet<string> = new Set(OWN_KEYS);

export type OwnKey = (typeof OWN_KEYS)[number];

const FILE = ["sha1", "sha256", "fileName", "filePath"] as const;
const ACCOUNT = ["accountName", "domainName", "userSid", "aadUserId", "userPrincipalName"] as const;

/** Which of them each entity type with a shape in the contract has; any other member it carries is kept as unmapped. */
export const KEYS_OF_TYPE = {
  User: ACCOUNT,
  Ip: ["ipAddress"],
  Url: ["url"],
  File: [...FILE, "detectionStatus", "deviceId"],
  Process: [
    ...FILE,
    "processId",
    "processCommandLine",
    "processCreationTime",
    "parentProcessId",
    "parentProcessCreationTime",
    "parentProcessFileName",
    "parentProcessFilePath",
    ...ACCOUNT,
    "detectionStatus",
    "deviceId",
  ],
  Mailbox: [...ACCOUNT, "mailboxDisplayName", "mailboxAddress"],
  /** The recipient's `userPrincipalName` has no place in Graph (contract/graph.md § 15.3): it is kept in its place. */
  MailMessage: ["sender", "recipient", "subject", "internetMessageId", "deliveryAction"],
  MailCluster: ["clusterBy", "clusterByValue", "emailCount"],
  OAuthApplication: ["applicationId", "applicationName"],
  SecurityGroup: ["securityGroupId", "securityGroupName"],
  Registry: ["registryHive", "registryKey", "registryValueType", "registryValue", "deviceId"],
} as const satisfies Readonly<Record<string, readonly OwnKey[]>>;

export type ShapedType = keyof typeof KEYS_OF_TYPE;

/** Spellings of older documents (§ 14 no. 4). */
const OLDER_SPELLINGS: Readonly<Record<string, ShapedType>> = { MailBox: "Mailbox" };

/** The entity type that today's wire has for a name, if the contract knows its shape. */
export function shapedType(name: string): ShapedType | undefined {
  const raised = name.replace(/^[a-z]/, (letter) => letter.toUpperCase());
  if (isShaped(raised)) return raised;
  return Object.hasOwn(OLDER_SPELLINGS, raised) ? OLDER_SPELLINGS[raised] : undefined;
}

function isShaped(name: string): name is ShapedType {
  return Object.hasOwn(KEYS_OF_TYPE, name);
}
