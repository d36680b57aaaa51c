import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createAuthenticator } from "./authenticate.ts";
import { OTHER_TENANT, TENANT } from "./token.fixture.ts";
import {
  checkTrust,
  discoveryUrlOf,
  type Mode,
  type SignatureAlgorithm,
  TrustError,
  type TrustErrorCode,
  type TrustedIssuer,
  tenantsOf,
} from "./trusted-issuer.ts";

const issuer = (changes: Partial<TrustedIssuer> = {}): TrustedIssuer => ({
  issuer: "https://issuer.example/realms/soc",
  clouds: ["public"],
  ...changes,
});

describe("trust that cannot be put in force", () => {
  // As a list that a schema let through would bring them.
  const algorithms = (...names: readonly string[]): readonly SignatureAlgorithm[] =>
    JSON.parse(JSON.stringify(names));
  const cases: readonly {
    name: string;
    issuers: readonly TrustedIssuer[];
    code: TrustErrorCode;
    mode?: Mode;
  }[] = [
    { name: "no issuer", issuers: [], code: "no-trusted-issuer" },
    { name: "the stand-in in production", issuers: [issuer({ localKeys: [] })], code: "stand-in-issuer" },
    {
      name: "a shared secret",
      issuers: [issuer({ algorithms: algorithms("HS256") })],
      code: "unsupported-algorithm",
    },
    {
      name: "no signature",
      issuers: [issuer({ algorithms: algorithms("none") })],
      code: "unsupported-algorithm",
    },
    { name: "no algorithm", issuers: [issuer({ algorithms: [] })], code: "unsupported-algorithm" },
    { name: "http", issuers: [issuer({ issuer: "http://issuer.example" })], code: "insecure-url" },
    {
      name: "keys over http",
      issuers: [issuer({ jwksUrl: "http://127.0.0.1.example/k" })],
      code: "insecure-url",
    },
    { name: "a file", issuers: [issuer({ discoveryUrl: "file:///etc/keys" })], code: "insecure-url" },
    { name: "no URL", issuers: [issuer({ issuer: "issuer.example" })], code: "invalid-issuer" },
    {
      name: "a password",
      issuers: [issuer({ jwksUrl: "https://u:p@issuer.example/k" })],
      code: "invalid-issuer",
    },
    {
      name: "one name twice",
      issuers: [issuer(), issuer({ clouds: ["usGov", "public"] })],
      code: "ambiguous-issuer",
    },
    { name: "no issuer for a stand-in", issuers: [], code: "no-trusted-issuer", mode: "stand-in" },
  ];
  for (const { name, issuers, code, mode = "production" } of cases) {
    test(name, () => {
      const isExpected = (error: unknown) => error instanceof TrustError && error.code === code;
      assert.throws(() => checkTrust(mode, issuers), isExpected);
      const settings = {
        mode,
        issuers,
        tenants: [TENANT],
        audiences: { defender: [], graph: [] },
        nowMs: () => 0,
      };
      assert.throws(() => createAuthenticator(settings), isExpected);
    });
  }
});

test("an issuer that the stand-in is itself is told apart from one that is named twice", () => {
  const both = [issuer(), issuer({ localKeys: [] })];
  assert.throws(
    () => checkTrust("stand-in", both),
    /a stand-in signs tokens as https:\S+ itself: leave it out/,
  );
});

test("https, http on loopback, and one name in two clouds can be put in force", () => {
  checkTrust("production", [
    issuer(),
    issuer({ clouds: ["usGov"] }),
    ...["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"].map((url) =>
      issuer({ issuer: url }),
    ),
  ]);
});

describe("the tenants that an issuer may speak for", () => {
  const cases: readonly {
    name: string;
    of: Partial<TrustedIssuer>;
    configured: string[];
    tenants: string[];
  }[] = [
    {
      name: "those it names",
      of: { tenants: [TENANT] },
      configured: [TENANT, OTHER_TENANT],
      tenants: [TENANT],
    },
    {
      name: "of those only configured ones",
      of: { tenants: [OTHER_TENANT] },
      configured: [TENANT],
      tenants: [],
    },
    { name: "in any case", of: { tenants: [TENANT.toUpperCase()] }, configured: [TENANT], tenants: [TENANT] },
    {
      name: "all, with {tenantid}",
      of: { issuer: "https://sts.windows.net/{tenantid}/" },
      configured: [TENANT, OTHER_TENANT],
      tenants: [TENANT, OTHER_TENANT],
    },
    {
      name: "the one in its URL",
      of: { issuer: `https://sts.windows.net/${TENANT.toUpperCase()}/` },
      configured: [TENANT, OTHER_TENANT],
      tenants: [TENANT],
    },
    {
      name: "not the only one, when another is in its URL",
      of: { issuer: `https://sts.windows.net/${TENANT}/` },
      configured: [OTHER_TENANT],
      tenants: [],
    },
    { name: "the only one", of: {}, configured: [TENANT], tenants: [TENANT] },
    { name: "none of several", of: {}, configured: [TENANT, OTHER_TENANT], tenants: [] },
  ];
  for (const { name, of, configured, tenants } of cases) {
    test(name, () => assert.deepEqual([...tenantsOf(issuer(of), configured)], tenants));
  }
});

test("the discovery document is below the issuer, for many tenants under common, or where it is said to be", () => {
  const suffix = "/.well-known/openid-configuration";
  assert.equal(discoveryUrlOf(issuer()), `https://issuer.example/realms/soc${suffix}`);
  const v1 = issuer({ issuer: "https://sts.windows.net/{tenantid}/" });
  assert.equal(discoveryUrlOf(v1), `https://sts.windows.net/common${suffix}`);
  const elsewhere = issuer({ discoveryUrl: "https://elsewhere.example/d" });
  assert.equal(discoveryUrlOf(elsewhere), "https://elsewhere.example/d");
});
