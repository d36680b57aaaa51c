import { clusterSeen, mailboxSeen, messageSeen, type SampleMessage } from "../build/mail.ts";
import { ipSeen, urlSeen } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { PEOPLE } from "../tenant/people.ts";

const page = "https://sign-in.fabrikam-portal.example/n/?u=%7B%22next%22%3A%22%2Fmail%22%7D";
const lure: SampleMessage = {
  subject: "Voice message (0:47) 📞 from reception",
  from: "noreply@fabrikam-portal.example",
  fromName: "Northwind Voice",
  envelope: "bounce-7781@mailer.fabrikam-portal.example",
  senderIp: "203.0.113.24",
  receivedAt: 0,
  urls: [page],
  threats: ["Phish"],
  methods: ["URL detonation reputation"],
};
const recipients = [PEOPLE.marta, PEOPLE.dov, PEOPLE.layla, PEOPLE.pedro, PEOPLE.nora];

/** A rule of her own had stopped the copy for her. */
const stopped = PEOPLE.layla;

/** One lure to half of sales; one person opened the page. Two incidents were merged in within minutes. */
export const phishingCampaign: Story = {
  incidentId: 5023,
  begins: "2026-07-16T07:31:00Z",
  tell: (scene) => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["truePositive", "phishing"],
    tags: ["campaign", "voice lure"],
    systemTags: ["Credential Phish"],
    resolvingComment: "All copies removed, one password reset.",
    remarks: [
      {
        at: 7_260,
        by: PEOPLE.ana.userPrincipalName,
        text: "Pedro opened the page but says he closed it. Password reset anyway, no sign-in from elsewhere.",
      },
    ],
    merged: {
      at: 870,
      sources: [
        {
          incidentId: 5024,
          at: 666,
          name: "Email reported by user as malware or phish involving one user",
          severity: "low",
        },
        { incidentId: 5025, at: 735, name: "A harmful link was opened involving one user", severity: "high" },
      ],
    },
    alerts: [
      {
        source: SOURCES.mail,
        title: "Email messages with a harmful link were removed after delivery",
        description: "Messages that were delivered turned out to link to a page that asks for passwords.",
        category: "InitialAccess",
        severity: "informational",
        mitre: ["T1566.002"],
        activity: [0, 240],
        raised: 512,
        closed: 7_400,
        assignedTo: "Automation",
        investigation: [52, "successfullyRemediated"],
        evidence: (seen) => [
          ...recipients.flatMap((recipient) => [
            mailboxSeen(seen, recipient, { roles: ["attacked"] }),
            recipient === stopped
              ? messageSeen(seen, scene, lure, recipient, "Blocked", {
                  verdict: "malicious",
                  remediationStatus: "blocked",
                })
              : messageSeen(seen, scene, lure, recipient, "Delivered", {
                  verdict: "malicious",
                  remediationStatus: "remediated",
                }),
          ]),
          clusterSeen(seen, scene, lure, recipients, 31, {
            verdict: "malicious",
            remediationStatus: "remediated",
          }),
          urlSeen(seen, page, { verdict: "malicious", remediationStatus: "blocked" }),
          ipSeen(seen, lure.senderIp, { roles: ["source"] }),
        ],
      },
      {
        source: SOURCES.mail,
        title: "Email reported by user as malware or phish",
        description: "Somebody used the report button of the mail program.",
        category: "InitialAccess",
        severity: "low",
        mitre: ["T1566.002"],
        activity: [412, 412],
        raised: 664,
        closed: 7_400,
        investigation: [53, "benign"],
        evidence: (seen) => [
          userSeen(seen, PEOPLE.nora, { verdict: "noThreatsFound", roles: ["contextual"] }),
          {
            kind: "submissionMailEvidence",
            ...seen({ verdict: "malicious" }),
            submissionId: scene.guid("submission"),
            networkMessageId: scene.guid("message to Nora"),
            recipient: PEOPLE.nora.userPrincipalName,
            reportType: "Phish",
            sender: lure.from,
            senderIp: lure.senderIp,
            subject: lure.subject,
            submissionDateTime: scene.second(412),
            submitter: PEOPLE.nora.userPrincipalName,
          },
        ],
      },
      {
        source: SOURCES.mail,
        title: "A harmful link was opened",
        description: "Somebody opened a link that was found to be harmful within the last two days.",
        category: "InitialAccess",
        severity: "high",
        mitre: ["T1566.002", "T1204.001"],
        activity: [300, 306],
        raised: 733,
        closed: 7_400,
        investigation: [54, "partiallyRemediated"],
        evidence: (seen) => [
          userSeen(seen, PEOPLE.pedro, { roles: ["attacked"] }),
          urlSeen(seen, page, { verdict: "malicious", remediationStatus: "blocked" }),
          messageSeen(seen, scene, lure, PEOPLE.pedro, "Delivered", {
            verdict: "malicious",
            remediationStatus: "remediated",
          }),
        ],
      },
    ],
  }),
};
