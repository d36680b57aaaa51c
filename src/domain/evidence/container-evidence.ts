import type { KubernetesPlatform, KubernetesServiceType } from "../enums.ts";
import type { EvidenceBase } from "./base.ts";
import type { Evidence } from "./evidence.ts";
import type { IpEvidence } from "./network-evidence.ts";
import type { KubernetesServicePort } from "./parts.ts";

/** Evidence about containers, contract/graph.md § 6.4: own properties are left out when they have no value. */

export interface ContainerEvidence extends EvidenceBase {
  readonly kind: "containerEvidence";
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly containerId?: string;
  readonly image?: ContainerImageEvidence;
  readonly isPrivileged?: boolean;
  readonly name?: string;
  readonly pod?: KubernetesPodEvidence;
}

export interface ContainerImageEvidence extends EvidenceBase {
  readonly kind: "containerImageEvidence";
  readonly digestImage?: ContainerImageEvidence;
  readonly imageId?: string;
  readonly registry?: ContainerRegistryEvidence;
}

export interface ContainerRegistryEvidence extends EvidenceBase {
  readonly kind: "containerRegistryEvidence";
  readonly registry?: string;
}

export interface KubernetesClusterEvidence extends EvidenceBase {
  readonly kind: "kubernetesClusterEvidence";
  readonly cloudResource?: Evidence;
  readonly distribution?: string;
  readonly name?: string;
  readonly platform?: KubernetesPlatform;
  readonly version?: string;
}

export interface KubernetesControllerEvidence extends EvidenceBase {
  readonly kind: "kubernetesControllerEvidence";
  readonly labels?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly namespace?: KubernetesNamespaceEvidence;
  readonly type?: string;
}

export interface KubernetesNamespaceEvidence extends EvidenceBase {
  readonly kind: "kubernetesNamespaceEvidence";
  readonly cluster?: KubernetesClusterEvidence;
  readonly labels?: Readonly<Record<string, string>>;
  readonly name?: string;
}

export interface KubernetesPodEvidence extends EvidenceBase {
  readonly kind: "kubernetesPodEvidence";
  readonly containers?: readonly ContainerEvidence[];
  readonly controller?: KubernetesControllerEvidence;
  readonly ephemeralContainers?: readonly ContainerEvidence[];
  readonly initContainers?: readonly ContainerEvidence[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly namespace?: KubernetesNamespaceEvidence;
  readonly podIp?: IpEvidence;
  readonly serviceAccount?: KubernetesServiceAccountEvidence;
}

export interface KubernetesSecretEvidence extends EvidenceBase {
  readonly kind: "kubernetesSecretEvidence";
  readonly name?: string;
  readonly namespace?: KubernetesNamespaceEvidence;
  readonly secretType?: string;
}

export interface KubernetesServiceAccountEvidence extends EvidenceBase {
  readonly kind: "kubernetesServiceAccountEvidence";
  readonly name?: string;
  readonly namespace?: KubernetesNamespaceEvidence;
}

export interface KubernetesServiceEvidence extends EvidenceBase {
  readonly kind: "kubernetesServiceEvidence";
  readonly clusterIP?: IpEvidence;
  readonly externalIPs?: readonly IpEvidence[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly namespace?: KubernetesNamespaceEvidence;
  readonly selector?: Readonly<Record<string, string>>;
  readonly servicePorts?: readonly KubernetesServicePort[];
  readonly serviceType?: KubernetesServiceType;
}

export type ContainerFamily =
  | ContainerEvidence
  | ContainerImageEvidence
  | ContainerRegistryEvidence
  | KubernetesClusterEvidence
  | KubernetesControllerEvidence
  | KubernetesNamespaceEvidence
  | KubernetesPodEvidence
  | KubernetesSecretEvidence
  | KubernetesServiceAccountEvidence
  | KubernetesServiceEvidence;
