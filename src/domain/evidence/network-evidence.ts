import type { ProtocolType } from "../enums.ts";
import type { EvidenceBase } from "./base.ts";
import type { GeoLocation, Stream } from "./parts.ts";

/** Evidence about networks, contract/graph.md § 6.4: own properties are left out when they have no value. */

export interface IpEvidence extends EvidenceBase {
  readonly kind: "ipEvidence";
  readonly countryLetterCode?: string;
  readonly ipAddress?: string;
  readonly location?: GeoLocation;
  readonly stream?: Stream;
}

export interface UrlEvidence extends EvidenceBase {
  readonly kind: "urlEvidence";
  readonly url?: string;
}

export interface DnsEvidence extends EvidenceBase {
  readonly kind: "dnsEvidence";
  readonly dnsServerIp?: IpEvidence;
  readonly domainName?: string;
  readonly hostIpAddress?: IpEvidence;
  readonly ipAddresses?: readonly IpEvidence[];
}

export interface NetworkConnectionEvidence extends EvidenceBase {
  readonly kind: "networkConnectionEvidence";
  readonly destinationAddress?: IpEvidence;
  readonly destinationPort?: number;
  readonly protocol?: ProtocolType;
  readonly sourceAddress?: IpEvidence;
  readonly sourcePort?: number;
}

export type NetworkFamily = IpEvidence | UrlEvidence | DnsEvidence | NetworkConnectionEvidence;
