import type { ContainerPortProtocol, FileHashAlgorithm, VmCloudProvider } from "../enums.ts";
import type { Timestamp } from "../time.ts";

/** Parts that several kinds of evidence share, contract/graph.md § 6.5. */

export interface UserAccount {
  readonly accountName?: string;
  readonly activeDirectoryObjectGuid?: string;
  readonly azureAdUserId?: string;
  readonly displayName?: string;
  readonly domainName?: string;
  readonly resourceAccessEvents?: readonly ResourceAccessEvent[];
  readonly tenantId?: string;
  readonly userPrincipalName?: string;
  readonly userSid?: string;
}

export interface FileDetails {
  readonly fileName?: string;
  readonly filePath?: string;
  readonly filePublisher?: string;
  readonly fileSize?: number;
  readonly issuer?: string;
  readonly md5?: string;
  readonly sha1?: string;
  readonly sha256?: string;
  readonly sha256Ac?: string;
  readonly signer?: string;
}

export interface LoggedOnUser {
  readonly accountName?: string;
  readonly domainName?: string;
}

export interface VmMetadata {
  readonly cloudProvider?: VmCloudProvider;
  readonly resourceId?: string;
  readonly subscriptionId?: string;
  readonly vmId?: string;
}

export interface ResourceAccessEvent {
  readonly accessDateTime?: Timestamp;
  readonly accountId?: string;
  readonly ipAddress?: string;
  readonly resourceIdentifier?: string;
}

export interface GeoLocation {
  readonly city?: string;
  readonly countryName?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly state?: string;
}

export interface Stream {
  readonly name?: string;
}

export interface EmailSender {
  readonly displayName?: string;
  readonly domainName?: string;
  readonly emailAddress?: string;
}

export interface FileHash {
  readonly algorithm?: FileHashAlgorithm;
  readonly value?: string;
}

export interface KubernetesServicePort {
  readonly appProtocol?: string;
  readonly name?: string;
  readonly nodePort?: number;
  readonly port?: number;
  readonly protocol?: ContainerPortProtocol;
  readonly targetPort?: string;
}
