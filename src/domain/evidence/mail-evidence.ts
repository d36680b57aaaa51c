import type {
  AntispamTeamsDirection,
  MailboxConfigurationType,
  TeamsDeliveryLocation,
  TeamsMessageDeliveryAction,
} from "../enums.ts";
import type { Timestamp } from "../time.ts";
import type { EvidenceBase } from "./base.ts";
import type { FileEvidence } from "./device-evidence.ts";
import type { UrlEvidence } from "./network-evidence.ts";
import type { EmailSender, UserAccount } from "./parts.ts";

/** Evidence about mails, contract/graph.md § 6.4: own properties are left out when they have no value. */

export interface MailboxEvidence extends EvidenceBase {
  readonly kind: "mailboxEvidence";
  readonly displayName?: string;
  readonly primaryAddress?: string;
  readonly upn?: string;
  readonly userAccount?: UserAccount;
}

export interface MailboxConfigurationEvidence extends EvidenceBase {
  readonly kind: "mailboxConfigurationEvidence";
  readonly configurationId?: string;
  readonly configurationType?: MailboxConfigurationType;
  readonly displayName?: string;
  readonly externalDirectoryObjectId?: string;
  readonly mailboxPrimaryAddress?: string;
  readonly upn?: string;
}

export interface AnalyzedMessageEvidence extends EvidenceBase {
  readonly kind: "analyzedMessageEvidence";
  readonly antiSpamDirection?: string;
  readonly attachmentsCount?: number;
  readonly deliveryAction?: string;
  readonly deliveryLocation?: string;
  readonly internetMessageId?: string;
  readonly language?: string;
  readonly networkMessageId?: string;
  readonly p1Sender?: EmailSender;
  readonly p2Sender?: EmailSender;
  readonly receivedDateTime?: Timestamp;
  readonly recipientEmailAddress?: string;
  readonly senderIp?: string;
  readonly subject?: string;
  readonly threatDetectionMethods?: readonly string[];
  readonly threats?: readonly string[];
  readonly urlCount?: number;
  readonly urls?: readonly string[];
  readonly urn?: string;
}

export interface MailClusterEvidence extends EvidenceBase {
  readonly kind: "mailClusterEvidence";
  readonly clusterBy?: string;
  readonly clusterByValue?: string;
  readonly emailCount?: number;
  readonly networkMessageIds?: readonly string[];
  readonly query?: string;
  readonly urn?: string;
}

export interface SubmissionMailEvidence extends EvidenceBase {
  readonly kind: "submissionMailEvidence";
  readonly networkMessageId?: string;
  readonly recipient?: string;
  readonly reportType?: string;
  readonly sender?: string;
  readonly senderIp?: string;
  readonly subject?: string;
  readonly submissionDateTime?: Timestamp;
  readonly submissionId?: string;
  readonly submitter?: string;
}

export interface TeamsMessageEvidence extends EvidenceBase {
  readonly kind: "teamsMessageEvidence";
  readonly campaignId?: string;
  readonly channelId?: string;
  readonly deliveryAction?: TeamsMessageDeliveryAction;
  readonly deliveryLocation?: TeamsDeliveryLocation;
  readonly files?: readonly FileEvidence[];
  readonly groupId?: string;
  readonly isExternal?: boolean;
  readonly isOwned?: boolean;
  readonly lastModifiedDateTime?: Timestamp;
  readonly messageDirection?: AntispamTeamsDirection;
  readonly messageId?: string;
  readonly owningTenantId?: string;
  readonly parentMessageId?: string;
  readonly receivedDateTime?: Timestamp;
  readonly recipients?: readonly string[];
  readonly senderFromAddress?: string;
  readonly senderIP?: string;
  readonly sourceAppName?: string;
  readonly sourceId?: string;
  readonly subject?: string;
  readonly suspiciousRecipients?: readonly string[];
  readonly threadId?: string;
  readonly threadType?: string;
  readonly urls?: readonly UrlEvidence[];
}

export type MailFamily =
  | MailboxEvidence
  | MailboxConfigurationEvidence
  | AnalyzedMessageEvidence
  | MailClusterEvidence
  | SubmissionMailEvidence
  | TeamsMessageEvidence;
