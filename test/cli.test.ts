import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { startIssuer } from "../src/identity/issuer-server.fixture.ts";
import { applicationClaims, rsaKey, signed } from "../src/identity/token.fixture.ts";
import { ask } from "./fixtures/ask.ts";
import { NORTHWIND } from "./fixtures/scopes.ts";
import { type RunningServer, serve, temporaryFolder, tocsin } from "./fixtures/tocsin.ts";

const folder = temporaryFolder("cli");
const data = join(folder.path, "data");
let server: RunningServer;
before(async () => {
  server = await serve(["--stand-in", "--data", data]);
});
after(async () => {
  await server.stop();
  folder.remove();
});

async function tokenOf(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tocsin(["token", "--data", data, ...args]);
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

describe("the stand-in", () => {
  test("prints a curl line that works when it is pasted", async () => {
    const line = /^curl .*$/m.exec(server.stdout())?.[0];
    assert.ok(line, server.stdout());
    const { stdout } = await promisify(execFile)("sh", ["-c", line]);
    assert.equal(typeof JSON.parse(stdout).incidentId, "number");
  });

  test("names its page and the sample tenant", async () => {
    assert.match(server.stdout(), /page {7}http/);
    assert.match(server.stdout(), /tenant {5}Northwind \(7b2f0c4e[^)]*\), \d\d incidents/);
    const page = await ask(server.origin, "/");
    assert.equal(page.status, 200);
    assert.match(page.body, /<title>Tocsin<\/title>/);
    assert.match(String(page.headers["content-security-policy"]), /default-src 'none'/);
  });

  test("has a reference page and an OpenAPI 3.1 document", async () => {
    const document = JSON.parse((await ask(server.origin, "/tocsin/v1/openapi.json")).body);
    assert.equal(document.openapi, "3.1.0");
    assert.deepEqual(Object.keys(document.paths["/api/incidents/{id}"]), ["get", "patch"]);
    assert.equal((await ask(server.origin, "/tocsin/v1/reference")).status, 200);
  });

  test("gives tokens for client credentials, which the API takes", async () => {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "11f0a7c2-0001-4d5a-8e10-7b2f0c4e0a01",
      client_secret: "test-only-secret-of-the-northwind-reader",
      scope: "https://api.security.microsoft.com/.default",
    });
    const answer = await ask(server.origin, `/${NORTHWIND}/oauth2/v2.0/token`, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: form.toString(),
    });
    const { access_token, token_type, expires_in } = JSON.parse(answer.body);
    assert.deepEqual([answer.status, token_type, typeof expires_in], [200, "Bearer", "number"]);
    assert.equal((await ask(server.origin, "/api/incidents/5012", { token: access_token })).status, 200);
  });

  test("refuses a second server on the same folder and a port that is taken", async () => {
    const same = await tocsin(["serve", "--stand-in", "--port", "0", "--data", data]);
    assert.deepEqual([same.code, /another Tocsin server/.test(same.stderr)], [3, true]);
    const port = new URL(server.origin).port;
    const taken = await tocsin(["serve", "--stand-in", "--port", port, "--data", join(folder.path, "other")]);
    assert.deepEqual([taken.code, /is taken/.test(taken.stderr)], [4, true]);
  });

  test("keeps its incidents and its keys when it is started again", async () => {
    const own = join(folder.path, "again");
    const first = await serve(["--stand-in", "--data", own]);
    const { stdout } = await tocsin(["token", "--data", own, "--permission", "Incident.Read.All"]);
    assert.equal(await first.stop(), 0);
    const second = await serve(["--stand-in", "--data", own]);
    assert.equal((await ask(second.origin, "/api/incidents/5012", { token: stdout.trim() })).status, 200);
    assert.equal(await second.stop("SIGINT"), 0);
  });
});

describe("tocsin token", () => {
  test("prints the token alone, and tokens carry what was asked for", async () => {
    const token = await tokenOf("--permission", "Incident.Read.All", "--permission", "Alert.Read.All");
    assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    assert.deepEqual(
      [claims.roles, claims.aud, claims.tid],
      [["Incident.Read.All", "Alert.Read.All"], "https://api.security.microsoft.com", NORTHWIND],
    );
  });

  test("is for Graph when the permission is Graph's", async () => {
    const token = await tokenOf("--permission", "SecurityIncident.Read.All");
    assert.equal(
      JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).aud,
      "https://graph.microsoft.com",
    );
  });

  test("two users of different exposure see different things", async () => {
    const [ana, jonas] = [
      await tokenOf("--user", "ana.ruiz@northwind.example", "--scope", "Incident.Read", "--app", "of-ana"),
      await tokenOf(
        "--user",
        "jonas.weber@northwind.example",
        "--scope",
        "Incident.Read",
        "--app",
        "of-jonas",
      ),
    ];
    const statuses = async (token: string) => {
      const ids = Array.from({ length: 60 }, (_, index) => 5012 + index);
      const answers = await Promise.all(
        ids.map((id) => ask(server.origin, `/api/incidents/${id}`, { token })),
      );
      return answers.map(({ status }) => status);
    };
    const [all, some] = [await statuses(ana), await statuses(jonas)];
    assert.ok(some.filter((status) => status === 200).length > 0);
    assert.ok(some.filter((status) => status === 200).length < all.filter((status) => status === 200).length);
    assert.equal(
      some.some((status, index) => status === 200 && all[index] !== 200),
      false,
    );
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /say what the token permits/],
    [["--permission", "a", "--user", "ana.ruiz@northwind.example"], /--permission is for applications/],
    [["--user", "ana.ruiz@northwind.example"], /needs at least one --scope/],
    [["--scope", "Incident.Read"], /say what the token permits/],
    [["--user", "nobody@northwind.example", "--scope", "Incident.Read"], /no user nobody/],
    [["--permission", "a", "--tenant", "fabrikam.example"], /no tenant fabrikam/],
    [["--permission", "a", "--unknown"], /unknown option/],
  ];
  for (const [args, words] of wrong) {
    test(`${args.join(" ") || "without arguments"} is wrong usage`, async () => {
      const { code, stdout, stderr } = await tocsin(["token", "--data", data, ...args]);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, words);
    });
  }
});

describe("tocsin get", () => {
  test("prints JSON when it is piped, with the token from the environment or from standard input", async () => {
    const token = await tokenOf("--permission", "Incident.Read.All");
    const byEnvironment = await tocsin(["get", "5012", "--url", server.origin], {
      env: { TOCSIN_TOKEN: token },
    });
    const byInput = await tocsin(["get", "5012", "--url", server.origin, "--token", "-"], {
      input: `${token}\n`,
    });
    assert.equal(JSON.parse(byEnvironment.stdout).incidentId, 5012);
    assert.equal(byInput.stdout, byEnvironment.stdout);
  });

  test("says what the server said, and where there is no server", async () => {
    const token = await tokenOf("--permission", "Incident.Read.All");
    const env = { TOCSIN_TOKEN: token };
    const missing = await tocsin(["get", "1", "--url", server.origin], { env });
    assert.deepEqual([missing.code, /404 Incident 1 was not found/.test(missing.stderr)], [1, true]);
    const nobody = await tocsin(["get", "1", "--url", "http://127.0.0.1:1"], { env });
    assert.deepEqual([nobody.code, /no answer from/.test(nobody.stderr)], [4, true]);
    const without = await tocsin(["get", "1", "--url", server.origin]);
    assert.deepEqual([without.code, /no token/.test(without.stderr)], [2, true]);
  });
});

describe("production mode", () => {
  const config = (issuer: string) =>
    `tenants: [{ id: ${NORTHWIND}, name: Northwind }]\nissuers: [{ issuer: "${issuer}" }]\n`;
  const file = (name: string, text: string) => {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    return path;
  };

  test("refuses to start without a configuration, and says why", async () => {
    const { code, stderr } = await tocsin(["serve", "--port", "0", "--data", join(folder.path, "p1")]);
    assert.equal(code, 2);
    assert.match(stderr, /whose tokens to trust/);
  });

  test("refuses to start without a trusted issuer", async () => {
    const path = file("no-issuer.yaml", `tenants: [{ id: ${NORTHWIND}, name: Northwind }]\n`);
    const { code, stderr } = await tocsin([
      "serve",
      "--port",
      "0",
      "--config",
      path,
      "--data",
      join(folder.path, "p2"),
    ]);
    assert.equal(code, 2);
    assert.match(stderr, /no trusted issuer/);
  });

  test("refuses a folder with the keys of a stand-in", async () => {
    const path = file("issuer.yaml", config("https://idp.northwind.example"));
    const { code, stderr } = await tocsin(["serve", "--port", "0", "--config", path, "--data", data]);
    assert.equal(code, 2);
    assert.match(stderr, /keys of a stand-in/);
  });

  test("does not believe a stand-in, even when it is told to trust one", async () => {
    const issuer = `${server.origin}/${NORTHWIND}/v2.0`;
    const text = `tenants: [{ id: ${NORTHWIND}, name: Northwind }]\nissuers: [{ issuer: "https://sts.windows.net/${NORTHWIND}/", discoveryUrl: "${issuer}/.well-known/openid-configuration" }]\n`;
    const production = await serve([
      "--config",
      file("stand-in-issuer.yaml", text),
      "--data",
      join(folder.path, "p3"),
    ]);
    try {
      const token = await tokenOf("--permission", "Incident.Read.All");
      assert.equal((await ask(production.origin, "/api/incidents/5012", { token })).status, 401);
      const ready = await ask(production.origin, "/health/ready");
      assert.equal(ready.status, 503);
      assert.match(ready.body, /stand-in/);
    } finally {
      await production.stop();
    }
  });

  test("names an issuer that is down in its health, and lets nobody in", async () => {
    const path = file("down.yaml", config("http://127.0.0.1:9/tenant"));
    const production = await serve(["--config", path, "--data", join(folder.path, "p4")]);
    try {
      const ready = await ask(production.origin, "/health/ready");
      assert.equal(ready.status, 503);
      assert.match(ready.body, /http:\/\/127\.0\.0\.1:9\/tenant/);
      assert.equal((await ask(production.origin, "/health/live")).status, 200);
    } finally {
      await production.stop();
    }
  });

  test("lets in whoever its own issuer signed in, and is ready", async () => {
    const issuer = await startIssuer();
    const key = rsaKey("operator-1");
    issuer.keys = [key.jwk];
    const path = file("own-issuer.yaml", config(issuer.origin));
    const production = await serve(["--config", path, "--data", join(folder.path, "p6")]);
    try {
      const now = Math.floor(Date.now() / 1000);
      const claims = applicationClaims(issuer.origin, { nbf: now - 60, iat: now - 60, exp: now + 600 });
      assert.equal(
        (await ask(production.origin, "/api/incidents/1", { token: signed(key, claims) })).status,
        404,
      );
      const stranger = signed(rsaKey("operator-1"), claims);
      assert.equal((await ask(production.origin, "/api/incidents/1", { token: stranger })).status, 401);
      assert.equal((await ask(production.origin, "/health/ready")).status, 200);
      assert.equal(
        (await ask(production.origin, `/${NORTHWIND}/oauth2/v2.0/token`, { method: "POST" })).status,
        404,
      );
    } finally {
      await production.stop();
      await issuer.down();
    }
  });

  test("tells every problem of a configuration with its line and column", async () => {
    const path = file("wrong.yaml", "tenants:\n  - id: nonsense\n    nme: x\nissuers: 7\n");
    const { code, stderr } = await tocsin(["serve", "--config", path, "--data", join(folder.path, "p5")]);
    assert.equal(code, 2);
    assert.match(stderr, /wrong\.yaml:2:9: tenants\[0\]\.id/);
    assert.match(stderr, /wrong\.yaml:3:5: tenants\[0\]\.nme: unknown key; did you mean "name"/);
    assert.match(stderr, /wrong\.yaml:4:10: issuers/);
  });
});

describe("signals", () => {
  test("SIGHUP puts a changed configuration in force, and a broken one leaves the old", async () => {
    const path = join(folder.path, "reload.yaml");
    const quota = (perMinute: number) =>
      `quotas: { getIncident: { perMinute: ${perMinute} } }\ntenants: [{ id: ${NORTHWIND}, name: Northwind }]\n`;
    writeFileSync(path, quota(1));
    const own = join(folder.path, "reload");
    const running = await serve(["--stand-in", "--config", path, "--data", own]);
    try {
      const { stdout } = await tocsin([
        "token",
        "--data",
        own,
        "--config",
        path,
        "--permission",
        "Incident.Read.All",
      ]);
      const status = async () =>
        (await ask(running.origin, "/api/incidents/1", { token: stdout.trim() })).status;
      assert.deepEqual([await status(), await status()], [404, 429]);
      writeFileSync(path, "tenants: []\n");
      running.child.kill("SIGHUP");
      await until(() => /stays in force/.test(running.stderr()));
      assert.equal(await status(), 429);
      writeFileSync(path, quota(5));
      running.child.kill("SIGHUP");
      await until(async () => (await status()) === 404);
    } finally {
      assert.equal(await running.stop(), 0);
    }
  });

  test("a request under way is answered before the server stops", async () => {
    const own = join(folder.path, "stop");
    const running = await serve(["--stand-in", "--data", own]);
    const { stdout } = await tocsin(["token", "--data", own, "--permission", "Incident.Read.All"]);
    const answers = Array.from({ length: 20 }, () =>
      ask(running.origin, "/api/incidents/5012", { token: stdout.trim() }),
    );
    await Promise.race(answers);
    const code = running.stop();
    for (const answer of await Promise.allSettled(answers)) {
      if (answer.status === "fulfilled") assert.ok([200, 503].includes(answer.value.status));
    }
    assert.equal(await code, 0);
  });
});

describe("tocsin doctor", () => {
  test("finds nothing wrong beside a running stand-in", async () => {
    const { code, stdout } = await tocsin(["doctor", "--data", data, "--port", "0"]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /ok +database +sound/);
    assert.match(stdout, /ok +change chain .*whole/);
  });

  test("says what is wrong with a folder, a configuration and an issuer", async () => {
    const issuer = createServer((_request, response) => response.writeHead(500).end());
    await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
    const address = issuer.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const path = join(folder.path, "doctor.yaml");
    writeFileSync(
      path,
      `tenants: [{ id: ${NORTHWIND}, name: Northwind }]\nissuers: [{ issuer: "http://127.0.0.1:${port}/a" }]\n`,
    );
    const broken = join(folder.path, "broken");
    mkdirSync(broken);
    writeFileSync(join(broken, "tocsin.db"), "this is not a database, though it is long enough ".repeat(30));
    const { code, stdout, stderr } = await tocsin([
      "doctor",
      "--config",
      path,
      "--data",
      broken,
      "--port",
      "0",
    ]);
    issuer.close();
    assert.equal(code, 1);
    assert.match(stdout, /problem +issuer/);
    assert.match(stdout, /problem +data folder +the file is not a Tocsin database/);
    assert.match(stderr, /2 problems found/);
  });
});

describe("help", () => {
  const commands = ["serve", "token", "get", "doctor", "import", "export", "cert", "trust"];
  for (const command of [...commands, "redirect", "copy", "backup", "restore", "verify", "list", "compare"]) {
    test(`of ${command} shows an example and its options' variables`, async () => {
      const { code, stdout } = await tocsin([command, "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, /Examples?:/);
      assert.match(stdout, /env:\s+TOCSIN_/);
    });
  }

  test("of the program tells the exit codes", async () => {
    const { code, stdout } = await tocsin(["--help"]);
    assert.equal(code, 0);
    assert.match(stdout, /Exit codes: 0 done/);
  });

  test("an unknown command is wrong usage", async () => {
    assert.equal((await tocsin(["frobnicate"])).code, 2);
  });
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
