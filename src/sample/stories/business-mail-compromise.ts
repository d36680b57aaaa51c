import { mailboxSeen, messageSeen, type SampleMessage } from "../build/mail.ts";
import { ipSeen, PLACES } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { PEOPLE } from "../tenant/people.ts";

const fraud: SampleMessage = {
  subject: 'RE: RE: Payment run "October" – new bank details',
  from: "c.martel@northwind.example",
  fromName: "Chloé Martel",
  senderIp: "203.0.113.88",
  receivedAt: 8_520,
};

/** A finance mailbox is read from abroad, a rule hides the answers, and changed bank details go out. */
export const businessMailCompromise: Story = {
  incidentId: 5075,
  begins: "2026-09-14T06:22:05Z",
  tell: (scene) => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["truePositive", "compromisedAccount"],
    tags: ["BEC", "fraud"],
    systemTags: ["BEC Fraud"],
    summary:
      "A session stolen by a phishing page was used to read a finance mailbox and to redirect a payment.",
    resolvingComment: "Bank recalled the transfer; sessions revoked; rule deleted.",
    priorityScore: 84,
    remarks: [
      {
        at: 11_000,
        by: PEOPLE.ana.userPrincipalName,
        text: "Sessions revoked, password reset, MFA methods reviewed.",
      },
      {
        at: 26_300,
        by: PEOPLE.ana.userPrincipalName,
        text: 'Rule ".." moved everything with "invoice" or "bank" to RSS Feeds. Deleted. Finance phones all three suppliers.',
      },
    ],
    merged: {
      at: 1_240,
      sources: [
        {
          incidentId: 5077,
          at: 962,
          name: "Unfamiliar sign-in properties involving one user",
          severity: "medium",
        },
      ],
    },
    alerts: [
      {
        source: SOURCES.signIn,
        title: "Anomalous token",
        description: "A token was used that has characteristics of one that was replayed by somebody else.",
        category: "CredentialAccess",
        severity: "medium",
        mitre: ["T1539", "T1528"],
        activity: [0, 311],
        raised: 840,
        closed: 26_310,
        detector: "AnomalousToken",
        evidence: (seen) => [
          userSeen(seen, PEOPLE.chloe, { roles: ["compromised"] }),
          ipSeen(seen, "203.0.113.88", { verdict: "malicious", roles: ["source"] }, PLACES.hosting),
          {
            kind: "cloudLogonSessionEvidence",
            ...seen(),
            account: userSeen(seen, PEOPLE.chloe),
            browser: "Headless browser 118",
            operatingSystem: "Linux",
            protocol: "OAuth2",
            sessionId: scene.guid("session"),
            userAgent: "axios/1.7.7",
            startUtcDateTime: scene.tick(0),
            previousLogonDateTime: scene.tick(-51_700),
          },
        ],
      },
      {
        source: SOURCES.signIn,
        title: "Unfamiliar sign-in properties",
        description: "A sign-in had properties that have not been seen for this user before.",
        category: "InitialAccess",
        severity: "medium",
        mitre: ["T1078.004"],
        activity: [318, 318],
        raised: 960,
        closed: 26_310,
        detector: "UnfamiliarLocation",
        evidence: (seen) => [
          userSeen(seen, PEOPLE.chloe),
          ipSeen(seen, "203.0.113.88", { verdict: "malicious", roles: ["source"] }, PLACES.hosting),
        ],
      },
      {
        source: SOURCES.cloudAppsXdr,
        title: "Suspicious inbox rule",
        description: "A rule was made that moves messages with words of payments to a folder nobody opens.",
        category: "DefenseEvasion",
        severity: "medium",
        mitre: ["T1564.008"],
        activity: [1_930, 1_930],
        raised: 2_360,
        closed: 26_310,
        evidence: (seen) => [
          userSeen(seen, PEOPLE.chloe, { roles: ["compromised"] }),
          mailboxSeen(seen, PEOPLE.chloe, { roles: ["attacked"] }),
          {
            kind: "mailboxConfigurationEvidence",
            ...seen({ verdict: "malicious", remediationStatus: "remediated", roles: ["edited"] }),
            configurationType: "userInboxRule",
            configurationId: scene.guid("rule"),
            displayName: "..",
            mailboxPrimaryAddress: PEOPLE.chloe.userPrincipalName,
            upn: PEOPLE.chloe.userPrincipalName,
            externalDirectoryObjectId: PEOPLE.chloe.objectId,
          },
          ipSeen(seen, "203.0.113.88", { verdict: "malicious" }, PLACES.hosting),
          {
            kind: "cloudApplicationEvidence",
            ...seen({ verdict: "unknown", roles: ["contextual"] }),
            appId: 20_893,
            displayName: "Exchange Online",
            instanceId: 0,
            instanceName: "Exchange Online",
            saasAppId: 20_893,
            stream: { name: "Mail" },
          },
        ],
      },
      {
        source: SOURCES.mail,
        title: "Message about changed bank details from a compromised mailbox",
        description:
          "A reply in an old thread asks for payment to a new account and comes from an unusual address.",
        category: "Impact",
        severity: "high",
        mitre: ["T1534", "T1657"],
        activity: [8_520, 8_520],
        raised: 8_910,
        closed: 26_300,
        investigation: [112, "successfullyRemediated"],
        evidence: (seen) => [
          mailboxSeen(seen, PEOPLE.cfo, { roles: ["attacked"] }),
          messageSeen(
            seen,
            scene,
            { ...fraud, threats: ["BEC"], methods: ["Impersonation"] },
            PEOPLE.cfo,
            "Delivered",
            {
              verdict: "malicious",
              remediationStatus: "remediated",
            },
          ),
          userSeen(seen, PEOPLE.chloe, { roles: ["compromised"] }),
        ],
      },
    ],
  }),
};
