import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { PEOPLE } from "../tenant/people.ts";

/** A policy of Northwind's own: apps that have not been used for 90 days and may write to every mailbox. */
export const unusedApp: Story = {
  incidentId: 5053,
  begins: "2026-08-20T04:00:00Z",
  tell: (scene) => ({
    assignedTo: PEOPLE.platform.userPrincipalName,
    judged: ["informationalExpectedActivity", "other"],
    resolvingComment: "Retired: permissions removed.",
    remarks: [{ at: 31_400, by: PEOPLE.ana.userPrincipalName, text: "Inês owns this one, handed over." }],
    alerts: [
      {
        source: SOURCES.appPolicy,
        title: "Unused app with strong permissions",
        description: "An app that may write to every mailbox has not been used for 90 days.",
        category: "SuspiciousActivity",
        severity: "low",
        activity: [0, 0],
        raised: 905,
        closed: 31_900,
        policy: "b0b6b3b2-52e8-4c8e-a1c6-0e7d3d9a4f21",
        evidence: (seen) => [
          {
            kind: "oauthApplicationEvidence",
            ...seen({ verdict: "noThreatsFound", roles: ["policyViolator"] }),
            appId: scene.guid("app"),
            displayName: "Mail merge (2019)",
            objectId: scene.guid("app object"),
            publisher: "Northwind",
          },
        ],
      },
    ],
  }),
};
