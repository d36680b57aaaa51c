import { azureResource, blob, blobContainer } from "../build/cloud.ts";
import { ipSeen, PLACES, urlSeen } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { PEOPLE } from "../tenant/people.ts";

/** A storage token is pushed to a public repository and used within the hour. */
export const leakedKey: Story = {
  incidentId: 5101,
  begins: "2026-10-05T12:05:31Z",
  tell: (scene) => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["truePositive", "other"],
    tags: ["secrets"],
    resolvingComment: "Token revoked by rotating the account key; history rewritten; push protection on.",
    remarks: [
      {
        at: 9_900,
        by: PEOPLE.ana.userPrincipalName,
        text: "41 blobs were listed, 3 read: product photos, nothing personal.",
      },
    ],
    alerts: [
      {
        source: SOURCES.cloud,
        title: "Secret pushed to a public repository",
        description: "A shared access token of a storage account was found in a commit.",
        category: "CredentialAccess",
        severity: "medium",
        mitre: ["T1552.001"],
        activity: [0, 0],
        raised: 290,
        closed: 10_100,
        evidence: (seen) => [
          {
            kind: "gitHubRepoEvidence",
            ...seen({ roles: ["compromised"] }),
            repoId: "70014482",
            login: "northwind-labs/oven-firmware-tools",
            owner: "northwind-labs",
            ownerType: "Organization",
            baseUrl: "https://github.example/northwind-labs/oven-firmware-tools",
          },
          {
            kind: "gitHubOrganizationEvidence",
            ...seen({ verdict: "unknown", roles: ["contextual"] }),
            orgId: "9920417",
            login: "northwind-labs",
            displayName: "Northwind Labs",
            company: "Northwind",
            email: "labs@northwind.example",
            webUrl: "https://github.example/northwind-labs",
          },
          {
            kind: "gitHubUserEvidence",
            ...seen({ verdict: "unknown", roles: ["edited"] }),
            userId: "5511873",
            login: "siyer-nw",
            name: "Sunita Iyer",
            email: PEOPLE.developer.userPrincipalName,
            webUrl: "https://github.example/siyer-nw",
          },
          urlSeen(seen, "https://github.example/northwind-labs/oven-firmware-tools/commit/4be1d20"),
        ],
      },
      {
        source: SOURCES.cloudStorage,
        title: "Unusual read access with a shared access token",
        description: "A token was used from an address and with a tool that this account has never seen.",
        category: "Collection",
        severity: "medium",
        mitre: ["T1530"],
        activity: [2_020, 2_488],
        raised: 3_075,
        closed: 10_100,
        evidence: (seen) => [
          {
            kind: "sasTokenEvidence",
            ...seen({ verdict: "malicious", remediationStatus: "remediated", roles: ["compromised"] }),
            signatureHash: scene.sha256("signature"),
            signedWith: "AccountKey1",
            allowedIpAddresses: "",
            allowedServices: ["Blob"],
            allowedResourceTypes: ["Container", "Object"],
            permissions: ["Read", "List"],
            protocol: "HttpsOnly",
            startDateTime: scene.second(-400_000),
            expiryDateTime: scene.second(31_000_000),
            storageResource: azureResource(seen, "rg-media", "Microsoft.Storage/storageAccounts", "nwmedia"),
          },
          blob(seen, blobContainer(seen, "nwmedia", "product-photos"), "oven-9000/front.png", {
            roles: ["attacked"],
          }),
          ipSeen(seen, "203.0.113.201", { roles: ["source"] }, PLACES.exit),
        ],
      },
    ],
  }),
};
