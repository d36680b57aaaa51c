import { azureResource } from "../build/cloud.ts";
import { ipSeen, PLACES } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { PEOPLE } from "../tenant/people.ts";

/** The recipe search of the web shop passes text on to its database, and somebody has noticed. */
export const sqlInjection: Story = {
  incidentId: 5056,
  begins: "2026-08-25T15:33:08Z",
  tell: () => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["truePositive", "other"],
    tags: ["shop", "vulnerability"],
    resolvingComment: "Fixed in release 26.8.3, web firewall rule in front until then.",
    remarks: [
      {
        at: 5_000,
        by: PEOPLE.ana.userPrincipalName,
        text: "Error text leaks the table names; no rows left the database.",
      },
    ],
    alerts: [
      {
        source: SOURCES.cloudDatabases,
        title: "Potential SQL injection",
        description: "An application sent a statement in which a user's text has become part of the command.",
        category: "InitialAccess",
        severity: "high",
        mitre: ["T1190"],
        activity: [0, 1_290],
        raised: 1_655,
        closed: 98_000,
        additionalData: {
          statement: "SELECT name FROM recipes WHERE title LIKE '%' OR 1=1 --%'",
          application: "shop",
        },
        evidence: (seen) => [
          azureResource(seen, "rg-shop", "Microsoft.Sql/servers/databases", "shop-db", {
            roles: ["attacked"],
          }),
          ipSeen(
            seen,
            "203.0.113.52",
            { verdict: "malicious", roles: ["attacker", "source"] },
            PLACES.hosting,
          ),
        ],
      },
      {
        source: SOURCES.cloudAppService,
        title: "Scanner of web weaknesses at work",
        description: "One address asks for many pages that do not exist.",
        category: "Discovery",
        severity: "low",
        mitre: ["T1595.002"],
        activity: [-1_700, 80],
        raised: 702,
        closed: 98_000,
        evidence: (seen) => [
          azureResource(seen, "rg-shop", "Microsoft.Web/sites", "shop-web", { roles: ["attacked"] }),
          ipSeen(seen, "203.0.113.52", { roles: ["attacker"] }, PLACES.hosting),
        ],
      },
      {
        source: SOURCES.cloudApi,
        title: "Parameter outside its usual range",
        description: "Requests to an interface carried values that are much longer than any before.",
        category: "Exploit",
        severity: "low",
        mitre: ["T1190"],
        activity: [20, 1_200],
        raised: 2_100,
        closed: 98_000,
        evidence: (seen) => [
          azureResource(seen, "rg-shop", "Microsoft.ApiManagement/service/apis", "recipes", {
            roles: ["attacked"],
          }),
        ],
      },
    ],
  }),
};
