import { ipSeen, PLACES } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { PEOPLE } from "../tenant/people.ts";

const sprayed = [PEOPLE.grace, PEOPLE.victor, PEOPLE.teo, PEOPLE.foreman, PEOPLE.buyer, PEOPLE.assistant];
const hit = PEOPLE.buyer;

/** A few passwords against many accounts, over IPv6 hosts; one account had one of them. */
export const passwordSpray: Story = {
  incidentId: 5028,
  begins: "2026-07-21T02:14:00Z",
  tell: (scene) => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["truePositive", "compromisedAccount"],
    tags: ["password policy"],
    resolvingComment: "Account secured, legacy authentication switched off for purchasing.",
    remarks: [
      {
        at: 21_800,
        by: PEOPLE.ana.userPrincipalName,
        text: 'The password was "Summer2026!". Banned-word list updated.',
      },
    ],
    alerts: [
      {
        source: SOURCES.signIn,
        title: "Password spray",
        description: "One of a few common passwords was tried on many accounts, and it fitted this one.",
        category: "CredentialAccess",
        severity: "high",
        mitre: ["T1110.003"],
        activity: [0, 5_410],
        raised: 6_002,
        closed: 22_010,
        detector: "PasswordSpray",
        evidence: (seen) => [
          userSeen(seen, hit, { roles: ["compromised"] }),
          ipSeen(
            seen,
            "2001:db8:bad:5::17",
            { verdict: "malicious", roles: ["attacker", "source"] },
            PLACES.hosting,
          ),
          ipSeen(
            seen,
            "2001:db8:bad:5::18",
            { verdict: "malicious", roles: ["attacker", "source"] },
            PLACES.hosting,
          ),
          { kind: "cloudLogonRequestEvidence", ...seen(), requestId: scene.guid("sign-in request") },
        ],
      },
      {
        source: SOURCES.identity,
        title: "Suspected brute-force attack over LDAP",
        description: "Many simple binds failed for many accounts from one address within an hour.",
        category: "CredentialAccess",
        severity: "medium",
        mitre: ["T1110", "T1110.003"],
        activity: [40, 3_300],
        raised: 4_105,
        closed: 22_010,
        investigation: [null, "unsupportedAlertType"],
        evidence: (seen) => [
          ipSeen(seen, "2001:db8:bad:5::17", { roles: ["source"] }),
          ...sprayed.map((person) => userSeen(seen, person, { roles: ["attacked"] })),
          {
            kind: "activeDirectoryDomainEvidence",
            ...seen({ verdict: "unknown", roles: ["contextual"] }),
            activeDirectoryDomainName: "corp.northwind.example",
            trustedDomains: [
              {
                kind: "activeDirectoryDomainEvidence",
                ...seen({ verdict: "unknown", roles: ["contextual"] }),
                activeDirectoryDomainName: "factory.northwind.example",
                trustedDomains: [],
              },
            ],
          },
        ],
      },
    ],
  }),
};
