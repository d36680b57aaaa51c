import type { ServicePrincipalType } from "../enums.ts";
import type { Timestamp } from "../time.ts";
import type { EvidenceBase } from "./base.ts";
import type { DeviceEvidence } from "./device-evidence.ts";
import type { Stream, UserAccount } from "./parts.ts";

/** Evidence about identities, contract/graph.md § 6.4: own properties are left out when they have no value. */

export interface UserEvidence extends EvidenceBase {
  readonly kind: "userEvidence";
  readonly stream?: Stream;
  readonly userAccount?: UserAccount;
}

export interface SecurityGroupEvidence extends EvidenceBase {
  readonly kind: "securityGroupEvidence";
  readonly activeDirectoryObjectGuid?: string;
  readonly displayName?: string;
  readonly distinguishedName?: string;
  readonly friendlyName?: string;
  readonly securityGroupId?: string;
  readonly sid?: string;
}

export interface ServicePrincipalEvidence extends EvidenceBase {
  readonly kind: "servicePrincipalEvidence";
  readonly appId?: string;
  readonly appOwnerTenantId?: string;
  readonly servicePrincipalName?: string;
  readonly servicePrincipalObjectId?: string;
  readonly servicePrincipalType?: ServicePrincipalType;
  readonly tenantId?: string;
}

export interface OauthApplicationEvidence extends EvidenceBase {
  readonly kind: "oauthApplicationEvidence";
  readonly appId?: string;
  readonly displayName?: string;
  readonly objectId?: string;
  readonly publisher?: string;
}

export interface CloudLogonRequestEvidence extends EvidenceBase {
  readonly kind: "cloudLogonRequestEvidence";
  readonly requestId?: string;
}

export interface CloudLogonSessionEvidence extends EvidenceBase {
  readonly kind: "cloudLogonSessionEvidence";
  readonly account?: UserEvidence;
  readonly browser?: string;
  readonly deviceName?: string;
  readonly operatingSystem?: string;
  readonly previousLogonDateTime?: Timestamp;
  readonly protocol?: string;
  readonly sessionId?: string;
  readonly startUtcDateTime?: Timestamp;
  readonly userAgent?: string;
}

export interface HostLogonSessionEvidence extends EvidenceBase {
  readonly kind: "hostLogonSessionEvidence";
  readonly account?: UserEvidence;
  readonly endUtcDateTime?: Timestamp;
  readonly host?: DeviceEvidence;
  readonly sessionId?: string;
  readonly startUtcDateTime?: Timestamp;
}

export interface ActiveDirectoryDomainEvidence extends EvidenceBase {
  readonly kind: "activeDirectoryDomainEvidence";
  readonly activeDirectoryDomainName?: string;
  readonly trustedDomains?: readonly ActiveDirectoryDomainEvidence[];
}

export type IdentityFamily =
  | UserEvidence
  | SecurityGroupEvidence
  | ServicePrincipalEvidence
  | OauthApplicationEvidence
  | CloudLogonRequestEvidence
  | CloudLogonSessionEvidence
  | HostLogonSessionEvidence
  | ActiveDirectoryDomainEvidence;
