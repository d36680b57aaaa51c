/** What stands in docs/parity.md: each behaviour with its state and, for what exists, the test that shows it. */
export interface ParityRow {
  readonly behaviour: string;
  /** real: as the vendor does it. emulated: the same on the wire, by simpler means. absent: answered as what does not exist. */
  readonly state: "real" | "emulated" | "absent";
  /** The file and the name of a test in it, or a part of the name that its table keeps. */
  readonly test?: readonly [file: string, name: string];
}

export const parity: Readonly<Record<string, readonly ParityRow[]>> = {
  "GET /api/incidents/{id}": [
    {
      behaviour: "members in wire order, null rules, trimmed times",
      state: "real",
      test: [
        "src/wire/defender/round-trip.test.ts",
        "a document in today's shape comes out byte for byte as it went in",
      ],
    },
    {
      behaviour: "context, links and headers",
      state: "real",
      test: [
        "test/get-incident.test.ts",
        "answers the incident inline after its context, with the headers of the contract",
      ],
    },
    {
      behaviour: "every entity type with a known shape",
      state: "real",
      test: ["src/wire/defender/round-trip.test.ts", "an entity keeps its members in the order of the wire"],
    },
    {
      behaviour: "entity types without a known shape",
      state: "emulated",
      test: ["src/wire/defender/round-trip.test.ts", "an entity keeps its members in the order of the wire"],
    },
    {
      behaviour: "merged incidents",
      state: "real",
      test: ["test/get-incident.test.ts", "answers a merged incident with where it went and no alerts"],
    },
    {
      behaviour: "errors in the vendor's envelope",
      state: "real",
      test: ["test/get-incident.test.ts", "an id that names nothing"],
    },
    {
      behaviour: "405 with Allow, HEAD, OPTIONS",
      state: "real",
      test: ["test/get-incident.test.ts", "tells OPTIONS what it takes"],
    },
    {
      behaviour: "hosts of the global, geo, GCC and GCC High clouds",
      state: "real",
      test: ["src/wire/links.test.ts", "a host belongs to a cloud"],
    },
  ],
  "GET /api/incidents": [
    {
      behaviour: "pages of a hundred, the latest change first, with a link at the end",
      state: "real",
      test: [
        "test/list-incidents.test.ts",
        "answers a hundred, the latest change first and ties by number, with the link to the next page last",
      ],
    },
    {
      behaviour: "$top, $skip",
      state: "real",
      test: ["test/list-incidents.test.ts", ", and no link"],
    },
    {
      behaviour: "$filter on the four properties",
      state: "real",
      test: ["test/list-incidents.test.ts", "assignedTo eq 'o''brien@northwind.example'"],
    },
    {
      behaviour: "$orderby on the two times, which live clients send",
      state: "emulated",
      test: ["test/list-incidents.test.ts", "$orderby on the two times is taken, as a live client sends it"],
    },
    {
      behaviour: "every other option and property refused",
      state: "real",
      test: ["test/list-incidents.test.ts", "Query option 'Select' is not allowed"],
    },
    {
      behaviour: "merged incidents in the list",
      state: "real",
      test: [
        "test/list-incidents.test.ts",
        "merged incidents are in the list, with where they went and no alerts",
      ],
    },
    {
      behaviour: "pages of a limited user full, linked, without a trace of what is hidden",
      state: "emulated",
      test: [
        "test/exposure.property.test.ts",
        "no answer ever shows a tenant, an alert, a device or an entity that its caller may not see",
      ],
    },
    {
      behaviour: "paging by $skip and by time loses nothing",
      state: "real",
      test: [
        "test/paging.property.test.ts",
        "while incidents are being updated, clients that ask with ge and drop what they have lose none",
      ],
    },
    {
      behaviour: "the verbatim requests of public clients",
      state: "real",
      test: ["test/replay.test.ts", "a list is, in full and in order, what it should be for"],
    },
  ],
  "PATCH /api/incidents/{id}": [
    {
      behaviour: "status, owner, classification, determination, tags, comment",
      state: "real",
      test: [
        "test/update-incident.test.ts",
        "changes what is sent, keeps the rest, and answers the whole incident",
      ],
    },
    {
      behaviour: "spellings of determinations",
      state: "real",
      test: ["test/update-incident.test.ts", " and echoes "],
    },
    {
      behaviour: "the owner spreads to the alerts",
      state: "real",
      test: ["test/update-incident.test.ts", "an empty owner clears, for the alerts too"],
    },
    {
      behaviour: "the alerts of a resolved incident are resolved after the answer",
      state: "real",
      test: [
        "test/update-incident.test.ts",
        "resolving shows the alerts open in the answer, and resolves them shortly after",
      ],
    },
    {
      behaviour: "bad bodies, each in its code",
      state: "emulated",
      test: ["test/update-incident.test.ts", ", and writes nothing"],
    },
    {
      behaviour: "write permission and Alerts investigation",
      state: "real",
      test: [
        "test/update-incident.test.ts",
        "a person needs the scope and the role permission to investigate alerts",
      ],
    },
    {
      behaviour: "each write one transaction with its change",
      state: "real",
      test: ["src/store/updates.suite.ts", "nothing when the domain refuses"],
    },
  ],
  "The alerts API, /api/alerts and /api/v1.0/alerts": [
    {
      behaviour: "GET /api/alerts: shape, order, evidence only when expanded",
      state: "real",
      test: [
        "test/alerts.test.ts",
        "gives each of them all 31 members in the order of the wire, and no evidence",
      ],
    },
    {
      behaviour: "GET /api/alerts: each documented filter, both spellings",
      state: "real",
      test: ["test/alerts.test.ts", "a filter of the list of alerts finds exactly what it names"],
    },
    {
      behaviour: "GET /api/alerts: pages of 10,000",
      state: "real",
      test: ["test/alerts.test.ts", "come with a link to the others, which a client follows as it is"],
    },
    {
      behaviour: "GET /api/alerts/{id}",
      state: "real",
      test: ["test/alerts.test.ts", "answers the alert inline after its context, with its evidence"],
    },
    {
      behaviour: "PATCH /api/alerts/{id}",
      state: "real",
      test: [
        "test/alert-updates.test.ts",
        "changes what is sent, keeps the rest, and answers the whole alert with its evidence",
      ],
    },
    {
      behaviour: "the last alert resolves its incident, a new one reopens none",
      state: "real",
      test: [
        "test/alert-updates.test.ts",
        "it stays while an alert is open, and is resolved with the last one",
      ],
    },
    {
      behaviour: "POST /api/alerts/batchUpdate, all or none",
      state: "real",
      test: [
        "test/alert-updates.test.ts",
        "with one unknown id is 404 and changes nothing, wherever it stands",
      ],
    },
    {
      behaviour: "POST /api/alerts/CreateAlertByReference",
      state: "emulated",
      test: ["test/create-alert.test.ts", "raises a new alert about the device, and answers the whole of it"],
    },
    {
      behaviour: "an open alert takes a report in",
      state: "real",
      test: ["test/create-alert.test.ts", "is taken in by it: the same alert, whose last event is later"],
    },
    { behaviour: "automated investigation of a created alert", state: "absent" },
  ],
  "Who may": [
    {
      behaviour: "tokens of trusted issuers; hostile tokens refused",
      state: "real",
      test: [
        "src/identity/hostile-tokens.test.ts",
        "and the token that they vary is accepted, so that each is refused for its own fault",
      ],
    },
    {
      behaviour: "bare token without Bearer",
      state: "real",
      test: ["test/get-incident.test.ts", "a bare token, as one client sends it"],
    },
    {
      behaviour: "application and delegated permissions",
      state: "real",
      test: [
        "test/get-incident.test.ts",
        "a user's token needs the scope, and is told so in the scope's words",
      ],
    },
    {
      behaviour: "roles, user groups, device groups",
      state: "emulated",
      test: [
        "test/get-incident.test.ts",
        "a user sees what the device groups open, and hidden is answered as missing",
      ],
    },
    {
      behaviour: "mixed incidents trimmed",
      state: "emulated",
      test: [
        "src/domain/exposure/trim.property.test.ts",
        "nothing hidden is in a trimmed incident, and nothing visible is lost",
      ],
    },
    {
      behaviour: "quotas, each operation its own windows",
      state: "real",
      test: ["test/quota.test.ts", "the figures tried here are those of every operation there is"],
    },
  ],
  "Sign-in of the stand-in": [
    {
      behaviour: "client credentials with a secret, v1 and v2",
      state: "real",
      test: ["test/cli.test.ts", "gives tokens for client credentials, which the API takes"],
    },
    {
      behaviour: "certificates: RS256 with x5t, PS256 with x5t#S256",
      state: "real",
      test: ["test/sign-in.test.ts", "proves an application with RS256 and x5t, and with PS256 and x5t#S256"],
    },
    {
      behaviour: "authorization code with PKCE, id token, response modes",
      state: "real",
      test: ["test/sign-in.test.ts", "gives a token that the API takes, an id token and a refresh token"],
    },
    {
      behaviour: "the sign-in page, single sign-on, logout",
      state: "emulated",
      test: ["test/sign-in.test.ts", "remembers the person until they sign out, unless it is told to ask"],
    },
    {
      behaviour: "refresh tokens",
      state: "real",
      test: ["test/sign-in.test.ts", "gives new tokens, again and again, and for other resources"],
    },
    {
      behaviour: "device code, v1 and v2",
      state: "real",
      test: ["test/sign-in.test.ts", "waits for the person, and gives tokens once"],
    },
    {
      behaviour: "password, on-behalf-of",
      state: "real",
      test: ["test/sign-in.test.ts", "turns a token for an application's API into one for the next"],
    },
    {
      behaviour: "applications of several tenants",
      state: "real",
      test: ["test/sign-in.test.ts", "each gives an application what it consented to, and its own data"],
    },
    {
      behaviour: "consent, by configuration",
      state: "emulated",
      test: ["test/sign-in.test.ts", "what was not consented to"],
    },
    {
      behaviour: "discovery documents, keys, instance discovery, common and organizations",
      state: "real",
      test: ["test/sign-in.test.ts", "of common and organizations leaves the tenant open"],
    },
    {
      behaviour: "MSAL, azure-identity and the Graph client, unmodified over TLS",
      state: "real",
      test: ["test/official-clients.test.ts", "signs a person in with a device code"],
    },
    {
      behaviour: "clients with the vendor's hosts built in",
      state: "real",
      test: [
        "test/redirect.test.ts",
        "reads an incident through the proxy, with the settings of its environment alone",
      ],
    },
    {
      behaviour: "implicit and hybrid answers, admin consent page, user info, CORS of the token endpoint",
      state: "absent",
    },
  ],
  "Microsoft Graph, /v1.0 and /beta": [
    {
      behaviour: "an incident, its members in wire order, its alerts expanded",
      state: "real",
      test: ["test/graph/read.test.ts", "has all its members in the order of the wire, and no alerts"],
    },
    {
      behaviour: "all 48 evidence types, every property and enum",
      state: "real",
      test: ["src/wire/graph/lossless.test.ts", "whatever is in it, to the order of its members"],
    },
    {
      behaviour: "members behind unknownFutureValue",
      state: "real",
      test: ["test/graph/read.test.ts", "are hidden unless the client asks for them"],
    },
    {
      behaviour: "lists: $filter, $orderby, $top, $skip, $select, $expand, $count, next links",
      state: "real",
      test: ["test/graph/read.test.ts", "is walked page by page, the latest change first, in 50s"],
    },
    {
      behaviour: "alerts_v2, alerts of an incident, counts",
      state: "real",
      test: ["test/graph/read.test.ts", "of an incident are a list of their own"],
    },
    {
      behaviour: "permissions, roles, device groups on every path",
      state: "real",
      test: [
        "test/graph/read.test.ts",
        "a person sees the devices that are open to them, in lists, expanded, counted and alone",
      ],
    },
    {
      behaviour: "PATCH of incidents and alerts, read through the other dialect",
      state: "real",
      test: ["test/graph/write.test.ts", "answers the whole incident, and the other dialect tells the same"],
    },
    {
      behaviour: "comments, as documents and as SDKs send them",
      state: "real",
      test: ["test/graph/write.test.ts", "as a list of one, as generated SDKs send it"],
    },
    {
      behaviour: "mergeIncidents and moveAlerts, short and qualified",
      state: "emulated",
      test: ["test/graph/write.test.ts", "leaves one incident, and the others lead there"],
    },
    {
      behaviour: "$batch",
      state: "real",
      test: ["test/graph/batch.test.ts", "answers each request as if it came alone, good or not"],
    },
    {
      behaviour: "errors, throttling, unknown segments, 405",
      state: "real",
      test: ["test/graph/read.test.ts", "a verb that a path does not have is 405"],
    },
    {
      behaviour: "$metadata of the served part",
      state: "emulated",
      test: ["test/graph/read.test.ts", "the metadata describes every type, to anyone"],
    },
    {
      behaviour: "the official client, unmodified over TLS",
      state: "real",
      test: ["test/official-clients.test.ts", "lists, filters, expands, selects and counts"],
    },
    {
      behaviour: "requests of clients, byte for byte",
      state: "real",
      test: ["test/graph/replay.test.ts", "Elastic, which raises $skip and restarts by time"],
    },
    { behaviour: "runHuntingQuery", state: "absent" },
    { behaviour: "createAlert, incident tasks (beta)", state: "absent" },
    { behaviour: "change notifications", state: "absent" },
  ],
  "The rest of the API": [{ behaviour: "POST /api/advancedhunting/run", state: "absent" }],
};

/** The text of docs/parity.md. */
export function parityDocument(): string {
  const sections = Object.entries(parity).map(([title, rows]) => {
    const lines = rows.map(
      ({ behaviour, state, test }) => `| ${behaviour} | ${state} | ${test ? `${test[0]}: ${test[1]}` : ""} |`,
    );
    return [`## ${title}`, "", "| behaviour | state | shown by |", "|---|---|---|", ...lines].join("\n");
  });
  return `# Parity with Defender

Real: as the vendor does it. Emulated: the same on the wire, by simpler means. Absent: answers 404, or 405
for a verb that a path does not take yet. Made by
\`npm run parity\` from \`test/parity/parity.ts\`; a test fails when it is stale or names a test that is not there.

${sections.join("\n\n")}
`;
}
