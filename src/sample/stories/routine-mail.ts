import type { InvestigationState } from "../../domain/enums.ts";
import { mailboxSeen, messageSeen, type SampleMessage } from "../build/mail.ts";
import { ipSeen, urlSeen } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Judgement, Story } from "../build/story.ts";
import { PEOPLE, type Person } from "../tenant/people.ts";

/** A message that somebody reported, and what came of it. */
interface Report {
  readonly incidentId: number;
  readonly begins: string;
  readonly recipient: Person;
  readonly subject: string;
  readonly from: string;
  readonly fromName: string;
  readonly senderIp: string;
  readonly url?: string;
  readonly state: InvestigationState;
  readonly judged?: Judgement;
}

const REPORTS: readonly Report[] = [
  {
    incidentId: 5013,
    begins: "2026-07-07T09:40:00Z",
    recipient: PEOPLE.buyer,
    subject: "Ihre Bestellung 88-1204 – 'Zahlung' offen",
    from: "mahnung@contoso-inkasso.example",
    fromName: "Contoso Inkasso",
    senderIp: "203.0.113.61",
    url: "https://contoso-inkasso.example/z/88-1204",
    state: "successfullyRemediated",
    judged: ["truePositive", "phishing"],
  },
  {
    incidentId: 5041,
    begins: "2026-08-06T12:12:00Z",
    recipient: PEOPLE.assistant,
    subject: 'Newsletter: 10 ovens you "must" see',
    from: "news@adatum.example",
    fromName: "Adatum Kitchen Weekly",
    senderIp: "198.51.100.130",
    state: "benign",
    judged: ["falsePositive", "notMalicious"],
  },
  {
    incidentId: 5064,
    begins: "2026-09-03T07:05:00Z",
    recipient: PEOPLE.dov,
    subject: "חשבונית מס 5512 ממתינה לאישורך",
    from: "office@fabrikam-il.example",
    fromName: "מחלקת חשבונות",
    senderIp: "203.0.113.118",
    url: "https://fabrikam-il.example/5512",
    state: "terminated",
    judged: ["truePositive", "phishing"],
  },
  {
    incidentId: 5110,
    begins: "2026-10-12T15:58:00Z",
    recipient: PEOPLE.ceo,
    subject: "Are you at your desk? \u001b]0;owned\u0007",
    from: "rhea.castellan@mailbox-ceo.example",
    fromName: "Rhea Castellan",
    senderIp: "2001:db8:77::25",
    state: "failed",
    judged: ["truePositive", "phishing"],
  },
  {
    incidentId: 5150,
    begins: "2026-11-09T08:31:00Z",
    recipient: PEOPLE.grace,
    subject: "Gráinne, your mailbox quota 🔥🔥 (action required)",
    from: "quota@northwind-mail.example",
    fromName: "Mail Team",
    senderIp: "203.0.113.27",
    url: "https://northwind-mail.example/q?u=g.oshea%40northwind.example",
    state: "pendingApproval",
  },
];

export const routineMail: readonly Story[] = REPORTS.map((report) => ({
  incidentId: report.incidentId,
  begins: report.begins,
  tell: (scene) => {
    const message: SampleMessage = {
      ...report,
      receivedAt: 0,
      urls: report.url === undefined ? [] : [report.url],
    };
    const clean = report.judged?.[0] === "falsePositive";
    const verdict = clean ? ("noThreatsFound" as const) : ("malicious" as const);
    return {
      ...(report.judged ? { assignedTo: "Automation", judged: report.judged } : {}),
      alerts: [
        {
          source: SOURCES.mailInvestigation,
          title: "Email reported by user as malware or phish",
          description:
            "Somebody used the report button of the mail program, and an automated investigation looked at it.",
          category: "InitialAccess",
          severity: "low",
          mitre: ["T1566"],
          activity: [0, 1_020],
          raised: 1_144,
          ...(report.judged ? { closed: 4_020 } : {}),
          investigation: [report.incidentId - 5_000, report.state],
          evidence: (seen) => [
            mailboxSeen(seen, report.recipient, { verdict: clean ? "noThreatsFound" : "suspicious" }),
            messageSeen(seen, scene, message, report.recipient, "Delivered", {
              verdict,
              remediationStatus: clean || !report.judged ? "none" : "remediated",
            }),
            ipSeen(seen, report.senderIp, { roles: ["source"] }),
            ...(report.url === undefined ? [] : [urlSeen(seen, report.url, { verdict })]),
          ],
        },
      ],
    };
  },
}));
