import { azureResource } from "../build/cloud.ts";
import { ipSeen, PLACES } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { PEOPLE } from "../tenant/people.ts";

/** A managed identity of the build machines reads secrets it has never read. */
export const vaultAccess: Story = {
  incidentId: 5147,
  begins: "2026-11-06T17:50:00Z",
  tell: (scene) => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["falsePositive", "other"],
    tags: ["CI"],
    resolvingComment: "New step of the build; documented now.",
    remarks: [
      {
        at: 61_000,
        by: PEOPLE.ana.userPrincipalName,
        text: "Sunita moved signing into the pipeline on Friday evening…",
      },
    ],
    alerts: [
      {
        source: SOURCES.cloudKeyVault,
        title: "Unusual application read a vault",
        description: "An identity that does not normally do so read many secrets of a vault.",
        category: "CredentialAccess",
        severity: "medium",
        mitre: ["T1555.006"],
        activity: [0, 40],
        raised: 1_203,
        closed: 61_100,
        evidence: (seen) => [
          azureResource(seen, "rg-core", "Microsoft.KeyVault/vaults", "nw-core-vault", {
            roles: ["attacked"],
          }),
          {
            kind: "servicePrincipalEvidence",
            ...seen({ verdict: "noThreatsFound" }),
            appId: scene.guid("identity"),
            servicePrincipalName: "ci-builders",
            servicePrincipalObjectId: scene.guid("identity object"),
            servicePrincipalType: "managedIdentity",
            tenantId: "7b2f0c4e-58a1-4d0e-9c37-2f6d1a90be11",
          },
          ipSeen(seen, "198.51.100.20", { verdict: "noThreatsFound" }, PLACES.office),
        ],
      },
      {
        source: SOURCES.cloudResourceManager,
        title: "Rights were given in an unusual way",
        description: "An assignment of rights came from an address that has never managed resources.",
        category: "PrivilegeEscalation",
        severity: "low",
        mitre: ["T1098.003"],
        activity: [-300, -300],
        raised: 1_610,
        closed: 61_100,
        evidence: (seen) => [
          azureResource(
            seen,
            "rg-core",
            "Microsoft.Authorization/roleAssignments",
            scene.guid("assignment"),
            { roles: ["created"] },
          ),
        ],
      },
    ],
  }),
};
