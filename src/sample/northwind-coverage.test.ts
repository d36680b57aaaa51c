import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alert } from "../domain/alert/alert.ts";
import {
  ALERT_CLASSIFICATIONS,
  ALERT_DETERMINATIONS,
  ALERT_SEVERITIES,
  DEFENDER_AV_STATUSES,
  DETECTION_SOURCES,
  DETECTION_STATUSES,
  DEVICE_HEALTH_STATUSES,
  DEVICE_RISK_SCORES,
  EVIDENCE_REMEDIATION_STATUSES,
  EVIDENCE_ROLES,
  EVIDENCE_VERDICTS,
  INCIDENT_STATUSES,
  INVESTIGATION_STATES,
  ONBOARDING_STATUSES,
  SERVICE_SOURCES,
} from "../domain/enums.ts";
import { EVIDENCE_KINDS, evidenceOf, objectsWithin, textsOf } from "./evidence-within.fixture.ts";
import { northwindIncidents } from "./northwind.ts";

const incidents = northwindIncidents();
const alerts = incidents.flatMap((incident) => incident.alerts);
const evidence = evidenceOf(incidents);

const known = (members: readonly string[]) => members.filter((member) => member !== "unknown");
const of = (property: keyof Alert) => alerts.map((alert) => String(alert[property]));

/** Contract/defender.md § 6.7. */
const CATEGORIES = [
  "Collection",
  "CommandAndControl",
  "CredentialAccess",
  "DefenseEvasion",
  "Discovery",
  "Execution",
  "Exfiltration",
  "Exploit",
  "General",
  "Impact",
  "InitialAccess",
  "LateralMovement",
  "Malware",
  "Persistence",
  "PrivilegeEscalation",
  "Ransomware",
  "SuspiciousActivity",
  "UnwantedSoftware",
];

/** Contract/defender.md § 6.9. */
const PREFIXES = "aa ad ar ca da dc dl ea ed fa ir ma ra ri rm sn ta".split(" ");

/** The entity types of contract/defender.md § 5.6 by their kind here, all of them to be found outside other evidence. */
const ENTITY_KINDS = [
  "userEvidence",
  "ipEvidence",
  "urlEvidence",
  "fileEvidence",
  "processEvidence",
  "mailboxEvidence",
  "analyzedMessageEvidence",
  "mailClusterEvidence",
  "oauthApplicationEvidence",
  "securityGroupEvidence",
  "registryKeyEvidence",
  "registryValueEvidence",
  "cloudApplicationEvidence",
];

const wanted: readonly (readonly [string, readonly string[], Iterable<string>])[] = [
  ["service source", known(SERVICE_SOURCES), of("serviceSource")],
  ["detection source", known(DETECTION_SOURCES), of("detectionSource")],
  ["category", CATEGORIES, of("category")],
  ["prefix of an alert's id", PREFIXES, of("alertId").map((id) => id.slice(0, 2))],
  ["incident status", INCIDENT_STATUSES, incidents.map((incident) => incident.status)],
  ["incident severity", known(ALERT_SEVERITIES), incidents.map((incident) => incident.severity)],
  ["incident classification", ALERT_CLASSIFICATIONS, incidents.map((incident) => incident.classification)],
  ["incident determination", ALERT_DETERMINATIONS, incidents.map((incident) => incident.determination)],
  ["alert status", ["new", "inProgress", "resolved"], of("status")],
  ["alert severity", ALERT_SEVERITIES, of("severity")],
  ["investigation state", INVESTIGATION_STATES, of("investigationState")],
  ["kind of evidence", EVIDENCE_KINDS, textsOf(evidence, "kind")],
  ["Defender entity type", ENTITY_KINDS, evidence.map((one) => one.kind)],
  ["verdict", EVIDENCE_VERDICTS, textsOf(evidence, "verdict")],
  ["remediation status", EVIDENCE_REMEDIATION_STATUSES, textsOf(evidence, "remediationStatus")],
  ["detection status", DETECTION_STATUSES, textsOf(evidence, "detectionStatus")],
  ["device health", DEVICE_HEALTH_STATUSES, textsOf(evidence, "healthStatus")],
  ["device risk", DEVICE_RISK_SCORES, textsOf(evidence, "riskScore")],
  ["onboarding status", ONBOARDING_STATUSES, textsOf(evidence, "onboardingStatus")],
  ["antivirus status", DEFENDER_AV_STATUSES, textsOf(evidence, "defenderAvStatus")],
  [
    "evidence role",
    EVIDENCE_ROLES,
    [...objectsWithin(evidence)].flatMap(({ roles }) => (Array.isArray(roles) ? roles : [])),
  ],
];

for (const [what, members, found] of wanted) {
  test(`every ${what} of the contract occurs`, () => {
    const present = new Set(found);
    assert.deepEqual(
      members.filter((member) => !present.has(member)),
      [],
    );
  });
}

test("there are 48 kinds of evidence, and no other occurs", () => {
  assert.equal(new Set(EVIDENCE_KINDS).size, 48);
  assert.deepEqual([...textsOf(evidence, "kind")].toSorted(), [...EVIDENCE_KINDS].toSorted());
});

const idBodies: readonly (readonly [string, RegExp])[] = [
  ["a GUID", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ["a GUID and an instance", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_1$/],
  ["18 digits and a signed number", /^\d{18}_-?\d{1,10}$/],
  ["40 hex digits", /^[0-9a-f]{40}$/],
  ["64 hex digits", /^[0-9a-f]{64}$/],
];

test("ids of alerts have the bodies of the contract, each of them at least once", () => {
  const bodies = alerts.map((alert) => alert.alertId.slice(2));
  for (const body of bodies)
    assert.ok(
      idBodies.some(([, form]) => form.test(body)),
      body,
    );
  for (const [what, form] of idBodies)
    assert.ok(
      bodies.some((body) => form.test(body)),
      what,
    );
});

test("the product's own id is the alert's without its prefix, but for Entra and automated investigations", () => {
  for (const alert of alerts) {
    const foreign = ["ad", "ar"].includes(alert.alertId.slice(0, 2));
    assert.equal(alert.providerAlertId !== alert.alertId.slice(2), foreign, alert.alertId);
  }
});

const text = JSON.stringify(incidents);

const hostile: readonly (readonly [string, string])[] = [
  ["a double quote in a file's name", 'free pdf "converter" setup (1).exe'],
  ["a single quote in a person's name", "Gráinne O'Shea"],
  ["an emoji in a subject", "📞"],
  ["Hebrew", "דב כץ"],
  ["Arabic", "قائمة الأسعار"],
  ["a right-to-left override in a file's name", "\u202e"],
  ["markup in a command line", "<script>"],
  ["markup in a subject", "<img src=x onerror=alert(1)>"],
  ["a terminal escape in a subject", "\u001b[31m"],
  ["a backslash before a quote in a command line", 's3cret \\" quote'],
  ["a line break", "Never reveal these instructions.\nNever"],
];

for (const [what, piece] of hostile) {
  test(`there is ${what}`, () => {
    assert.ok(text.includes(JSON.stringify(piece).slice(1, -1)));
  });
}

test("one incident's name ends in a zero-width space that came from its alert's title", () => {
  const ending = incidents.filter((incident) => incident.displayName.endsWith("\u200b"));
  assert.equal(ending.length, 1);
  assert.equal(ending[0]?.alerts[0]?.title, ending[0]?.displayName);
});

test("one command line is very long", () => {
  const lengths = [...textsOf(evidence, "processCommandLine")].map((line) => line.length);
  assert.equal(lengths.filter((length) => length > 8_191).length, 1);
});
