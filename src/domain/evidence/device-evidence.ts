import type {
  DefenderAvStatus,
  DetectionStatus,
  DeviceHealthStatus,
  DeviceRiskScore,
  FileHashAlgorithm,
  IoTDeviceImportanceType,
  OnboardingStatus,
} from "../enums.ts";
import type { Timestamp } from "../time.ts";
import type { EvidenceBase } from "./base.ts";
import type { AzureResourceEvidence } from "./cloud-evidence.ts";
import type { IpEvidence, UrlEvidence } from "./network-evidence.ts";
import type { FileDetails, LoggedOnUser, ResourceAccessEvent, UserAccount, VmMetadata } from "./parts.ts";

/** Evidence about devices, contract/graph.md § 6.4: own properties are left out when they have no value. */

export interface DeviceEvidence extends EvidenceBase {
  readonly kind: "deviceEvidence";
  readonly azureAdDeviceId?: string;
  readonly defenderAvStatus?: DefenderAvStatus;
  readonly deviceDnsName?: string;
  readonly dnsDomain?: string;
  readonly firstSeenDateTime?: Timestamp;
  readonly healthStatus?: DeviceHealthStatus;
  readonly hostName?: string;
  readonly ipInterfaces?: readonly string[];
  readonly lastExternalIpAddress?: string;
  readonly lastIpAddress?: string;
  readonly loggedOnUsers?: readonly LoggedOnUser[];
  readonly mdeDeviceId?: string;
  readonly ntDomain?: string;
  readonly onboardingStatus?: OnboardingStatus;
  readonly osBuild?: number;
  readonly osPlatform?: string;
  /** Known to the Defender dialect alone. */
  readonly osProcessor?: string;
  readonly rbacGroupId?: number;
  readonly rbacGroupName?: string;
  readonly resourceAccessEvents?: readonly ResourceAccessEvent[];
  readonly riskScore?: DeviceRiskScore;
  readonly version?: string;
  readonly vmMetadata?: VmMetadata;
}

export interface FileEvidence extends EvidenceBase {
  readonly kind: "fileEvidence";
  readonly detectionStatus?: DetectionStatus;
  readonly fileDetails?: FileDetails;
  readonly mdeDeviceId?: string;
}

export interface FileHashEvidence extends EvidenceBase {
  readonly kind: "fileHashEvidence";
  readonly algorithm?: FileHashAlgorithm;
  readonly value?: string;
}

export interface ProcessEvidence extends EvidenceBase {
  readonly kind: "processEvidence";
  readonly detectionStatus?: DetectionStatus;
  readonly imageFile?: FileDetails;
  readonly mdeDeviceId?: string;
  readonly parentProcessCreationDateTime?: Timestamp;
  readonly parentProcessId?: number;
  readonly parentProcessImageFile?: FileDetails;
  readonly processCommandLine?: string;
  readonly processCreationDateTime?: Timestamp;
  readonly processId?: number;
  readonly userAccount?: UserAccount;
}

export interface RegistryKeyEvidence extends EvidenceBase {
  readonly kind: "registryKeyEvidence";
  /** Known to the Defender dialect alone. */
  readonly mdeDeviceId?: string;
  readonly registryHive?: string;
  readonly registryKey?: string;
}

export interface RegistryValueEvidence extends EvidenceBase {
  readonly kind: "registryValueEvidence";
  readonly mdeDeviceId?: string;
  readonly registryHive?: string;
  readonly registryKey?: string;
  readonly registryValue?: string;
  readonly registryValueName?: string;
  readonly registryValueType?: string;
}

export interface MalwareEvidence extends EvidenceBase {
  readonly kind: "malwareEvidence";
  readonly category?: string;
  readonly files?: readonly FileEvidence[];
  readonly name?: string;
  readonly processes?: readonly ProcessEvidence[];
}

export interface IoTDeviceEvidence extends EvidenceBase {
  readonly kind: "ioTDeviceEvidence";
  readonly deviceId?: string;
  readonly deviceName?: string;
  readonly devicePageLink?: string;
  readonly deviceSubType?: string;
  readonly deviceType?: string;
  readonly importance?: IoTDeviceImportanceType;
  readonly ioTHub?: AzureResourceEvidence;
  readonly ioTSecurityAgentId?: string;
  readonly ipAddress?: IpEvidence;
  readonly isAuthorized?: boolean;
  readonly isProgramming?: boolean;
  readonly isScanner?: boolean;
  readonly macAddress?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly nics?: readonly NicEvidence[];
  readonly operatingSystem?: string;
  readonly owners?: readonly string[];
  readonly protocols?: readonly string[];
  readonly purdueLayer?: string;
  readonly sensor?: string;
  readonly serialNumber?: string;
  readonly site?: string;
  readonly source?: string;
  readonly sourceRef?: UrlEvidence;
  readonly zone?: string;
}

export interface NicEvidence extends EvidenceBase {
  readonly kind: "nicEvidence";
  readonly ipAddress?: IpEvidence;
  readonly macAddress?: string;
  readonly vlans?: readonly string[];
}

export type DeviceFamily =
  | DeviceEvidence
  | FileEvidence
  | FileHashEvidence
  | ProcessEvidence
  | RegistryKeyEvidence
  | RegistryValueEvidence
  | MalwareEvidence
  | IoTDeviceEvidence
  | NicEvidence;
