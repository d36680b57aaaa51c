import { clusterSeen, mailboxSeen, messageSeen, type SampleMessage } from "../build/mail.ts";
import { ipSeen, urlSeen } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { PEOPLE } from "../tenant/people.ts";

const invoice: SampleMessage = {
  subject: "Invoice 2231 \u001b[31mOVERDUE\u001b[0m <img src=x onerror=alert(1)>",
  from: "billing@fabrikam.example",
  fromName: "Fabrikam Billing",
  senderIp: "203.0.113.77",
  receivedAt: 0,
  urls: ["https://pay.fabrikam.example/2231?ref=a&b='c'"],
  attachments: 1,
  threats: ["Malware"],
  methods: ["File detonation"],
};

/** A supplier's billing program paints its subjects; the filter takes it for an attack. The title ends in U+200B. */
export const mailFalsePositive: Story = {
  incidentId: 5090,
  begins: "2026-09-25T13:58:00Z",
  tell: (scene) => ({
    judged: ["falsePositive", "notMalicious"],
    resolvingComment: "Released from quarantine.",
    lastModifiedBy: "API-App:Northwind automation",
    alerts: [
      {
        source: SOURCES.mail,
        title: "Mail with a harmful attachment was taken out after delivery\u200b",
        description: "A delivered message was later judged harmful and removed.",
        category: "InitialAccess",
        severity: "informational",
        mitre: ["T1566.001"],
        activity: [0, 180],
        raised: 451,
        closed: 73_200,
        assignedTo: "API Action",
        investigation: [105, "benign"],
        evidence: (seen) => [
          mailboxSeen(seen, PEOPLE.victor, { verdict: "noThreatsFound" }),
          messageSeen(seen, scene, invoice, PEOPLE.victor, "Replaced", { verdict: "noThreatsFound" }),
          clusterSeen(seen, scene, invoice, [PEOPLE.victor], 3, { verdict: "noThreatsFound" }),
          urlSeen(seen, "https://pay.fabrikam.example/2231?ref=a&b='c'", { verdict: "noThreatsFound" }),
          ipSeen(seen, invoice.senderIp, { verdict: "noThreatsFound" }),
        ],
      },
    ],
  }),
};
