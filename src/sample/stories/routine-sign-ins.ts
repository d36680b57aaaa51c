import { ipSeen, PLACES, type Place } from "../build/network.ts";
import { SOURCES } from "../build/sources.ts";
import type { Judgement, Story } from "../build/story.ts";
import { userSeen } from "../build/user.ts";
import { PEOPLE, type Person } from "../tenant/people.ts";

/** A sign-in that looked unlike the others of its user. */
interface SignIn {
  readonly incidentId: number;
  readonly begins: string;
  readonly person: Person;
  readonly ipAddress: string;
  readonly place: Place;
  readonly detector: "UnfamiliarLocation" | "AnonymousIPAddress" | "LeakedCredentials";
  readonly judged?: Judgement;
}

const TITLES = {
  UnfamiliarLocation: "Unfamiliar sign-in properties",
  AnonymousIPAddress: "Sign-in from an anonymous address",
  LeakedCredentials: "Leaked credentials",
} as const;

const SIGN_INS: readonly SignIn[] = [
  {
    incidentId: 5016,
    begins: "2026-07-09T18:21:00Z",
    person: PEOPLE.layla,
    ipAddress: "198.51.100.77",
    place: PLACES.hosting,
    detector: "UnfamiliarLocation",
    judged: ["informationalExpectedActivity", "confirmedActivity"],
  },
  {
    incidentId: 5057,
    begins: "2026-08-26T05:46:00Z",
    person: PEOPLE.researcher,
    ipAddress: "203.0.113.190",
    place: PLACES.exit,
    detector: "AnonymousIPAddress",
    judged: ["falsePositive", "notEnoughDataToValidate"],
  },
  {
    incidentId: 5104,
    begins: "2026-10-07T10:10:00Z",
    person: PEOPLE.victor,
    ipAddress: "2001:db8:4e:1::9",
    place: PLACES.hosting,
    detector: "LeakedCredentials",
    judged: ["truePositive", "compromisedAccount"],
  },
  {
    incidentId: 5156,
    begins: "2026-11-12T21:37:00Z",
    person: PEOPLE.ceo,
    ipAddress: "203.0.113.244",
    place: PLACES.faraway,
    detector: "UnfamiliarLocation",
  },
];

export const routineSignIns: readonly Story[] = SIGN_INS.map((signIn) => ({
  incidentId: signIn.incidentId,
  begins: signIn.begins,
  tell: (scene) => ({
    ...(signIn.judged
      ? { assignedTo: PEOPLE.ana.userPrincipalName, judged: signIn.judged }
      : { tags: ["VIP"], priorityScore: 55 }),
    alerts: [
      {
        source: SOURCES.signIn,
        title: TITLES[signIn.detector],
        description: "Entra ID Protection holds this sign-in to be at risk.",
        category: "InitialAccess",
        severity: signIn.judged ? "low" : "high",
        mitre: ["T1078", "T1078.004"],
        activity: [0, 0],
        raised: 540,
        ...(signIn.judged ? { closed: 7_900 } : {}),
        detector: signIn.detector,
        evidence: (seen) => [
          userSeen(seen, signIn.person),
          ipSeen(seen, signIn.ipAddress, { roles: ["source"] }, signIn.place),
          { kind: "cloudLogonRequestEvidence", ...seen(), requestId: scene.guid("sign-in request") },
        ],
      },
    ],
  }),
}));
