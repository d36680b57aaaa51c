import { deviceSeen } from "../build/device.ts";
import { ipSeen } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { DEVICES } from "../tenant/devices.ts";
import { NIGHT_WATCH, PEOPLE } from "../tenant/people.ts";

/** Tickets for service accounts, a copy of the directory asked for, and a new member of the highest group. */
export const domainTakeover: Story = {
  incidentId: 5094,
  begins: "2026-09-29T23:17:30Z",
  tell: () => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["truePositive", "multiStagedAttack"],
    tags: ["tier0", "kerberos"],
    systemTags: ["Critical asset"],
    summary: "An attempt to take the directory over from the application server; stopped at the second step.",
    resolvingComment: "Secrets of the service accounts and of the ticket-granting account changed twice.",
    priorityScore: 95,
    remarks: [
      {
        at: 4_200,
        by: NIGHT_WATCH,
        text: "svc-sql disabled, APP-01 isolated. Member removed from Domain Admins at 00:31.",
      },
      {
        at: 120_000,
        by: PEOPLE.ana.userPrincipalName,
        text: "Second change of the ticket-granting account's secret done.",
      },
    ],
    alerts: [
      {
        source: SOURCES.identity,
        title: "Suspected theft of service tickets",
        description:
          "Tickets for eleven service accounts were asked for within a minute, with an old cipher.",
        category: "CredentialAccess",
        severity: "medium",
        mitre: ["T1558.003"],
        activity: [0, 52],
        raised: 690,
        closed: 120_300,
        investigation: [null, "unsupportedAlertType"],
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.app01, { roles: ["source"] }, "high"),
          deviceSeen(seen, DEVICES.dc01, { roles: ["destination"], detailedRoles: [] }),
          userSeen(seen, PEOPLE.sql, { roles: ["attacked"] }),
          userSeen(seen, PEOPLE.backup, { roles: ["attacked"] }),
        ],
      },
      {
        source: SOURCES.identityXdr,
        title: "Suspected request for a copy of the directory",
        description: "A computer that is no domain controller asked one for everything in the directory.",
        category: "CredentialAccess",
        severity: "high",
        mitre: ["T1003.006"],
        activity: [2_200, 2_203],
        raised: 2_322,
        closed: 120_300,
        investigation: [null, "unsupportedAlertType"],
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.dc02, { roles: ["attacked"] }, "high"),
          deviceSeen(
            seen,
            DEVICES.app01,
            { verdict: "malicious", roles: ["attacker"], detailedRoles: [] },
            "high",
          ),
          userSeen(seen, PEOPLE.sql, {
            verdict: "malicious",
            remediationStatus: "remediated",
            roles: ["compromised"],
          }),
          ipSeen(seen, DEVICES.app01.lastIpAddress, { roles: ["source"] }),
        ],
      },
      {
        source: SOURCES.identity,
        title: "Suspicious addition to a sensitive group",
        description: "An account that never did so before put another one in a group that may do everything.",
        category: "Persistence",
        severity: "high",
        mitre: ["T1098.007"],
        activity: [2_690, 2_690],
        raised: 2_904,
        closed: 120_300,
        investigation: [null, "unsupportedAlertType"],
        evidence: (seen) => [
          deviceSeen(seen, DEVICES.dcFactory, { roles: ["contextual"] }),
          userSeen(seen, PEOPLE.sql, { roles: ["attacker"] }),
          userSeen(seen, PEOPLE.deploy, { remediationStatus: "remediated", roles: ["added"] }),
          {
            kind: "securityGroupEvidence",
            ...seen({ roles: ["edited"] }),
            securityGroupId: "5b0f4f2e-6ef4-43c4-9fd8-3d7a0ad4d512",
            displayName: "Domain Admins",
            friendlyName: "Domain Admins",
            distinguishedName: "CN=Domain Admins,CN=Users,DC=corp,DC=northwind,DC=example",
            sid: "S-1-5-21-1004336348-1177238915-682003330-512",
            activeDirectoryObjectGuid: "5b0f4f2e-6ef4-43c4-9fd8-3d7a0ad4d512",
          },
          {
            kind: "activeDirectoryDomainEvidence",
            ...seen({ verdict: "unknown", roles: ["contextual"] }),
            activeDirectoryDomainName: "corp.northwind.example",
            trustedDomains: [],
          },
        ],
      },
    ],
  }),
};
