/** What stands in docs/parity.md: each behaviour with its state and, for what exists, the test that shows it. */
export interface ParityRow {
  readonly behaviour: string;
  /** real: as the vendor does it. emulated: the same on the wire, by simpler means. absent: 404. */
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
      test: ["src/wire/defender/links.test.ts", "a host belongs to a cloud"],
    },
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
      behaviour: "quota of getting an incident",
      state: "real",
      test: [
        "test/quota.test.ts",
        "the hundredth call of a minute is answered, the next one told when to come again",
      ],
    },
  ],
  "Sign-in of the stand-in": [
    {
      behaviour: "client credentials with a secret, v1 and v2",
      state: "real",
      test: ["test/cli.test.ts", "gives tokens for client credentials, which the API takes"],
    },
    {
      behaviour: "discovery documents and keys",
      state: "real",
      test: ["src/identity/issuer/routes.test.ts", "of an unknown tenant is refused"],
    },
    { behaviour: "certificates, device code, authorization code, password, on behalf of", state: "absent" },
  ],
  "The rest of the API": [
    { behaviour: "GET /api/incidents", state: "absent" },
    { behaviour: "PATCH /api/incidents/{id}", state: "absent" },
    { behaviour: "GET, PATCH and POST /api/alerts…", state: "absent" },
    { behaviour: "POST /api/advancedhunting/run", state: "absent" },
    { behaviour: "Microsoft Graph, /v1.0 and /beta", state: "absent" },
  ],
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
