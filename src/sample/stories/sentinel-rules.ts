import { azureResource } from "../build/cloud.ts";
import { ipSeen, PLACES } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { PEOPLE } from "../tenant/people.ts";

/** What the log workspace adds: firewall, audit logs and its own models, all about one administrator's account. */
export const sentinelRules: Story = {
  incidentId: 5083,
  begins: "2026-09-21T19:20:00Z",
  tell: () => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["informationalExpectedActivity", "confirmedActivity"],
    tags: ["change CHG-20417"],
    resolvingComment: "Firewall migration, change CHG-20417.",
    remarks: [
      {
        at: 3_500,
        by: PEOPLE.ana.userPrincipalName,
        text: "Kofi works on the migration tonight; times fit the change.",
      },
    ],
    alerts: [
      {
        source: SOURCES.sentinel,
        title: "Firewall: rule set replaced outside office hours",
        description: "Scheduled rule over the firewall's log.",
        category: "DefenseEvasion",
        severity: "medium",
        mitre: ["T1562.004"],
        activity: [0, 610],
        raised: 1_500,
        closed: 3_600,
        customDetails: { Firewall: ["fw-a", "fw-b"], RulesReplaced: ["412"] },
        additionalData: {
          "Alert generation status": "Full alert created",
          "Search Query Results Overall Count": "2",
        },
        evidence: (seen) => [
          userSeen(seen, PEOPLE.admin, { verdict: "unknown" }),
          ipSeen(seen, "198.51.100.1", { verdict: "unknown" }, PLACES.office),
        ],
      },
      {
        source: SOURCES.sentinelNrt,
        title: "Break-glass account was read in the vault",
        description: "Near-real-time rule: somebody opened the secret of an emergency account.",
        category: "CredentialAccess",
        severity: "high",
        mitre: ["T1555.006"],
        activity: [660, 660],
        raised: 742,
        closed: 3_600,
        evidence: (seen) => [
          userSeen(seen, PEOPLE.admin, { verdict: "unknown" }),
          azureResource(seen, "rg-core", "Microsoft.KeyVault/vaults", "nw-core-vault", {
            verdict: "unknown",
          }),
        ],
      },
      {
        source: SOURCES.sentinelMl,
        title: "Anomalous number of configuration changes",
        description: "A built-in model found many more changes by one user than in the 14 days before.",
        category: "SuspiciousActivity",
        severity: "informational",
        activity: [0, 3_000],
        raised: 3_120,
        closed: 3_600,
        evidence: (seen) => [userSeen(seen, PEOPLE.admin, { verdict: "unknown" })],
      },
      {
        source: SOURCES.sentinelTi,
        title: "Address on a threat list seen in the firewall's log",
        description: "An indicator of compromise matched an outgoing connection.",
        category: "CommandAndControl",
        severity: "low",
        activity: [200, 200],
        raised: 2_210,
        closed: 3_600,
        judged: ["falsePositive", "notMalicious"],
        evidence: (seen) => [ipSeen(seen, "203.0.113.9", { verdict: "noThreatsFound" })],
      },
      {
        source: SOURCES.sentinelOther,
        title: "Log source is silent",
        description:
          "The workspace has had no data of one firewall for half an hour. Made by a playbook, without a severity.",
        category: "General",
        severity: "unknown",
        activity: [400, 2_200],
        raised: 2_300,
        closed: 3_600,
        evidence: () => [],
      },
    ],
  }),
};
