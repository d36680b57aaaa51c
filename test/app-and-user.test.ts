import assert from "node:assert/strict";
import { chmodSync, copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { appCommand } from "../src/cli/app.ts";
import { type CommandResult, runCommand } from "../src/cli/run-command.fixture.ts";
import { tableText } from "../src/cli/table.ts";
import { userCommand } from "../src/cli/user.ts";
import { loadConfig } from "../src/server/config/config.ts";
import { makeCertificate } from "./fixtures/app-certificate.ts";
import { startServer } from "./fixtures/server.ts";
import { temporaryFolder } from "./fixtures/tocsin.ts";

const EXAMPLE = join(import.meta.dirname, "..", "docs", "config.example.yaml");
const AUTOMATION = "11f0a7c2-0002-4d5a-8e10-7b2f0c4e0a02";
const READER = "11f0a7c2-0001-4d5a-8e10-7b2f0c4e0a01";
const folder = temporaryFolder("tocsin-app-");
after(() => folder.remove());
let count = 0;

function example(): string {
  const path = join(folder.path, `${count++}.yaml`);
  copyFileSync(EXAMPLE, path);
  chmodSync(path, 0o640);
  return path;
}

const text = (path: string) => readFileSync(path, "utf8");
const app = (path: string, ...args: readonly string[]) => runCommand(appCommand, [...args, "--config", path]);
const user = (path: string, ...args: readonly string[]) =>
  runCommand(userCommand, [...args, "--config", path]);
const done = ({ exitCode, stdout, stderr }: CommandResult): string => {
  assert.equal(exitCode, 0, stderr);
  return stdout.toString();
};
const printed = (output: string, name: string) =>
  new RegExp(`^${name} +(\\S+)$`, "m").exec(output)?.[1] ?? "";
const appOf = (path: string, appId: string) =>
  loadConfig(path).tenants[0]?.apps.find((each) => each.appId === appId);

/** Lines that are in one text and not in the other. */
function added(before: string, now: string): readonly string[] {
  const known = new Set(before.split("\n"));
  return now.split("\n").filter((line) => !known.has(line));
}

describe("tocsin app add", () => {
  test("makes a secret that opens the sign-in, and keeps its hash alone", async () => {
    const path = example();
    const output = done(await app(path, "add", "--name", "SIEM", "--permission", "Incident.Read.All"));
    const secret = printed(output, "secret");
    assert.match(secret, /^[\w-]{43}$/);
    assert.ok(!text(path).includes(secret));
    const config = { ...loadConfig(path), quotas: "off" as const, issuers: [] };
    const server = await startServer(config);
    const form = {
      grant_type: "client_credentials",
      client_id: printed(output, "appId"),
      client_secret: secret,
    };
    const body = new URLSearchParams({
      ...form,
      scope: "https://api.security.microsoft.com/.default",
    }).toString();
    const answer = await server.ask("/northwind.example/oauth2/v2.0/token", { method: "POST", body });
    assert.equal(answer.status, 200, answer.body);
    await server.stop();
  });

  test("changes nothing else of the file, nor who may read it", async () => {
    const path = example();
    const output = done(await app(path, "add", "--name", "SIEM", "--delegated", "Incident.Read", "--public"));
    assert.deepEqual(added(text(path), text(EXAMPLE)), []);
    assert.deepEqual(added(text(EXAMPLE), text(path)), [
      `      - appId: ${printed(output, "appId")}`,
      "        name: SIEM",
      "        permissions: []",
      "        delegatedPermissions:",
      "          - Incident.Read",
    ]);
    assert.equal(printed(output, "secret"), "");
    assert.equal(statSync(path).mode & 0o777, 0o640);
  });

  test("takes a certificate by its path", async () => {
    const path = example();
    writeFileSync(join(folder.path, "siem.pem"), (await makeCertificate()).certificate);
    const output = done(
      await app(path, "add", "--name", "S", "--certificate", join(folder.path, "siem.pem")),
    );
    assert.equal(appOf(path, printed(output, "appId"))?.certificates?.length, 1);
    assert.match(text(path), /- file: siem\.pem\n/);
  });

  test("adds to another tenant, to one without applications, and to JSON", async () => {
    const path = example();
    done(await app(path, "add", "--name", "F", "--tenant", "0c9a3d52-4b1e-4f7a-8a66-51d2e7b03f94"));
    assert.deepEqual(
      loadConfig(path).tenants[1]?.apps.map(({ name }) => name),
      ["F"],
    );
    const json = join(folder.path, "config.json");
    writeFileSync(json, JSON.stringify({ tenants: [{ id: READER, name: "T" }] }));
    done(await app(json, "add", "--name", "J", "--multi-tenant"));
    assert.equal(JSON.parse(text(json)).tenants[0].apps[0].multiTenant, true);
  });

  const refused: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [["--name", "A", "--redirect-uri", "http://evil.example/"], /nothing was changed[\s\S]*must be https/],
    [["--name", " A"], /nothing was changed[\s\S]*without space around it/],
    [["--name", "A", "--permission", "a b"], /nothing was changed[\s\S]*without spaces/],
    [["--name", "A", "--certificate", "absent.pem"], /nothing was changed[\s\S]*cannot be read/],
    [["--name", "A", "--expires", "2027-02-30"], /a day is written as/],
    [["--name", "A", "--tenant", "nobody.example"], /has no tenant nobody\.example/],
    [[], /required option '--name/],
  ];
  for (const [args, says] of refused) {
    test(`leaves the file alone for ${args.join(" ")}`, async () => {
      const path = example();
      const { exitCode, stderr } = await app(path, "add", ...args);
      assert.equal(exitCode, 2);
      assert.match(stderr, says);
      assert.equal(text(path), text(EXAMPLE));
    });
  }
});

describe("tocsin app rotate", () => {
  const expiries = (path: string, appId: string) =>
    appOf(path, appId)?.secrets?.map(({ expires }) => expires);

  test("replaces every secret, that of the file itself included", async () => {
    const path = example();
    const output = done(await app(path, "rotate", READER, "--expires", "2027-01-31"));
    const reader = appOf(path, READER);
    assert.equal(reader?.secret, undefined);
    assert.deepEqual(expiries(path, READER), ["2027-01-31"]);
    assert.match(printed(output, "secret"), /^[\w-]{43}$/);
    done(await app(path, "rotate", AUTOMATION.toUpperCase()));
    assert.deepEqual(expiries(path, AUTOMATION), [undefined]);
  });

  test("lets the secrets before be good for a while, and never for longer than they were", async () => {
    const path = example();
    done(await app(path, "rotate", AUTOMATION, "--keep-until", "2027-01-01"));
    assert.deepEqual(expiries(path, AUTOMATION), ["2027-01-01", undefined]);
    done(await app(path, "rotate", AUTOMATION, "--keep-until", "2027-12-31"));
    assert.deepEqual(expiries(path, AUTOMATION), ["2027-01-01", "2027-12-31", undefined]);
  });

  test("refuses what cannot be", async () => {
    const path = example();
    const plain = await app(path, "rotate", READER, "--keep-until", "2027-01-01");
    assert.match(plain.stderr, /stands in the file itself/);
    const unknown = await app(path, "rotate", "00000000-0000-4000-8000-000000000009");
    assert.match(unknown.stderr, /has no application/);
    assert.deepEqual([plain.exitCode, unknown.exitCode, text(path)], [2, 2, text(EXAMPLE)]);
  });
});

describe("tocsin app list and remove", () => {
  test("shows how an application signs in, and no secret or hash", async () => {
    const output = done(await app(example(), "list"));
    const apps = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      apps.map(({ credentials }) => credentials),
      [["secret of the file"], ["secret tes… until 2027-06-30"], [], ["secret of the file"]],
    );
    assert.doesNotMatch(output, /test-only-|9f86d081/);
  });

  test("removes an application, with nothing left of it", async () => {
    const path = example();
    done(await app(path, "remove", READER));
    assert.equal(appOf(path, READER), undefined);
    assert.deepEqual(added(text(EXAMPLE), text(path)), []);
    assert.equal((await app(path, "remove", READER)).exitCode, 2);
  });

  test("needs a file, which is there", async () => {
    assert.match(
      (await runCommand(appCommand, ["list"])).stderr,
      /name the configuration file with --config/,
    );
    assert.match((await app(join(folder.path, "absent.yaml"), "list")).stderr, /cannot be read \(ENOENT\)/);
  });

  test("makes visible what could steer a terminal", () => {
    const table = tableText(["A"], [["\u001b[31mred"], ["x\ny"]]);
    assert.ok(!table.includes("\u001b"));
    assert.equal(table.trimEnd().split("\n").length, 3);
  });
});

describe("tocsin user", () => {
  test("adds a person to a group, whom the stand-in then signs in", async () => {
    const path = example();
    writeFileSync(join(folder.path, "eva.password"), "pa55\n");
    const options = ["--name", "Eva Lind", "--group", "SOC", "--directory-role", "Security Reader"];
    const password = ["--password-file", join(folder.path, "eva.password")];
    const output = done(await user(path, "add", "eva.lind@northwind.example", ...options, ...password));
    const tenant = loadConfig(path).tenants[0];
    const eva = tenant?.users.find(({ objectId }) => objectId === printed(output, "objectId"));
    assert.deepEqual([eva?.displayName, eva?.password], ["Eva Lind", "pa55"]);
    assert.ok(tenant?.userGroups[0]?.members?.includes("eva.lind@northwind.example"));
    const listed = done(await user(path, "list"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(listed.at(-1).userGroups, ["SOC"]);
    assert.ok(!JSON.stringify(listed).includes("pa55"));
  });

  test("removes a person from everywhere", async () => {
    const path = example();
    done(await user(path, "remove", "ANA.ruiz@northwind.example"));
    assert.ok(!text(path).includes("ana.ruiz@"));
    assert.equal((await user(path, "remove", "ana.ruiz@northwind.example")).exitCode, 2);
  });

  test("refuses an unknown group and a name that is none", async () => {
    const path = example();
    assert.match(
      (await user(path, "add", "a@b.example", "--group", "CEOs")).stderr,
      /has no user group CEOs/,
    );
    assert.match((await user(path, "add", "nobody")).stderr, /nothing was changed[\s\S]*user principal name/);
    assert.equal(text(path), text(EXAMPLE));
  });
});

test("adding and removing anything leaves the file as it was", async () => {
  const name = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
  await fc.assert(
    fc.asyncProperty(name, fc.stringMatching(/^[a-z]{1,8}$/), async (appName, userName) => {
      const path = example();
      const appId = printed(done(await app(path, "add", `--name=${appName}`)), "appId");
      assert.equal(appOf(path, appId)?.name, appName);
      done(await user(path, "add", `${userName}@northwind.example`, "--group", "SOC"));
      done(await user(path, "remove", `${userName}@northwind.example`));
      done(await app(path, "remove", appId));
      assert.equal(text(path), text(EXAMPLE));
    }),
    { numRuns: 25 },
  );
});
