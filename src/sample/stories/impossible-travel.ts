import { ipSeen, PLACES } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { PEOPLE } from "../tenant/people.ts";

/** Two continents in forty minutes: the chief executive's assistant was on a conference network's relay. */
export const impossibleTravel: Story = {
  incidentId: 5033,
  begins: "2026-07-28T11:02:00Z",
  tell: () => ({
    assignedTo: PEOPLE.ana.userPrincipalName,
    judged: ["informationalExpectedActivity", "confirmedActivity"],
    tags: ["travel"],
    resolvingComment: "Confirmed by the user over a known channel.",
    remarks: [
      {
        at: 5_900,
        by: PEOPLE.ana.userPrincipalName,
        text: "Ola is in Hobart for the trade fair; the other leg is the hotel's relay.",
      },
    ],
    alerts: [
      {
        source: SOURCES.cloudApps,
        title: "Impossible travel activity",
        description:
          "One account was active from two places that are farther apart than anybody travels in the time.",
        category: "InitialAccess",
        severity: "medium",
        mitre: ["T1078"],
        activity: [0, 2_431],
        raised: 3_077,
        closed: 5_910,
        policy: "0f2d7d58-61b1-4e6e-9a63-4d3f0a9b7c11",
        evidence: (seen) => [
          userSeen(seen, PEOPLE.assistant, { verdict: "noThreatsFound" }),
          ipSeen(seen, "198.51.100.14", { verdict: "noThreatsFound" }, PLACES.office),
          ipSeen(seen, "203.0.113.190", { verdict: "noThreatsFound" }, PLACES.faraway),
        ],
      },
      {
        source: SOURCES.signIn,
        title: "Atypical travel",
        description: "Two sign-ins came from places far apart, one of them unusual for this user.",
        category: "InitialAccess",
        severity: "low",
        mitre: ["T1078.004"],
        activity: [2_431, 2_431],
        raised: 3_290,
        closed: 5_910,
        detector: "ImpossibleTravel",
        evidence: (seen) => [
          userSeen(seen, PEOPLE.assistant, { verdict: "noThreatsFound" }),
          ipSeen(seen, "203.0.113.190", { verdict: "noThreatsFound" }, PLACES.faraway),
        ],
      },
    ],
  }),
};
