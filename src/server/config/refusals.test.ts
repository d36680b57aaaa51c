import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Settings } from "typebox/system";
import { parseConfig } from "./config.ts";
import {
  ANALYSTS,
  APP,
  FABRIKAM,
  fileWith,
  NORTHWIND,
  problemsOf,
  SOC,
  tenantWith,
} from "./config-file.fixture.ts";

const BAD_NAME = "must be a text of 1 to 256 characters without space around it; a number needs quotes";
const NEVER =
  "must be RS256 or PS256: a token without a signature, or one signed with a shared secret, is never believed";

const A = `appId: ${APP}, name: A`;
type Case = readonly [sentence: string, text: string, problems: readonly string[]];
const redirectUri = (uri: string, says: string): Case => [
  `the redirect URI ${uri}`,
  tenantWith(`apps: [{ ${A}, redirectUris: [${JSON.stringify(uri)}] }]`),
  [`4:83: tenants[0].apps[0].redirectUris[0]: ${says}`],
];

const cases: readonly Case[] = [
  // YAML itself
  ["an empty file", "", ["1:1: tenants: must be there"]],
  ["a file of comments", "# nothing\n", ["1:1: tenants: must be there"]],
  ["a text", "tenants", ["1:1: the file must hold keys and values, with tenants among the keys"]],
  [
    "a bracket that is not closed",
    "tenants: [",
    ["1:11: wrong indentation, or a bracket that is not closed"],
  ],
  ["a quote that is not closed", "tenants: 'x", ["1:12: a quote or another character is missing"]],
  ["a tab", "\ttenants: 1", ["1:1: a tab as indentation"]],
  ["two documents", "a: 1\n---\nb: 2", ["2:1: more than one document in the file"]],
  ["a key that stands twice", fileWith("hosts: []", "hosts: []"), ["5:1: the key hosts is there twice"]],
  [
    "an alias",
    fileWith("hosts: &a []", "audiences: *a"),
    ["5:12: aliases are not used in this file: write the value out"],
  ],
  ["a tag", fileWith("hosts: !ruby []"), ["4:8: a tag that is not understood"]],
  ["a key that is no text", "? [a]\n: 1", ["1:3: a key that is not text"]],
  // Keys
  [
    "an unknown key",
    "tenents: []",
    ["1:1: tenants: must be there", '1:1: tenents: unknown key; did you mean "tenants"?'],
  ],
  [
    "an unknown key inside",
    tenantWith("devicegroups: []"),
    ['4:5: tenants[0].devicegroups: unknown key; did you mean "deviceGroups"?'],
  ],
  ["an unknown key that is like none", tenantWith("theme: dark"), ["4:5: tenants[0].theme: unknown key"]],
  ["a hostile key", tenantWith("__proto__: { isAdmin: true }"), ["4:5: tenants[0].__proto__: unknown key"]],
  ["a key without its value", tenantWith("roles:"), ["4:5: tenants[0].roles: must be a list of roles"]],
  // Tenants
  ["no tenant", "tenants: []", ["1:10: tenants: must be a list of at least one tenant"]],
  [
    "an id that is no GUID",
    "tenants: [{ id: northwind, name: Northwind }]",
    ["1:17: tenants[0].id: must be a GUID"],
  ],
  [
    "a name that is a number",
    `tenants: [{ id: ${NORTHWIND}, name: 42 }]`,
    [`1:61: tenants[0].name: ${BAD_NAME}`],
  ],
  [
    "a tenant that is there twice",
    fileWith(`  - { id: ${NORTHWIND.toUpperCase()}, name: Again }`),
    [`4:11: tenants[1].id: "${NORTHWIND.toUpperCase()}" is there twice`],
  ],
  [
    "a domain of two tenants",
    `${tenantWith("domains: [a.example]")}\n  - { id: ${FABRIKAM}, name: F, domains: [A.example] }`,
    ['5:68: tenants[1].domains[0]: "A.example" is there twice'],
  ],
  [
    "a domain with a scheme",
    tenantWith("domains: ['https://a.example']"),
    ["4:15: tenants[0].domains[0]: must be a domain name"],
  ],
  [
    "a cloud that is none",
    tenantWith("cloud: china"),
    ["4:12: tenants[0].cloud: must be global, gcc, gccHigh or dod"],
  ],
  [
    "a kind of role-based access that is none",
    tenantWith("endpointRbac: maybe"),
    ["4:19: tenants[0].endpointRbac: must be unified, true or false"],
  ],
  [
    "roles before their time",
    tenantWith("endpointRbac: false", SOC, ANALYSTS),
    ["6:12: tenants[0].roles: grant nothing while endpointRbac is false: directory roles alone decide then"],
  ],
  // Roles and user groups
  [
    "a permission that is none",
    tenantWith(SOC, "roles: [{ name: A, permissions: [View date], userGroups: [SOC] }]"),
    [
      '5:38: tenants[0].roles[0].permissions[0]: no permission is called "View date"; did you mean "View data"?',
    ],
  ],
  [
    "a permission called like a property of every object",
    tenantWith(SOC, "roles: [{ name: A, permissions: [constructor], userGroups: [SOC] }]"),
    ['5:38: tenants[0].roles[0].permissions[0]: no permission is called "constructor"'],
  ],
  [
    "a role without permissions",
    tenantWith(SOC, "roles: [{ name: A, permissions: [], userGroups: [SOC] }]"),
    ["5:37: tenants[0].roles[0].permissions: must be a list of at least one permission"],
  ],
  [
    "a service that is none",
    tenantWith(
      SOC,
      "roles: [{ name: A, permissions: [View data], userGroups: [SOC], services: [sentinel] }]",
    ),
    ['5:80: tenants[0].roles[0].services[0]: no service is called "sentinel"'],
  ],
  [
    "services that are neither",
    tenantWith(SOC, "roles: [{ name: A, permissions: [View data], userGroups: [SOC], services: every }]"),
    ['5:79: tenants[0].roles[0].services: must be "all" or a list of services'],
  ],
  [
    "a service that is a number",
    tenantWith(SOC, "roles: [{ name: A, permissions: [View data], userGroups: [SOC], services: [1] }]"),
    [`5:80: tenants[0].roles[0].services[0]: ${BAD_NAME}`],
  ],
  [
    "a user group of a role that is not there",
    tenantWith(SOC, "roles: [{ name: A, permissions: [View data], userGroups: [SOK] }]"),
    ['5:63: tenants[0].roles[0].userGroups[0]: no user group is called "SOK"; did you mean "SOC"?'],
  ],
  [
    "a role that is there twice",
    tenantWith(
      SOC,
      "roles:",
      "  - { name: A, permissions: [View data], userGroups: [SOC] }",
      "  - { name: a, permissions: [View data], userGroups: [SOC] }",
    ),
    ['7:17: tenants[0].roles[1].name: "a" is there twice'],
  ],
  [
    "a user group that is there twice",
    tenantWith("userGroups: [{ name: SOC }, { name: Soc }]"),
    ['4:41: tenants[0].userGroups[1].name: "Soc" is there twice'],
  ],
  [
    "a user group's id that is there twice",
    tenantWith("userGroups: [{ name: A, id: x }, { name: B, id: X }]"),
    ['4:53: tenants[0].userGroups[1].id: "X" is there twice'],
  ],
  [
    "a name that would steer a terminal",
    tenantWith('userGroups: [{ name: A }, { name: "B\\e[2J" }, { name: "B\\e[2J" }]'),
    ['4:59: tenants[0].userGroups[2].name: "B\ufffd[2J" is there twice'],
  ],
  // People
  [
    "a name that is no user principal name",
    tenantWith("users: [{ userPrincipalName: ana, objectId: a }]"),
    [
      "4:34: tenants[0].users[0].userPrincipalName: must be a user principal name, like ana@northwind.example",
    ],
  ],
  [
    "an object id that looks like a name",
    tenantWith("users: [{ userPrincipalName: a@b.example, objectId: a@b.example }]"),
    ["4:57: tenants[0].users[0].objectId: must be an object id"],
  ],
  [
    "a person without an object id",
    tenantWith("users: [{ userPrincipalName: a@b.example }]"),
    ["4:13: tenants[0].users[0].objectId: must be there"],
  ],
  [
    "an object id that is there twice",
    tenantWith(
      "users: [{ userPrincipalName: a@b.example, objectId: x }, { userPrincipalName: c@b.example, objectId: X }]",
    ),
    ['4:106: tenants[0].users[1].objectId: "X" is there twice'],
  ],
  [
    "a principal name that is there twice",
    tenantWith(
      "users: [{ userPrincipalName: a@b.example, objectId: x }, { userPrincipalName: A@b.example, objectId: y }]",
    ),
    ['4:83: tenants[0].users[1].userPrincipalName: "A@b.example" is there twice'],
  ],
  [
    "a directory role that has no access",
    tenantWith(
      "users: [{ userPrincipalName: a@b.example, objectId: x, directoryRoles: [Security Readers] }]",
    ),
    [
      '4:77: tenants[0].users[0].directoryRoles[0]: no directory role is called "Security Readers"; did you mean "Security Reader"?',
    ],
  ],
  // Device groups
  [
    "a rank below 1",
    tenantWith("deviceGroups: [{ name: S, rank: 0, match: { tags: [s] } }]"),
    ["4:37: tenants[0].deviceGroups[0].rank: must be an integer of at least 1"],
  ],
  [
    "a rank without a value",
    tenantWith("deviceGroups:", "  - name: S", "    rank:", "    match: { tags: [s] }"),
    ["6:9: tenants[0].deviceGroups[0].rank: must be an integer of at least 1"],
  ],
  [
    "a rank that is half",
    tenantWith("deviceGroups: [{ name: S, rank: 1.5, match: { tags: [s] } }]"),
    ["4:37: tenants[0].deviceGroups[0].rank: must be an integer of at least 1"],
  ],
  [
    "a rank that is there twice",
    tenantWith(
      "deviceGroups:",
      "  - { name: S, rank: 1, match: { tags: [s] } }",
      "  - { name: T, rank: 1, match: { tags: [t] } }",
    ),
    ['6:26: tenants[0].deviceGroups[1].rank: "1" is there twice'],
  ],
  [
    "a device group that is there twice",
    tenantWith(
      "deviceGroups:",
      "  - { name: S, rank: 1, match: { tags: [s] } }",
      "  - { name: s, rank: 2, match: { tags: [t] } }",
    ),
    ['6:17: tenants[0].deviceGroups[1].name: "s" is there twice'],
  ],
  [
    "eleven values of one property",
    tenantWith("deviceGroups: [{ name: S, rank: 1, match: { tags: [a, b, c, d, e, f, g, h, i, j, k] } }]"),
    ["4:55: tenants[0].deviceGroups[0].match.tags: must be a list of 1 to 10 values"],
  ],
  [
    "a rule without a property",
    tenantWith("deviceGroups: [{ name: S, rank: 1, match: {} }]"),
    [
      "4:47: tenants[0].deviceGroups[0].match: must hold at least one of names, domains, tags and osPlatforms",
    ],
  ],
  [
    "the name of the ungrouped devices",
    tenantWith("deviceGroups: [{ name: Ungrouped devices (default), rank: 1, match: { tags: [s] } }]"),
    [
      "4:28: tenants[0].deviceGroups[0].name: is the group of all other devices, and needs no rule: see ungroupedDevices",
    ],
  ],
  [
    "a user group of a device group that is not there",
    tenantWith(
      SOC,
      ANALYSTS,
      "deviceGroups: [{ name: S, rank: 1, match: { tags: [s] }, userGroups: [sox] }]",
    ),
    ['6:75: tenants[0].deviceGroups[0].userGroups[0]: no user group is called "sox"; did you mean "SOC"?'],
  ],
  [
    "a user group without a role",
    tenantWith(SOC, "ungroupedDevices: { userGroups: [SOC] }"),
    [
      "5:38: tenants[0].ungroupedDevices.userGroups[0]: holds no role: only a user group with a role can be given devices",
    ],
  ],
  // Applications
  [
    "an application that is there twice",
    tenantWith(
      "apps:",
      `  - { appId: ${APP}, name: A, permissions: [] }`,
      `  - { appId: ${APP.toUpperCase()}, name: B, permissions: [] }`,
    ),
    [`6:18: tenants[0].apps[1].appId: "${APP.toUpperCase()}" is there twice`],
  ],
  [
    "two places of a secret",
    tenantWith(`apps: [{ appId: ${APP}, name: A, permissions: [], secret: x, secretEnv: Y }]`),
    ["4:12: tenants[0].apps[0]: has both secret and secretEnv: one of them is enough"],
  ],
  [
    "a secret that is a number",
    tenantWith(`apps: [{ appId: ${APP}, name: A, permissions: [], secret: 12345 }]`),
    ["4:93: tenants[0].apps[0].secret: must be a text; a number needs quotes"],
  ],
  [
    "a secret in a file, where there are no files",
    tenantWith(`apps: [{ appId: ${APP}, name: A, permissions: [], secretFile: x }]`),
    ["4:97: tenants[0].apps[0].secretFile: the file cannot be read, or holds no secret"],
  ],
  [
    "a secret in a variable, where there are none",
    tenantWith(`apps: [{ appId: ${APP}, name: A, permissions: [], secretEnv: X }]`),
    ["4:96: tenants[0].apps[0].secretEnv: the environment variable is not set, or holds no secret"],
  ],
  ...["evil", "//evil.example/"].map((uri) => redirectUri(uri, "must be an absolute URI")),
  ...["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x"].map((uri) =>
    redirectUri(uri, "has a scheme that no answer may be sent to"),
  ),
  ...["https://*.example/", "https://a.example/#x", "https://a.example/\\\\x", "https://a;b.example/"].map(
    (uri) => redirectUri(uri, "must be without wildcard, fragment, backslash, ; and ,"),
  ),
  redirectUri("https://user@a.example/", "must be without credentials"),
  redirectUri("http://a.example/", "must be https: http is only for this machine"),
  redirectUri("http://localhost.evil.example/", "must be https: http is only for this machine"),
  [
    "a hash that is none",
    tenantWith(`apps: [{ ${A}, secrets: [{ sha256: abc }] }]`),
    ["4:88: tenants[0].apps[0].secrets[0].sha256: must be the SHA-256 of a secret, as 64 hexadecimal digits"],
  ],
  [
    "a day that there is not",
    tenantWith(`apps: [{ ${A}, secrets: [{ sha256: ${"a".repeat(64)}, expires: "2027-02-30" }] }]`),
    ["4:163: tenants[0].apps[0].secrets[0].expires: is no day of the calendar"],
  ],
  [
    "a certificate without either source",
    tenantWith(`apps: [{ ${A}, certificates: [{}] }]`),
    ["4:83: tenants[0].apps[0].certificates[0]: must hold file or pem"],
  ],
  [
    "an API of the vendor for one's own",
    tenantWith(`apps: [{ ${A}, api: { uris: ["https://api.security.microsoft.com/"] } }]`),
    ["4:82: tenants[0].apps[0].api.uris[0]: names an API of the vendor"],
  ],
  [
    "a consent to an application that is not for several tenants",
    `${tenantWith(`apps: [{ ${A} }]`)}\n  - { id: ${FABRIKAM}, name: F, consents: [{ appId: ${APP} }] }`,
    ["5:78: tenants[1].consents[0].appId: no other tenant has a multiTenant application of this id"],
  ],
  [
    "a consent to an application of the same tenant",
    tenantWith(`apps: [{ ${A}, multiTenant: true }]`, `consents: [{ appId: ${APP} }]`),
    ["5:25: tenants[0].consents[0].appId: no other tenant has a multiTenant application of this id"],
  ],
  [
    "an application for several tenants that is registered in two",
    `${tenantWith(`apps: [{ ${A}, multiTenant: true }]`)}\n  - { id: ${FABRIKAM}, name: F, apps: [{ ${A} }] }`,
    [
      `5:74: tenants[1].apps[0].appId: "${APP}" is a multiTenant application of another tenant: consent to it under consents`,
    ],
  ],
  // Issuers
  [
    "an issuer without https",
    fileWith("issuers: [{ issuer: 'http://idp.northwind.example/' }]"),
    ["4:21: issuers[0].issuer: must be https: http is only for issuers on this machine"],
  ],
  [
    "an issuer on a host that only looks like loopback",
    fileWith("issuers: [{ issuer: 'http://127.0.0.1.example/' }]"),
    ["4:21: issuers[0].issuer: must be https: http is only for issuers on this machine"],
  ],
  [
    "keys without https",
    fileWith("issuers: [{ issuer: 'https://idp.example/', jwksUrl: 'http://idp.example/keys' }]"),
    ["4:54: issuers[0].jwksUrl: must be https: http is only for issuers on this machine"],
  ],
  [
    "an issuer of another scheme",
    fileWith("issuers: [{ issuer: 'file:///etc/passwd' }]"),
    ["4:21: issuers[0].issuer: must be an http or https URL"],
  ],
  [
    "an issuer that is no URL",
    fileWith("issuers: [{ issuer: 'https://:0:0' }]"),
    ["4:21: issuers[0].issuer: is not a URL"],
  ],
  [
    "an issuer with credentials",
    fileWith("issuers: [{ issuer: 'https://a:b@idp.example/' }]"),
    ["4:21: issuers[0].issuer: must be a URL without credentials"],
  ],
  [
    "another word in braces",
    fileWith("issuers: [{ issuer: 'https://sts.windows.net/{tenant}/' }]"),
    ["4:21: issuers[0].issuer: may hold {tenantid}, and nothing else in braces"],
  ],
  [
    "an issuer that is there twice",
    fileWith(
      "issuers:",
      "  - { issuer: 'https://idp.example/' }",
      "  - { issuer: 'https://idp.example/', clouds: [usGov, public] }",
    ),
    ["6:15: issuers[1].issuer: is there twice for one cloud"],
  ],
  [
    "a tenant that is not configured",
    fileWith(`issuers: [{ issuer: 'https://idp.example/', tenants: [${FABRIKAM}] }]`),
    ["4:55: issuers[0].tenants[0]: no such tenant is configured"],
  ],
  [
    "an issuer that speaks for nobody",
    fileWith(`issuers: [{ issuer: 'https://sts.windows.net/${FABRIKAM}/' }]`),
    [
      "4:21: issuers[0].issuer: speaks for none of the tenants: name those that it may speak for under tenants",
    ],
  ],
  [
    "no signature at all",
    fileWith("issuers: [{ issuer: 'https://idp.example/', algorithms: [none] }]"),
    [`4:58: issuers[0].algorithms[0]: ${NEVER}`],
  ],
  [
    "a shared secret",
    fileWith("issuers: [{ issuer: 'https://idp.example/', algorithms: [RS256, HS256] }]"),
    [`4:65: issuers[0].algorithms[1]: ${NEVER}`],
  ],
  [
    "no algorithm",
    fileWith("issuers: [{ issuer: 'https://idp.example/', algorithms: [] }]"),
    ["4:57: issuers[0].algorithms: must be a list of at least one of RS256 and PS256"],
  ],
  // The rest
  [
    "a host with a scheme",
    fileWith("hosts: ['https://tocsin.example']"),
    ["4:9: hosts[0]: must be a host name without scheme, port and path"],
  ],
  [
    "a host with a port",
    fileWith("hosts: ['tocsin.example:8080']"),
    ["4:9: hosts[0]: must be a host name without scheme, port and path"],
  ],
  [
    "quotas that are none",
    fileWith("quotas: none"),
    ['4:9: quotas: must be "vendor", "off" or limits by operation'],
  ],
  [
    "a quota of an operation that is none",
    fileWith("quotas: { getIncidents: { perMinute: 1 } }"),
    ['4:11: quotas.getIncidents: unknown key; did you mean "getIncident"?'],
  ],
  [
    "a quota without a window",
    fileWith("quotas: { getIncident: {} }"),
    ["4:24: quotas.getIncident: must hold perMinute, perHour or both"],
  ],
  [
    "a quota of nothing",
    fileWith("quotas: { getIncident: { perMinute: 0 } }"),
    ["4:37: quotas.getIncident.perMinute: must be an integer from 1 to 2000000000"],
  ],
  [
    "a bound of nothing",
    fileWith("limits: { bodyBytesMax: 0 }"),
    ["4:25: limits.bodyBytesMax: must be an integer from 1 to 2147483647"],
  ],
  [
    "a bound that is none",
    fileWith("limits: { bodyBytes: 5 }"),
    ['4:11: limits.bodyBytes: unknown key; did you mean "bodyBytesMax"?'],
  ],
  [
    "bounds that Node would refuse",
    fileWith("limits: { requestTimeoutMs: 5000 }"),
    ["4:29: limits.requestTimeoutMs: headersTimeoutMs (20000) may not exceed requestTimeoutMs (5000)"],
  ],
];

describe("a configuration is refused for", () => {
  for (const [sentence, text, expected] of cases) {
    test(sentence, () => {
      assert.deepEqual(problemsOf(text), expected);
    });
  }

  test("everything that is wrong at once, from top to end", () => {
    const lines = ["cloud: china", "roles: [{ name: A, permissions: [Fly], userGroups: [SOC] }]", "apps: 5"];
    const text = `${tenantWith(...lines)}\nhosts: [':']\nissuers: [{ issuer: 'http://a.example' }]`;
    assert.deepEqual(
      problemsOf(text).map((problem) => problem.split(": ")[1]),
      [
        "tenants[0].cloud",
        "tenants[0].roles[0].permissions[0]",
        "tenants[0].roles[0].userGroups[0]",
        "tenants[0].apps",
        "hosts[0]",
        "issuers[0].issuer",
      ],
    );
  });

  test("each of many problems, and the settings of the schema library are left alone", () => {
    const { maxErrors } = Settings.Get();
    assert.equal(problemsOf(fileWith(`hosts: [${"1, ".repeat(200)}]`)).length, 200);
    assert.equal(Settings.Get().maxErrors, maxErrors);
  });

  test("nesting of any depth, in brackets or by indentation", () => {
    const indented = (depth: number) =>
      Array.from({ length: depth }, (_, index) => `${" ".repeat(index)}a:`).join("\n");
    for (let depth = 100; depth <= 1_400; depth += 100) {
      assert.notEqual(problemsOf("[".repeat(depth * 5) + "]".repeat(depth * 5)).length, 0);
      assert.notEqual(problemsOf(indented(depth)).length, 0);
    }
    assert.match(problemsOf("[".repeat(20_000))[0] ?? "", /^1:\d+: nested too deeply$/);
  });

  test("more than a mebibyte, unread", () => {
    const text = `#${"x".repeat(1024 * 1024)}`;
    assert.throws(() => parseConfig(text, "config.yaml"), {
      name: "ConfigError",
      message: "config.yaml: larger than 1048576 bytes",
    });
  });

  test("a document that would unfold without bound, at once", () => {
    const levels = [..."bcdefghijklm"].map(
      (name, at) => `${name}: &${name} [${`*${"abcdefghijkl"[at]},`.repeat(9)}]`,
    );
    const problems = problemsOf(["a: &a [1]", ...levels].join("\n"));
    assert.equal(problems.length, levels.length * 9);
    assert.ok(problems.every((problem) => problem.endsWith("write the value out")));
  });
});

describe("a secret never stands in a message", () => {
  const SECRET = "hunter2-and-more";
  const app = `appId: ${APP}, name: A, permissions: []`;
  const broken: readonly (readonly [string, string])[] = [
    ["of an unknown application", `apps: [{ appId: x, secret: ${SECRET} }]`],
    ["with the other sources", `apps: [{ ${app}, secret: ${SECRET}, secretEnv: X }]`],
    ["as the name of a variable", `apps: [{ ${app}, secretEnv: ${SECRET} }]`],
    ["as a path", `apps: [{ ${app}, secretFile: ${SECRET} }]`],
    ["without the space after the colon", `apps: [{ ${app}, secret:${SECRET} }]`],
    ["without the colon", `apps: [{ ${app}, secret ${SECRET} }]`],
    ["with a quote that is not closed", `apps: [{ ${app}, secret: "${SECRET} }]`],
    ["after a reserved character", `apps: [{ ${app}, secret: @${SECRET} }]`],
    ["with an unknown escape", `apps: [{ ${app}, secret: "\\q${SECRET}" }]`],
    ["as a list", `apps: [{ ${app}, secret: [${SECRET}] }]`],
    ["as a tag", `apps: [{ ${app}, secret: !${SECRET} x }]`],
    ["as an alias", `apps: [{ ${app}, secret: *${SECRET} }]`],
  ];
  for (const [sentence, line] of broken) {
    test(sentence, () => {
      const problems = problemsOf(tenantWith(line));
      assert.notEqual(problems.length, 0);
      assert.doesNotMatch(problems.join("\n"), /hunter2/);
    });
  }
});

test("any text is either a configuration or refused in the module's own words", () => {
  const fragment = fc.constantFrom(
    ...[
      "tenants:",
      "\n",
      "  ",
      "- ",
      "{",
      "}",
      "[",
      "]",
      "id: ",
      NORTHWIND,
      "name: ",
      "&a ",
      "*a",
      "!x ",
      "'",
      '"',
    ],
    ...[
      "issuers: ",
      "quotas: ",
      "__proto__: ",
      "null",
      "1e999",
      "\ud800",
      "\0",
      "#",
      "---\n",
      "%YAML",
      "? ",
      "<<: ",
    ],
  );
  const text = fc.oneof(
    fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join("")),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (input) => {
      problemsOf(input);
      assert.equal("isAdmin" in {}, false);
    }),
    { numRuns: 500 },
  );
});

test("any JSON is either a configuration or refused in the module's own words", () => {
  const key = fc.constantFrom(
    "tenants",
    "issuers",
    "roles",
    "users",
    "match",
    "apps",
    "__proto__",
    "constructor",
    "id",
  );
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, 0, -1, 1e308, "", "x", NORTHWIND),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 4 }),
    ),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      problemsOf(JSON.stringify(value));
    }),
    { numRuns: 500 },
  );
});
