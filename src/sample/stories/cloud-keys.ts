import { ipSeen, PLACES } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { PEOPLE } from "../tenant/people.ts";

/** The analytics project runs in two other clouds; a key of it is tried in both. */
export const cloudKeys: Story = {
  incidentId: 5107,
  begins: "2026-10-08T03:44:00Z",
  tell: () => ({
    status: "inProgress",
    assignedTo: PEOPLE.ana.userPrincipalName,
    tags: ["multi-cloud"],
    remarks: [
      {
        at: 17_500,
        by: PEOPLE.ana.userPrincipalName,
        text: "Key disabled in both. Waiting for Wolf, who is on leave.",
      },
    ],
    alerts: [
      {
        source: SOURCES.cloud,
        title: "Access key used from an anonymising network",
        description: "A long-lived key listed buckets from an address that hides who uses it.",
        category: "Discovery",
        severity: "medium",
        mitre: ["T1580", "T1619"],
        activity: [0, 95],
        raised: 930,
        updated: 17_500,
        evidence: (seen) => [
          {
            kind: "amazonResourceEvidence",
            ...seen({ roles: ["attacked"] }),
            amazonAccountId: "000000004242",
            amazonResourceId: "arn:aws:s3:::northwind-telemetry",
            resourceName: "northwind-telemetry",
            resourceType: "S3 Bucket",
          },
          ipSeen(seen, "203.0.113.222", { roles: ["source"] }, PLACES.exit),
          userSeen(seen, PEOPLE.researcher, { roles: ["compromised"] }),
        ],
      },
      {
        source: SOURCES.cloudNetwork,
        title: "Traffic to a virtual machine from a suspicious address",
        description: "A machine that trains models answered an address that is known for scanning.",
        category: "Discovery",
        severity: "low",
        mitre: ["T1046"],
        activity: [310, 900],
        raised: 1_804,
        evidence: (seen) => [
          {
            kind: "googleCloudResourceEvidence",
            ...seen({ roles: ["attacked"] }),
            fullResourceName:
              "//compute.clouds.example/projects/northwind-analytics/zones/west4-a/instances/train-2",
            location: "west4-a",
            locationType: "zonal",
            projectId: "northwind-analytics",
            projectNumber: 424_242_004_242,
            resourceName: "train-2",
            resourceType: "GCP Compute Instance",
          },
          ipSeen(seen, "203.0.113.222", { roles: ["source", "attacker"] }, PLACES.exit),
        ],
      },
    ],
  }),
};
