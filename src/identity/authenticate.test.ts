import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { type Authenticator, type AuthenticatorOptions, createAuthenticator } from "./authenticate.ts";
import { type IssuerServer, startIssuer } from "./issuer-server.fixture.ts";
import type { Principal } from "./principal.ts";
import { Refusal } from "./refusal.ts";
import { graphAudiences, incidentAudiences } from "./resources.ts";
import {
  APP,
  AUDIENCE,
  applicationClaims,
  type Members,
  NOW,
  NOW_MS,
  OTHER_TENANT,
  rsaKey,
  signed,
  TENANT,
  userClaims,
  without,
} from "./token.fixture.ts";
import { TrustError, type TrustedIssuer } from "./trusted-issuer.ts";

const key = rsaKey("key-1");
let server: IssuerServer;
let nowMs = NOW_MS;

before(async () => {
  server = await startIssuer();
  server.keys = [key.jwk];
});

after(() => server.down());

beforeEach(() => {
  nowMs = NOW_MS;
});

function open(changes: Partial<AuthenticatorOptions> = {}): Authenticator {
  return createAuthenticator({
    mode: "production",
    issuers: [{ issuer: server.origin, clouds: ["public"] }],
    tenants: [TENANT],
    audiences: { defender: incidentAudiences, graph: [] },
    nowMs: () => nowMs,
    ...changes,
  });
}

/** An Entra-shaped issuer, whose keys come from the local server. */
function entra(issuer: string, changes: Partial<TrustedIssuer> = {}): TrustedIssuer {
  return { issuer, clouds: ["public"], jwksUrl: `${server.origin}/keys`, ...changes };
}

const token = (changes: Members = {}, header: Members = {}) =>
  signed(key, applicationClaims(server.origin, changes), header);

const bearer = (text: string) => `Bearer ${text}`;

async function refused(authenticated: () => Principal | Promise<Principal>): Promise<string> {
  try {
    await authenticated();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "accepted";
}

describe("the token is accepted", () => {
  const forms: readonly { name: string; header: (token: string) => string }[] = [
    { name: "after Bearer", header: (text) => `Bearer ${text}` },
    { name: "after bearer in any case", header: (text) => `bEaReR ${text}` },
    { name: "after two blanks and before one", header: (text) => `Bearer  ${text} ` },
    { name: "bare, as one client sends it", header: (text) => text },
  ];
  for (const { name, header } of forms) {
    test(name, async () => {
      const principal = await open().authenticate(header(token()), "public", "defender");
      assert.deepEqual(principal, {
        kind: "application",
        tenantId: TENANT,
        appId: APP,
        roles: ["Incident.Read.All"],
      });
    });
  }

  test("signed with PS256", async () => {
    const principal = await open().authenticate(bearer(token({}, { alg: "PS256" })), "public", "defender");
    assert.equal(principal.kind, "application");
  });

  test("typed at+jwt (RFC 9068)", async () => {
    const principal = await open().authenticate(bearer(token({}, { typ: "at+JWT" })), "public", "defender");
    assert.equal(principal.kind, "application");
  });

  for (const audience of incidentAudiences) {
    test(`for ${audience}`, async () => {
      const principal = await open().authenticate(bearer(token({ aud: audience })), "public", "defender");
      assert.equal(principal.kind, "application");
    });
  }

  test("a minute early and a minute late, for clocks differ", async () => {
    for (const times of [{ exp: NOW - 59 }, { nbf: NOW + 60 }]) {
      const principal = await open().authenticate(bearer(token(times)), "public", "defender");
      assert.equal(principal.kind, "application");
    }
  });

  test("with PS256 refused where an issuer's list says RS256 only", async () => {
    const issuers: readonly TrustedIssuer[] = [
      { issuer: server.origin, clouds: ["public"], algorithms: ["RS256"] },
    ];
    const authenticator = open({ issuers });
    const code = await refused(() =>
      authenticator.authenticate(bearer(token({}, { alg: "PS256" })), "public", "defender"),
    );
    assert.equal(code, "invalid-token");
  });
});

describe("an issuer of many tenants", () => {
  const template = "https://login.microsoftonline.com/{tenantid}/v2.0";
  const issuers = () => [entra(template)];
  const of = (iss: string, tid: string) => bearer(signed(key, applicationClaims(iss, { tid })));

  test("speaks for the tenant in its name, whatever the case of the tid", async () => {
    const authenticator = open({ issuers: issuers(), tenants: [TENANT, OTHER_TENANT] });
    for (const tid of [TENANT, OTHER_TENANT.toUpperCase()]) {
      const principal = await authenticator.authenticate(
        of(template.replace("{tenantid}", tid), tid),
        "public",
        "defender",
      );
      assert.equal(principal.tenantId, tid.toLowerCase());
    }
  });

  test("does not speak for another tenant than the one in its name", async () => {
    const authenticator = open({ issuers: issuers(), tenants: [TENANT, OTHER_TENANT] });
    const header = of(template.replace("{tenantid}", TENANT), OTHER_TENANT);
    assert.equal(
      await refused(() => authenticator.authenticate(header, "public", "defender")),
      "invalid-token",
    );
  });

  test("is not named by the placeholder itself", async () => {
    const authenticator = open({ issuers: issuers() });
    assert.equal(
      await refused(() => authenticator.authenticate(of(template, TENANT), "public", "defender")),
      "invalid-token",
    );
  });

  test("does not speak for a tenant that is not configured", async () => {
    const authenticator = open({ issuers: issuers() });
    const header = of(template.replace("{tenantid}", OTHER_TENANT), OTHER_TENANT);
    assert.equal(
      await refused(() => authenticator.authenticate(header, "public", "defender")),
      "unknown-tenant",
    );
  });

  test("may use a key that Entra says is for all its tenants", async () => {
    server.keys = [{ ...key.jwk, issuer: template }];
    const authenticator = open({ issuers: issuers() });
    const header = of(template.replace("{tenantid}", TENANT), TENANT);
    assert.equal((await authenticator.authenticate(header, "public", "defender")).tenantId, TENANT);
    server.keys = [key.jwk];
  });
});

describe("sign-in clouds", () => {
  test("a token of the wrong cloud is refused, also when it is remembered", async () => {
    const authenticator = open();
    const header = bearer(token());
    assert.equal(
      await refused(() => authenticator.authenticate(header, "usGov", "defender")),
      "invalid-token",
    );
    await authenticator.authenticate(header, "public", "defender");
    assert.equal(
      await refused(() => authenticator.authenticate(header, "usGov", "defender")),
      "invalid-token",
    );
    assert.equal(await refused(() => authenticator.authenticate(header, "public", "defender")), "accepted");
  });

  test("one name in two clouds has the keys of each", async (t) => {
    const gov = rsaKey("gov");
    const other = await startIssuer();
    t.after(() => other.down());
    other.keys = [gov.jwk];
    const name = "https://sts.windows.net/{tenantid}/";
    const authenticator = open({
      issuers: [entra(name), entra(name, { clouds: ["usGov"], jwksUrl: `${other.origin}/keys` })],
    });
    const claims = applicationClaims(`https://sts.windows.net/${TENANT}/`);
    const [publicToken, govToken] = [bearer(signed(key, claims)), bearer(signed(gov, claims))];
    assert.equal(
      await refused(() => authenticator.authenticate(publicToken, "public", "defender")),
      "accepted",
    );
    assert.equal(
      await refused(() => authenticator.authenticate(publicToken, "usGov", "defender")),
      "invalid-token",
    );
    assert.equal(await refused(() => authenticator.authenticate(govToken, "usGov", "defender")), "accepted");
    assert.equal(
      await refused(() => authenticator.authenticate(govToken, "public", "defender")),
      "invalid-token",
    );
  });
});

describe("a verified token", () => {
  test("is answered at once the second time, with the same principal", async () => {
    const authenticator = open();
    const header = bearer(signed(key, userClaims(server.origin)));
    const first = await authenticator.authenticate(header, "public", "defender");
    const second = authenticator.authenticate(header, "public", "defender");
    assert.equal(second, first);
    assert.ok(Object.isFrozen(first));
    assert.ok(first.kind === "user" && Object.isFrozen(first.scopes));
  });

  test("is verified once for many callers at the same time", async () => {
    const authenticator = open();
    const header = bearer(token());
    const calls = Array.from({ length: 50 }, () => authenticator.authenticate(header, "public", "defender"));
    assert.equal(new Set(await Promise.all(calls)).size, 1);
  });

  test("opens the API that it is for, and no other, also when it is remembered", async () => {
    const own = "api://tocsin.northwind.example";
    const authenticator = open({
      audiences: { defender: [...incidentAudiences, own], graph: [...graphAudiences, own] },
    });
    const cases: readonly (readonly [aud: string, ...opens: readonly ("defender" | "graph")[]])[] = [
      [AUDIENCE, "defender"],
      ["https://graph.microsoft.com", "graph"],
      ["00000003-0000-0000-c000-000000000000", "graph"],
      [own, "defender", "graph"],
      ["https://other.example"],
    ];
    for (const [aud, ...opens] of cases) {
      const header = bearer(token({ aud }));
      for (const api of ["graph", "defender", "graph", "defender"] as const) {
        const answer = await refused(() => authenticator.authenticate(header, "public", api));
        assert.equal(answer, opens.includes(api) ? "accepted" : "invalid-token", `${aud} at ${api}`);
      }
    }
  });

  test("is refused from a minute after its end on, having been remembered before", async () => {
    const authenticator = open();
    const header = bearer(token({ exp: NOW + 5 }));
    await authenticator.authenticate(header, "public", "defender");
    nowMs = NOW_MS + 64_000;
    assert.equal(await refused(() => authenticator.authenticate(header, "public", "defender")), "accepted");
    nowMs = NOW_MS + 65_000;
    assert.equal(
      await refused(() => authenticator.authenticate(header, "public", "defender")),
      "invalid-token",
    );
  });

  test("is verified again after ten minutes", async () => {
    const authenticator = open();
    const header = bearer(token());
    await authenticator.authenticate(header, "public", "defender");
    nowMs = NOW_MS + 599_999;
    assert.ok(!(authenticator.authenticate(header, "public", "defender") instanceof Promise));
    nowMs = NOW_MS + 600_000;
    const again = authenticator.authenticate(header, "public", "defender");
    assert.ok(again instanceof Promise);
    await again;
  });

  test("gives way to others when there are too many", async () => {
    const authenticator = open({ cacheCountMax: 2 });
    const headers = ["a", "b", "c"].map((uti) => bearer(token({ uti })));
    for (const header of headers) await authenticator.authenticate(header, "public", "defender");
    const remembered = headers.map((header) => authenticator.authenticate(header, "public", "defender"));
    assert.deepEqual(
      remembered.map((principal) => principal instanceof Promise),
      [true, false, false],
    );
    await Promise.all(remembered);
  });

  test("that is refused is refused again, for all who wait", async () => {
    const authenticator = open();
    const header = bearer(token({ exp: NOW - 100 }));
    const calls = [1, 2, 3].map(() =>
      refused(() => authenticator.authenticate(header, "public", "defender")),
    );
    assert.deepEqual(await Promise.all(calls), ["invalid-token", "invalid-token", "invalid-token"]);
    assert.equal(
      await refused(() => authenticator.authenticate(header, "public", "defender")),
      "invalid-token",
    );
  });
});

describe("a reload", () => {
  const settings = (changes: Partial<AuthenticatorOptions> = {}) => ({
    issuers: [{ issuer: server.origin, clouds: ["public"] as const }],
    tenants: [TENANT],
    audiences: { defender: [AUDIENCE], graph: [] },
    ...changes,
  });

  test("forgets verified tokens of a tenant that is gone, and keeps the keys", async () => {
    const authenticator = open();
    const header = bearer(token());
    await authenticator.authenticate(header, "public", "defender");
    const before = server.hits.keys;
    authenticator.reconfigure(settings({ tenants: [OTHER_TENANT] }));
    assert.equal(
      await refused(() => authenticator.authenticate(header, "public", "defender")),
      "unknown-tenant",
    );
    authenticator.reconfigure(settings());
    assert.equal(await refused(() => authenticator.authenticate(header, "public", "defender")), "accepted");
    assert.equal(server.hits.keys, before);
  });

  test("does not remember what was verified under the old settings meanwhile", async () => {
    const authenticator = open();
    const header = bearer(token());
    const pending = authenticator.authenticate(header, "public", "defender");
    authenticator.reconfigure(
      settings({ audiences: { defender: ["https://graph.microsoft.com"], graph: [] } }),
    );
    await pending;
    assert.equal(
      await refused(() => authenticator.authenticate(header, "public", "defender")),
      "invalid-token",
    );
  });

  test("that is refused leaves everything as it was", async () => {
    const authenticator = open();
    const header = bearer(token());
    assert.throws(() => authenticator.reconfigure(settings({ issuers: [] })), TrustError);
    assert.equal(await refused(() => authenticator.authenticate(header, "public", "defender")), "accepted");
  });

  test("shuts the door on an issuer that is no longer trusted", async () => {
    const authenticator = open();
    const header = bearer(token());
    await authenticator.authenticate(header, "public", "defender");
    authenticator.reconfigure(settings({ issuers: [entra("https://issuer.example/{tenantid}")] }));
    assert.equal(
      await refused(() => authenticator.authenticate(header, "public", "defender")),
      "invalid-token",
    );
  });
});

test("an issuer that may speak for none of several tenants is named in health", () => {
  const authenticator = open({ tenants: [TENANT, OTHER_TENANT] });
  assert.deepEqual(authenticator.health(), [
    { issuer: server.origin, ok: false, why: "speaks for no configured tenant: name them under tenants" },
  ]);
});

test("a claim that is missing from one kind of token is no fault in the other", async () => {
  const claims = without(userClaims(server.origin), "upn");
  const principal = await open().authenticate(bearer(signed(key, claims)), "public", "defender");
  assert.ok(principal.kind === "user" && principal.userPrincipalName === "");
});
