import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { makeCertificate } from "../../../test/fixtures/app-certificate.ts";
import { type Config, defaultConfig, loadConfig, parseConfig } from "./config.ts";
import { APP, fileWith, NORTHWIND, SOC, tenantWith } from "./config-file.fixture.ts";

describe("a configuration that is sound", () => {
  const parsed = (text: string): Config => parseConfig(text, "config.yaml");

  test("gets its defaults", () => {
    const { tenants, ...rest } = parsed(fileWith());
    assert.deepEqual({ tenants: [], ...rest }, defaultConfig());
    assert.deepEqual(tenants, [
      {
        id: NORTHWIND,
        name: "Northwind",
        domains: [],
        cloud: "global",
        signIn: "public",
        endpointRbac: "unified",
        roles: [],
        userGroups: [],
        users: [],
        deviceGroups: [],
        ungroupedDevices: { userGroups: [] },
        apps: [],
        consents: [],
      },
    ]);
  });

  test("may be JSON, with a mark at its start and any line ends", () => {
    const json = JSON.stringify({ tenants: [{ id: NORTHWIND, name: "Northwind" }] }, null, "\t");
    assert.deepEqual(parsed(json), parsed(fileWith()));
    assert.deepEqual(parsed(`\ufeff${json.replaceAll("\n", "\r\n")}`), parsed(fileWith()));
  });

  test("has ids in lower case, permissions by their own names and directory roles by template id", () => {
    const tenant = parsed(
      [
        "tenants:",
        `  - id: ${NORTHWIND.toUpperCase()}`,
        "    name: Northwind",
        "    cloud: dod",
        `    ${SOC}`,
        "    roles: [{ name: A, permissions: ['Security data/Alerts (manage)'], userGroups: [SOC] }]",
        "    users: [{ userPrincipalName: A@b.example, objectId: ABC, directoryRoles: [global reader] }]",
        `    apps: [{ appId: ${APP.toUpperCase()}, name: A, permissions: [Incident.Read.All], secret: s }]`,
      ].join("\n"),
    ).tenants[0];
    assert.deepEqual([tenant?.id, tenant?.cloud, tenant?.signIn], [NORTHWIND, "dod", "usGov"]);
    assert.deepEqual(tenant?.roles, [
      { name: "A", permissions: ["alertsInvestigation"], userGroups: ["SOC"], services: "all" },
    ]);
    assert.deepEqual(tenant?.users, [
      {
        userPrincipalName: "A@b.example",
        objectId: "abc",
        displayName: undefined,
        directoryRoles: ["f2ef992c-3afb-46b9-b7cf-a126ee74c451"],
        password: undefined,
      },
    ]);
    assert.deepEqual(tenant?.apps, [
      {
        appId: APP,
        name: "A",
        secret: "s",
        secrets: [],
        certificates: [],
        permissions: ["Incident.Read.All"],
        delegatedPermissions: [],
        redirectUris: [],
        publicClient: false,
        multiTenant: false,
        api: { uris: [], scopes: [] },
      },
    ]);
  });

  const issuers: readonly (readonly [string, readonly string[]])[] = [
    ["https://login.microsoftonline.com/{tenantid}/v2.0", ["public"]],
    ["https://login.microsoftonline.us/{tenantid}/v2.0", ["usGov"]],
    ["https://sts.windows.net/{tenantid}/", ["public", "usGov"]],
    ["https://login.microsoftonline.us.example/", ["public"]],
    ["http://127.0.0.1:8180/realms/soc", ["public"]],
    ["http://localhost:8180/", ["public"]],
    ["http://[::1]:8180/", ["public"]],
  ];
  for (const [issuer, clouds] of issuers) {
    test(`takes ${issuer} for the cloud ${clouds.join(" and ")}`, () => {
      assert.deepEqual(parsed(fileWith(`issuers: [{ issuer: "${issuer}" }]`)).issuers, [{ issuer, clouds }]);
      const own = parsed(fileWith(`issuers: [{ issuer: "${issuer}", clouds: [usGov] }]`));
      assert.deepEqual(own.issuers, [{ issuer, clouds: ["usGov"] }]);
    });
  }

  test("takes the same issuer once for each cloud", () => {
    const text = fileWith(
      "issuers:",
      "  - { issuer: 'https://a.example' }",
      "  - { issuer: 'https://a.example', clouds: [usGov] }",
    );
    assert.equal(parsed(text).issuers.length, 2);
  });

  for (const [quotas, expected] of [
    ["vendor", "vendor"],
    ['"off"', "off"],
    ["{ getIncident: { perHour: 5 } }", { getIncident: { perHour: 5 } }],
  ] as const) {
    test(`takes the quotas ${quotas}`, () => {
      assert.deepEqual(parsed(fileWith(`quotas: ${quotas}`)).quotas, expected);
    });
  }
});

describe("a configuration file", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tocsin-config-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const written = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const secretIn = (config: Config) => config.tenants[0]?.apps[0]?.secret;
  const withSecret = (source: string) =>
    tenantWith(`apps: [{ appId: ${APP}, name: A, permissions: [], ${source} }]`);

  test("tells what is wrong by its path", () => {
    const path = written("wrong.yaml", "tenants: 1");
    assert.throws(() => loadConfig(path), {
      name: "ConfigError",
      code: "invalid-config",
      message: `${path}:1:10: tenants: must be a list of at least one tenant`,
    });
  });

  test("takes a secret from a file beside it, without the end of its line", () => {
    written("reader.secret", "s3cret\n");
    assert.equal(secretIn(loadConfig(written("a.yaml", withSecret("secretFile: reader.secret")))), "s3cret");
  });

  test("takes the password of a person from a file and from the environment", () => {
    written("ana.password", "pa55\n");
    const user = "userPrincipalName: ana@northwind.example, objectId: abc";
    const passwordIn = (source: string) =>
      loadConfig(written("p.yaml", tenantWith(`users: [{ ${user}, ${source} }]`)), { ANA: "pa55" }).tenants[0]
        ?.users[0]?.password;
    for (const source of ["passwordFile: ana.password", "passwordEnv: ANA", "password: pa55"])
      assert.equal(passwordIn(source), "pa55");
  });

  test("takes the certificate of an application from a file beside it, or written out", async () => {
    const { certificate, sha1 } = await makeCertificate();
    written("app.pem", certificate);
    const app = (source: string) => `apps: [{ appId: ${APP}, name: A, certificates: [{ ${source} }] }]`;
    for (const source of ["file: app.pem", `pem: ${JSON.stringify(certificate)}`]) {
      const config = loadConfig(written("d.yaml", tenantWith(app(source))));
      assert.equal(
        config.tenants[0]?.apps[0]?.certificates?.[0]?.x5t,
        Buffer.from(sha1, "hex").toString("base64url"),
      );
    }
    written("broken.pem", certificate.replace(/A/g, "B"));
    const says = /certificates\[0\]: is no X\.509 certificate with an RSA key of at least 2048 bits/;
    assert.throws(() => loadConfig(written("e.yaml", tenantWith(app("file: broken.pem")))), says);
    const absent = /certificates\[0\]\.file: the file cannot be read, or holds no certificate/;
    assert.throws(() => loadConfig(written("f.yaml", tenantWith(app("file: absent.pem")))), absent);
  });

  test("takes a secret from the environment", () => {
    const path = written("b.yaml", withSecret("secretEnv: READER_SECRET"));
    assert.equal(secretIn(loadConfig(path, { READER_SECRET: "s3cret" })), "s3cret");
    assert.throws(() => loadConfig(path, {}), /secretEnv: the environment variable is not set/);
    assert.throws(
      () => loadConfig(path, { READER_SECRET: "" }),
      /secretEnv: the environment variable is not set/,
    );
  });

  for (const [sentence, content] of [
    ["that is not there", undefined],
    ["that is empty", ""],
    ["that is larger than any secret", "x".repeat(65_537)],
  ] as const) {
    test(`refuses a secret file ${sentence}`, () => {
      const name = `${sentence.replaceAll(" ", "-")}.secret`;
      if (content !== undefined) written(name, content);
      const path = written("c.yaml", withSecret(`secretFile: ${name}`));
      assert.throws(() => loadConfig(path), /secretFile: the file cannot be read, or holds no secret/);
    });
  }

  test("is refused when it is not there, no file, too large, or not UTF-8", () => {
    const absent = join(folder, "absent.yaml");
    assert.throws(() => loadConfig(absent), { message: `${absent}: cannot be read (ENOENT)` });
    assert.throws(() => loadConfig(folder), { message: `${folder}: not a file` });
    const large = written("large.yaml", "#".repeat(1024 * 1024 + 1));
    assert.throws(() => loadConfig(large), { message: `${large}: larger than 1048576 bytes` });
    const latin = written("latin.yaml", Uint8Array.of(0x61, 0x3a, 0x20, 0xfc));
    assert.throws(() => loadConfig(latin), { message: `${latin}: not UTF-8` });
  });

  test("is what the example in the documentation is", () => {
    const example = join(import.meta.dirname, "../../../docs/config.example.yaml");
    const { tenants, issuers, quotas } = loadConfig(example, {});
    const [northwind, fabrikam] = tenants;
    assert.deepEqual([northwind?.name, fabrikam?.name], ["Northwind", "Fabrikam"]);
    assert.deepEqual(
      northwind?.roles.map((role) => role.permissions),
      [["viewData", "alertsInvestigation"], ["viewData"]],
    );
    assert.deepEqual(
      issuers.map((issuer) => issuer.clouds),
      [["public"], ["public", "usGov"], ["public"]],
    );
    assert.deepEqual(quotas, { getIncident: { perMinute: 500, perHour: 10_000 } });
  });
});
