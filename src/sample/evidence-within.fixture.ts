import type { Evidence, KnownEvidence } from "../domain/evidence/evidence.ts";
import type { Incident } from "../domain/incident/incident.ts";

/** The 48 kinds of contract/graph.md § 6.4. */
export const EVIDENCE_KINDS = [
  "activeDirectoryDomainEvidence",
  "aiAgentEvidence",
  "amazonResourceEvidence",
  "analyzedMessageEvidence",
  "azureResourceEvidence",
  "blobContainerEvidence",
  "blobEvidence",
  "cloudApplicationEvidence",
  "cloudLogonRequestEvidence",
  "cloudLogonSessionEvidence",
  "containerEvidence",
  "containerImageEvidence",
  "containerRegistryEvidence",
  "deviceEvidence",
  "dnsEvidence",
  "fileEvidence",
  "fileHashEvidence",
  "gitHubOrganizationEvidence",
  "gitHubRepoEvidence",
  "gitHubUserEvidence",
  "googleCloudResourceEvidence",
  "hostLogonSessionEvidence",
  "ioTDeviceEvidence",
  "ipEvidence",
  "kubernetesClusterEvidence",
  "kubernetesControllerEvidence",
  "kubernetesNamespaceEvidence",
  "kubernetesPodEvidence",
  "kubernetesSecretEvidence",
  "kubernetesServiceAccountEvidence",
  "kubernetesServiceEvidence",
  "mailboxConfigurationEvidence",
  "mailboxEvidence",
  "mailClusterEvidence",
  "malwareEvidence",
  "networkConnectionEvidence",
  "nicEvidence",
  "oauthApplicationEvidence",
  "processEvidence",
  "registryKeyEvidence",
  "registryValueEvidence",
  "sasTokenEvidence",
  "securityGroupEvidence",
  "servicePrincipalEvidence",
  "submissionMailEvidence",
  "teamsMessageEvidence",
  "urlEvidence",
  "userEvidence",
] as const satisfies readonly KnownEvidence["kind"][];

export function evidenceOf(incidents: readonly Incident[]): readonly Evidence[] {
  return incidents.flatMap((incident) => incident.alerts).flatMap((alert) => alert.evidence);
}

/** Every object within a value, the value itself first. */
export function* objectsWithin(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value));
  for (const inner of Object.values(value)) yield* objectsWithin(inner);
}

/** Every text that a property has anywhere within a value. */
export function textsOf(value: unknown, property: string): ReadonlySet<string> {
  const texts = [...objectsWithin(value)].flatMap((object) => object[property]);
  return new Set(texts.filter((text) => typeof text === "string"));
}
