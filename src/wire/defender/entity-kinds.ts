import type { EvidenceBase } from "../../domain/evidence/base.ts";
import type { CloudFamily } from "../../domain/evidence/cloud-evidence.ts";
import type { ContainerFamily } from "../../domain/evidence/container-evidence.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";

/**
 * Kinds of Graph that the contract gives no legacy shape (contract/graph.md § 15.3 "and the rest"), in three lists because
 * the compiler tells no more than 25 kinds apart at once. On the wire of this dialect each is named like the kind
 * without `Evidence`.
 */
const CLOUD: readonly CloudFamily["kind"][] = [
  "amazonResourceEvidence",
  "azureResourceEvidence",
  "googleCloudResourceEvidence",
  "cloudApplicationEvidence",
  "blobContainerEvidence",
  "blobEvidence",
  "sasTokenEvidence",
  "aiAgentEvidence",
  "gitHubOrganizationEvidence",
  "gitHubRepoEvidence",
  "gitHubUserEvidence",
];
const CONTAINER: readonly ContainerFamily["kind"][] = [
  "containerEvidence",
  "containerImageEvidence",
  "containerRegistryEvidence",
  "kubernetesClusterEvidence",
  "kubernetesControllerEvidence",
  "kubernetesNamespaceEvidence",
  "kubernetesPodEvidence",
  "kubernetesSecretEvidence",
  "kubernetesServiceAccountEvidence",
  "kubernetesServiceEvidence",
];
const OTHERS = [
  "servicePrincipalEvidence",
  "cloudLogonRequestEvidence",
  "cloudLogonSessionEvidence",
  "hostLogonSessionEvidence",
  "activeDirectoryDomainEvidence",
  "fileHashEvidence",
  "malwareEvidence",
  "ioTDeviceEvidence",
  "nicEvidence",
  "mailboxConfigurationEvidence",
  "submissionMailEvidence",
  "teamsMessageEvidence",
  "dnsEvidence",
  "networkConnectionEvidence",
] as const;

/** Evidence of the kind that an entity type names: Graph's when it has one of that name, `other:<entityType>` else. */
export function withGraphKind(base: Omit<EvidenceBase, "kind">, entityType: string): Evidence {
  const cloud = named(CLOUD, entityType);
  if (cloud) return { ...base, kind: cloud };
  const container = named(CONTAINER, entityType);
  if (container) return { ...base, kind: container };
  const other = named(OTHERS, entityType);
  if (other) return { ...base, kind: other };
  return { ...base, kind: `other:${entityType}` };
}

function named<K extends string>(kinds: readonly K[], entityType: string): K | undefined {
  if (!/^[A-Z]/.test(entityType)) return undefined;
  const kind = `${entityType.charAt(0).toLowerCase()}${entityType.slice(1)}Evidence`;
  return kinds.find((known) => known === kind);
}
