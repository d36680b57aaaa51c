import fc from "fast-check";

/** Arbitrary incidents as today's wire has them (contract/defender.md § 5), with what a newer wire may add. */

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom(
    '"quoted"',
    "back\\slash",
    "שלום עולם",
    "🚨 alarm",
    "trailing\u200b",
    "\ud800",
    "<script>",
    "\u001b[31m",
    "",
  ),
);
const id = fc.stringMatching(/^[0-9a-f]{8}$/);
const count = fc.integer({ min: 0, max: 2 ** 40 });
const time = fc
  .tuple(
    fc.date({
      min: new Date("2019-01-01T00:00:00Z"),
      max: new Date("2027-01-01T00:00:00Z"),
      noInvalidDate: true,
    }),
    fc.stringMatching(/^[0-9]{0,7}$/),
  )
  .map(([date, digits]) => {
    const fraction = digits.replace(/0+$/, "");
    return `${date.toISOString().slice(0, 19)}${fraction === "" ? "" : `.${fraction}`}Z`;
  });
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const member = (...known: readonly string[]) =>
  fc.oneof(fc.constantFrom(...known), fc.stringMatching(/^Newer[A-Z][a-z]{3}$/));

/** Members that no table knows, `__proto__` among them, as text so that nothing touches a prototype on the way. */
const unknownMembers = fc
  .uniqueArray(fc.constantFrom("__proto__", "constructor", "newField", "another-field", "zz", "unknown 🚨"), {
    maxLength: 3,
  })
  .chain((keys) => fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), fc.jsonValue({ maxDepth: 2 })))));

/** An object's text with unknown members at its end. */
function object(
  members: Readonly<Record<string, fc.Arbitrary<string>>>,
  unknown = true,
): fc.Arbitrary<string> {
  return fc.tuple(fc.record(members), unknown ? unknownMembers : fc.constant([])).map(([known, more]) => {
    const parts = Object.entries(known).map(([key, value]) => `${JSON.stringify(key)}:${value}`);
    const others = more.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    return `{${[...parts, ...others].filter((part) => !part.endsWith(":")).join(",")}}`;
  });
}

const json = <T>(value: fc.Arbitrary<T>) => value.map((item) => JSON.stringify(item));
/** "" stands for a member that is left out. */
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(json(value), { nil: "" });
const list = (items: fc.Arbitrary<string>) =>
  fc.array(items, { maxLength: 3 }).map((all) => `[${all.join(",")}]`);

const severity = member("Informational", "Low", "Medium", "High", "UnSpecified");
const determination = member(
  "NotAvailable",
  "CompromisedAccount",
  "ConfirmedActivity",
  "NotMalicious",
  "NoEnoughDataToValidate",
  "Malware",
  "Apt",
);
const classification = member("Unknown", "TruePositive", "FalsePositive", "InformationalExpectedActivity");
const detection = member("Detected", "Prevented", "Blocked");

const device = object({
  mdatpDeviceId: json(id),
  aadDeviceId: json(nullable(id)),
  deviceDnsName: json(text),
  osPlatform: json(text),
  version: json(text),
  osProcessor: json(nullable(text)),
  osBuild: json(nullable(count)),
  healthStatus: json(member("Active", "Inactive", "NoSensorData")),
  riskScore: json(member("None", "High")),
  rbacGroupName: json(nullable(text)),
  firstSeen: json(time),
  tags: list(json(text)),
  defenderAvStatus: json(member("Updated", "NotSupported")),
  onboardingStatus: json(member("Onboarded", "InsufficientInfo")),
  vmMetadata: fc.constantFrom(
    "null",
    '{"vmId":"a","cloudProvider":"Azure","resourceId":null,"subscriptionId":"s"}',
    '{"other":[1]}',
  ),
  loggedOnUsers: list(object({ accountName: json(text), domainName: json(text) }, false)),
});

const common = (type: string) => ({
  entityType: fc.constant(JSON.stringify(type)),
  evidenceCreationTime: json(time),
  verdict: json(member("Suspicious", "Malicious", "Clean", "Unknown")),
  remediationStatus: json(member("None", "Remediated", "Active", "NotFound")),
  remediationStatusDetails: maybe(text),
});
const file = { sha1: maybe(id), sha256: maybe(id), fileName: maybe(text), filePath: maybe(text) };
const account = {
  accountName: maybe(text),
  domainName: maybe(text),
  userSid: maybe(text),
  aadUserId: maybe(id),
  userPrincipalName: maybe(text),
};

/** Keys in the order of § 5.6, for each entity type. */
export const entities: Readonly<Record<string, fc.Arbitrary<string>>> = {
  User: object({ ...common("User"), ...account, mailboxAddress: maybe(text), sender: maybe(text) }),
  Ip: object({ ...common("Ip"), ipAddress: maybe(text) }),
  Url: object({ ...common("Url"), url: maybe(text) }),
  File: object({ ...common("File"), ...file, detectionStatus: maybe(detection), deviceId: maybe(id) }),
  Process: object({
    ...common("Process"),
    ...file,
    processId: maybe(count),
    processCommandLine: maybe(text),
    processCreationTime: maybe(time),
    parentProcessId: maybe(count),
    parentProcessCreationTime: maybe(time),
    parentProcessFileName: maybe(text),
    parentProcessFilePath: maybe(text),
    ...account,
    detectionStatus: maybe(detection),
    deviceId: maybe(id),
  }),
  Mailbox: object({
    ...common("Mailbox"),
    ...account,
    mailboxDisplayName: maybe(text),
    mailboxAddress: maybe(text),
  }),
  MailMessage: object({
    ...common("MailMessage"),
    userPrincipalName: maybe(text),
    sender: maybe(text),
    recipient: maybe(text),
    subject: maybe(text),
    internetMessageId: maybe(text),
    deliveryAction: maybe(member("Blocked", "Delivered")),
  }),
  MailCluster: object({
    ...common("MailCluster"),
    clusterBy: maybe(text),
    clusterByValue: maybe(text),
    emailCount: maybe(count),
  }),
  OAuthApplication: object({
    ...common("OAuthApplication"),
    applicationId: maybe(id),
    applicationName: maybe(text),
  }),
  SecurityGroup: object({
    ...common("SecurityGroup"),
    securityGroupId: maybe(id),
    securityGroupName: maybe(text),
  }),
  Registry: object({
    ...common("Registry"),
    registryHive: maybe(text),
    registryKey: maybe(text),
    registryValueType: maybe(text),
    registryValue: maybe(text),
    deviceId: maybe(id),
  }),
  CloudApplication: object({
    ...common("CloudApplication"),
    url: maybe(text),
    displayName: maybe(text),
    appId: maybe(count),
  }),
  "lower case and spaces": object({ ...common("lower case and spaces"), sha1: maybe(text) }),
};

const alert = (alertId: string, created: string) =>
  object({
    alertId: fc.constant(JSON.stringify(alertId)),
    providerAlertId: json(text),
    incidentId: fc.constant("7"),
    serviceSource: json(
      member(
        "MicrosoftDefenderForEndpoint",
        "MicrosoftCloudAppSecurity",
        "AADIdentityProtection",
        "MicrosoftApplicationProtection",
        "DataLossPrevention",
      ),
    ),
    creationTime: fc.constant(JSON.stringify(created)),
    lastUpdatedTime: json(time),
    resolvedTime: json(nullable(time)),
    firstActivity: json(time),
    lastActivity: json(time),
    title: json(text),
    description: json(text),
    category: json(text),
    status: json(member("New", "InProgress", "Resolved", "Unknown")),
    severity: json(severity),
    investigationId: json(nullable(count)),
    investigationState: json(member("Queued", "UnsupportedOs", "PendingApproval")),
    classification: json(nullable(classification)),
    determination: json(nullable(determination)),
    detectionSource: json(
      member(
        "WindowsDefenderAtp",
        "WindowsDefenderAv",
        "CustomerTI",
        "MCAS",
        "AAD",
        "OfficeATP",
        "AppGPolicy",
        "DefenderForDatabases",
      ),
    ),
    detectorId: json(nullable(text)),
    assignedTo: json(nullable(text)),
    actorName: json(nullable(text)),
    threatFamilyName: json(nullable(text)),
    mitreTechniques: list(json(text)),
    devices: list(device),
    entities: list(fc.oneof(...Object.values(entities))),
  });

const alerts = fc
  .uniqueArray(time, { maxLength: 3 })
  .map((times) => times.toSorted((a, b) => (padded(a) < padded(b) ? -1 : 1)))
  .chain((times) => fc.tuple(...times.map((created, index) => alert(`da${index}`, created))))
  .map((all) => `[${all.join(",")}]`);

function padded(text: string): string {
  const [seconds = "", fraction = ""] = text.slice(0, -1).split(".");
  return `${seconds}.${fraction.padEnd(7, "0")}`;
}

/** The members after `incidentUri`; the number is always 7. */
export const incidentMembers = object({
  redirectIncidentId: json(nullable(fc.integer({ min: 8, max: 2 ** 50 }))),
  incidentName: json(text),
  createdTime: json(time),
  lastUpdateTime: json(time),
  assignedTo: json(nullable(text)),
  classification: json(classification),
  determination: json(determination),
  status: json(member("Active", "InProgress", "Resolved")),
  severity: json(severity),
  tags: list(json(text)),
  comments: list(object({ comment: json(text), createdBy: json(nullable(text)), createdTime: json(time) })),
  alerts,
});
