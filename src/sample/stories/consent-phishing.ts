import { ipSeen, PLACES, urlSeen } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { PEOPLE } from "../tenant/people.ts";

const APP_NAME = "Document Viewer™ “Pro”";

/** Somebody lets an app read all mail; app governance then sees it read far more than it needs. */
export const consentPhishing: Story = {
  incidentId: 5052,
  begins: "2026-08-19T13:40:20Z",
  tell: (scene) => {
    const appId = scene.guid("app");
    return {
      assignedTo: PEOPLE.ana.userPrincipalName,
      judged: ["truePositive", "phishing"],
      tags: ["OAuth", "consent"],
      resolvingComment: "App disabled and consent withdrawn in the whole tenant.",
      remarks: [
        { at: 18_020, by: PEOPLE.ana.userPrincipalName, text: "Publisher is unverified, first seen today." },
      ],
      alerts: [
        {
          source: SOURCES.appDetection,
          title: "App with a misleading publisher reads many mailboxes",
          description: "An app that was consented to minutes ago reads messages at a pace no person could.",
          category: "Collection",
          severity: "high",
          mitre: ["T1114.002", "T1528"],
          activity: [130, 6_250],
          raised: 7_900,
          closed: 18_300,
          evidence: (seen) => [
            {
              kind: "oauthApplicationEvidence",
              ...seen({
                verdict: "malicious",
                remediationStatus: "remediated",
                remediationStatusDetails: "The app was disabled.",
              }),
              appId,
              displayName: APP_NAME,
              objectId: scene.guid("app object"),
              publisher: "Contoso Document Services",
            },
            {
              kind: "servicePrincipalEvidence",
              ...seen({ verdict: "malicious", roles: ["added"] }),
              appId,
              appOwnerTenantId: scene.guid("foreign tenant"),
              servicePrincipalName: APP_NAME,
              servicePrincipalObjectId: scene.guid("service principal"),
              servicePrincipalType: "application",
              tenantId: "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11",
            },
            userSeen(seen, PEOPLE.teo, { roles: ["attacked"] }),
          ],
        },
        {
          source: SOURCES.cloudApps,
          title: "Risky consent to an app",
          description: "A user granted an unverified app the right to read mail and to stay signed in.",
          category: "Persistence",
          severity: "medium",
          mitre: ["T1098.003"],
          activity: [0, 0],
          raised: 1_410,
          closed: 18_300,
          evidence: (seen) => [
            userSeen(seen, PEOPLE.teo, { roles: ["attacked"] }),
            ipSeen(seen, "198.51.100.14", { verdict: "unknown", roles: ["contextual"] }, PLACES.office),
            urlSeen(seen, `https://viewer.contoso-docs.example/consent?client_id=${appId}`, {
              verdict: "malicious",
            }),
          ],
        },
      ],
    };
  },
};
