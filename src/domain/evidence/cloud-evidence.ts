import type { AiAgentPlatform, GoogleCloudLocationType } from "../enums.ts";
import type { Timestamp } from "../time.ts";
import type { EvidenceBase } from "./base.ts";
import type { FileHash, Stream } from "./parts.ts";

/** Evidence about clouds, contract/graph.md § 6.4: own properties are left out when they have no value. */

export interface AmazonResourceEvidence extends EvidenceBase {
  readonly kind: "amazonResourceEvidence";
  readonly amazonAccountId?: string;
  readonly amazonResourceId?: string;
  readonly resourceName?: string;
  readonly resourceType?: string;
}

export interface AzureResourceEvidence extends EvidenceBase {
  readonly kind: "azureResourceEvidence";
  readonly resourceId?: string;
  readonly resourceName?: string;
  readonly resourceType?: string;
}

export interface GoogleCloudResourceEvidence extends EvidenceBase {
  readonly kind: "googleCloudResourceEvidence";
  readonly fullResourceName?: string;
  readonly location?: string;
  readonly locationType?: GoogleCloudLocationType;
  readonly projectId?: string;
  readonly projectNumber?: number;
  readonly resourceName?: string;
  readonly resourceType?: string;
}

export interface CloudApplicationEvidence extends EvidenceBase {
  readonly kind: "cloudApplicationEvidence";
  readonly appId?: number;
  readonly displayName?: string;
  readonly instanceId?: number;
  readonly instanceName?: string;
  readonly saasAppId?: number;
  readonly stream?: Stream;
}

export interface BlobContainerEvidence extends EvidenceBase {
  readonly kind: "blobContainerEvidence";
  readonly name?: string;
  readonly storageResource?: AzureResourceEvidence;
  readonly url?: string;
}

export interface BlobEvidence extends EvidenceBase {
  readonly kind: "blobEvidence";
  readonly blobContainer?: BlobContainerEvidence;
  readonly etag?: string;
  readonly fileHashes?: readonly FileHash[];
  readonly name?: string;
  readonly url?: string;
}

export interface SasTokenEvidence extends EvidenceBase {
  readonly kind: "sasTokenEvidence";
  readonly allowedIpAddresses?: string;
  readonly allowedResourceTypes?: readonly string[];
  readonly allowedServices?: readonly string[];
  readonly expiryDateTime?: Timestamp;
  readonly permissions?: readonly string[];
  readonly protocol?: string;
  readonly signatureHash?: string;
  readonly signedWith?: string;
  readonly startDateTime?: Timestamp;
  readonly storageResource?: AzureResourceEvidence;
}

export interface AiAgentEvidence extends EvidenceBase {
  readonly kind: "aiAgentEvidence";
  readonly agentId?: string;
  readonly agentName?: string;
  readonly hostingPlatformType?: AiAgentPlatform;
  readonly instructions?: string;
}

export interface GitHubOrganizationEvidence extends EvidenceBase {
  readonly kind: "gitHubOrganizationEvidence";
  readonly company?: string;
  readonly displayName?: string;
  readonly email?: string;
  readonly login?: string;
  readonly orgId?: string;
  readonly webUrl?: string;
}

export interface GitHubRepoEvidence extends EvidenceBase {
  readonly kind: "gitHubRepoEvidence";
  readonly baseUrl?: string;
  readonly login?: string;
  readonly owner?: string;
  readonly ownerType?: string;
  readonly repoId?: string;
}

export interface GitHubUserEvidence extends EvidenceBase {
  readonly kind: "gitHubUserEvidence";
  readonly email?: string;
  readonly login?: string;
  readonly name?: string;
  readonly userId?: string;
  readonly webUrl?: string;
}

export type CloudFamily =
  | AmazonResourceEvidence
  | AzureResourceEvidence
  | GoogleCloudResourceEvidence
  | CloudApplicationEvidence
  | BlobContainerEvidence
  | BlobEvidence
  | SasTokenEvidence
  | AiAgentEvidence
  | GitHubOrganizationEvidence
  | GitHubRepoEvidence
  | GitHubUserEvidence;
