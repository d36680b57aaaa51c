import type {
  AnalyzedMessageEvidence,
  MailboxEvidence,
  MailClusterEvidence,
} from "../../domain/evidence/mail-evidence.ts";
import type { Person } from "../tenant/people.ts";
import type { Scene } from "./scene.ts";
import type { Marks, Seen } from "./seen.ts";
import { accountOf } from "./user.ts";

/** A message as it was sent, whoever got it. */
export interface SampleMessage {
  readonly subject: string;
  readonly from: string;
  readonly fromName: string;
  /** The envelope's sender, when it is another one. */
  readonly envelope?: string;
  readonly senderIp: string;
  /** Seconds since the story began. */
  readonly receivedAt: number;
  readonly urls?: readonly string[];
  readonly attachments?: number;
  readonly threats?: readonly string[];
  readonly methods?: readonly string[];
  readonly language?: string;
}

/** Text in both dialects, spelt as the Defender one does (contract/defender.md § 5.6). */
export type Delivery = "Delivered" | "Blocked" | "DeliveredAsSpam" | "Replaced";

const LOCATIONS: Readonly<Record<Delivery, string>> = {
  Delivered: "Inbox",
  Blocked: "Quarantine",
  DeliveredAsSpam: "JunkFolder",
  Replaced: "Inbox",
};

/** The message as one mailbox got it. */
export function messageSeen(
  seen: Seen,
  scene: Scene,
  message: SampleMessage,
  recipient: Person,
  delivery: Delivery,
  marks: Marks = {},
): AnalyzedMessageEvidence {
  const networkMessageId = networkMessageIdOf(scene, message, recipient);
  const sender = message.from.slice(message.from.indexOf("@") + 1);
  const envelope = message.envelope ?? message.from;
  return {
    kind: "analyzedMessageEvidence",
    ...seen(marks),
    antiSpamDirection: sender === "northwind.example" ? "intraorg" : "inbound",
    attachmentsCount: message.attachments ?? 0,
    deliveryAction: delivery,
    deliveryLocation: LOCATIONS[delivery],
    internetMessageId: `<${scene.sha1(`message ${message.subject}`).slice(0, 20)}@${sender}>`,
    language: message.language ?? "en",
    networkMessageId,
    p1Sender: { emailAddress: envelope, domainName: envelope.slice(envelope.indexOf("@") + 1) },
    p2Sender: { emailAddress: message.from, displayName: message.fromName, domainName: sender },
    receivedDateTime: scene.second(message.receivedAt),
    recipientEmailAddress: recipient.userPrincipalName,
    senderIp: message.senderIp,
    subject: message.subject,
    threatDetectionMethods: message.methods ?? [],
    threats: message.threats ?? [],
    urlCount: message.urls?.length ?? 0,
    urls: message.urls ?? [],
    urn: `urn:MailEntity:${networkMessageId.replaceAll("-", "")}`,
  };
}

export function networkMessageIdOf(scene: Scene, message: SampleMessage, recipient: Person): string {
  return scene.guid(`message ${message.subject} to ${recipient.userPrincipalName}`);
}

export function mailboxSeen(seen: Seen, owner: Person, marks: Marks = {}): MailboxEvidence {
  return {
    kind: "mailboxEvidence",
    ...seen(marks),
    displayName: owner.displayName,
    primaryAddress: owner.userPrincipalName,
    upn: owner.userPrincipalName,
    userAccount: accountOf(owner),
  };
}

/** The messages that look like this one; names and values are joined the way Defender prints them. */
export function clusterSeen(
  seen: Seen,
  scene: Scene,
  message: SampleMessage,
  recipients: readonly Person[],
  emailCount: number,
  marks: Marks = {},
): MailClusterEvidence {
  return {
    kind: "mailClusterEvidence",
    ...seen(marks),
    clusterBy: "Subject;SenderIp;ContentType",
    clusterByValue: `${message.subject};${message.senderIp};1`,
    emailCount,
    networkMessageIds: recipients.map((recipient) => networkMessageIdOf(scene, message, recipient)),
    query: `((Subject:"${message.subject}") AND (SenderIp:"${message.senderIp}")) AND (ContentType:1)`,
    urn: `urn:MailClusterEntity:${scene.sha1(`cluster ${message.subject}`).slice(0, 32)}`,
  };
}
