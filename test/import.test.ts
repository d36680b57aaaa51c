import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { ask } from "./fixtures/ask.ts";
import { time } from "./fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "./fixtures/scopes.ts";
import { type RunningServer, serve, temporaryFolder, tocsin } from "./fixtures/tocsin.ts";

const folder = temporaryFolder("import");
after(() => folder.remove());

/** A document of 2021 as a person may have saved it: indented, with a field nobody knows. */
const saved = `{
  "incidentId": 900001,
  "incidentName": "Saved in 2021 \\u2013 caf\\u00e9 🚨",
  "createdTime": "2021-03-04T08:11:52.4266667Z",
  "lastUpdateTime": "2021-03-04T09:02:17.61Z",
  "status": "Active",
  "severity": "High",
  "tags": [],
  "savedBy": "an intern",
  "alerts": [
    { "alertId": "da900001", "creationTime": "2021-03-04T08:11:51.9Z", "serviceSource": "MicrosoftDefenderATP",
      "devices": [], "entities": [ { "entityType": "MailBox", "mailboxAddress": "a@northwind.example", "sha1": null } ] }
  ]
}
`;

describe("documents of a real tenant, beside a running stand-in", () => {
  const data = join(folder.path, "beside");
  let server: RunningServer;
  let token: string;
  before(async () => {
    server = await serve(["--stand-in", "--data", data, "--quotas", "off"]);
    token = (await tocsin(["token", "--data", data, "--permission", "Incident.Read.All"])).stdout.trim();
  });
  after(() => server.stop());

  test("are imported, answered in today's shape, and come back byte for byte", async () => {
    const file = join(folder.path, "saved.json");
    writeFileSync(file, saved);
    const { code, stdout } = await tocsin(["import", file, "--data", data]);
    assert.equal(code, 0);
    assert.match(stdout, /1 document .*1 created/);
    const answer = await ask(server.origin, "/api/incidents/900001", { token });
    const incident = JSON.parse(answer.body);
    assert.equal(answer.status, 200);
    assert.equal(incident.incidentName, "Saved in 2021 – café 🚨");
    assert.equal(incident.savedBy, "an intern");
    assert.equal(incident.alerts[0].serviceSource, "MicrosoftDefenderForEndpoint");
    assert.deepEqual(Object.keys(incident.alerts[0].entities[0]).slice(0, 2), [
      "entityType",
      "evidenceCreationTime",
    ]);
    const original = await tocsin(["export", "--original", "900001", "--data", data]);
    assert.equal(original.stdout.trimEnd(), saved.trimEnd());
  });

  test("change nothing the second time", async () => {
    const file = join(folder.path, "saved.json");
    assert.match((await tocsin(["import", file, "--data", data])).stdout, /0 created, 1 unchanged/);
    assert.match(
      (await tocsin(["import", "-", "--data", data], { input: saved })).stdout,
      /0 created, 1 unchanged/,
    );
  });

  test("that are malformed are named with file and line, and the rest goes on", async () => {
    const file = join(folder.path, "mixed.ndjson");
    const good = (id: number) => `{"incidentId":${id},"createdTime":"2026-01-01T00:00:00Z","alerts":[]}`;
    writeFileSync(
      file,
      [
        good(900010),
        '{"incidentId":"x","createdTime":"2026-01-01T00:00:00Z","alerts":[]}',
        "{ broken",
        good(900011),
      ].join("\n"),
    );
    const { code, stdout, stderr } = await tocsin(["import", file, "--data", data]);
    assert.equal(code, 1);
    assert.match(stderr, /mixed\.ndjson:2:1: incidentId: must be/);
    assert.match(stderr, /mixed\.ndjson:3:\d+: /);
    assert.match(stdout, /2 created/);
    assert.equal((await ask(server.origin, "/api/incidents/900011", { token })).status, 200);
  });

  test("exported and imported elsewhere are answered alike", async () => {
    const elsewhere = join(folder.path, "elsewhere");
    mkdirSync(elsewhere);
    const file = join(folder.path, "all.ndjson");
    assert.equal((await tocsin(["export", "--data", data, "-o", file])).code, 0);
    assert.equal((await tocsin(["import", file, "--data", elsewhere, "--tenant", NORTHWIND])).code, 0);
    const again = await tocsin(["export", "--data", elsewhere, "--tenant", NORTHWIND]);
    assert.equal(again.stdout, readFileSync(file, "utf8"));
  });
});

describe("a folder that was filled before any server ran on it", () => {
  const own = "11111111-2222-4333-8444-555555555555";
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ["is the sample tenant's when nobody says otherwise", [], NORTHWIND],
    ["is served for the tenant that was named", ["--tenant", own], own],
  ];
  for (const [sentence, args, tenantId] of cases) {
    test(sentence, async () => {
      const data = join(folder.path, `first-${tenantId}`);
      assert.equal((await tocsin(["import", "-", "--data", data, ...args], { input: saved })).code, 0);
      const server = await serve(["--stand-in", "--data", data]);
      try {
        const token = (
          await tocsin(["token", "--data", data, "--permission", "Incident.Read.All"])
        ).stdout.trim();
        const answer = await ask(server.origin, "/api/incidents/900001", { token });
        assert.equal(answer.status, 200);
        assert.ok(JSON.parse(answer.body).incidentUri.endsWith(`tid=${tenantId}`));
      } finally {
        await server.stop();
      }
    });
  }
});

describe("an import that is killed", () => {
  const COUNT = 4_000;
  const ALERTS = 3;
  const lines = Array.from({ length: COUNT }, (_, index) => {
    const alerts = Array.from({ length: ALERTS }, (_each, number) => ({
      alertId: `da${index}-${number}`,
      creationTime: "2026-01-01T00:00:00Z",
      title: "x".repeat(500),
    }));
    return JSON.stringify({ incidentId: index + 1, createdTime: "2026-01-01T00:00:00Z", alerts });
  });
  const program = join(import.meta.dirname, "..", "bin", "tocsin");

  test("leaves whole incidents only, and goes on where it was when it runs again", async () => {
    const data = join(folder.path, "killed");
    const file = join(folder.path, "many.ndjson");
    writeFileSync(file, lines.join("\n"));
    for (const wait of [350, 600, 900]) {
      const child = spawn(program, ["import", file, "--data", data, "--tenant", NORTHWIND], {
        stdio: "ignore",
      });
      await delay(wait);
      child.kill("SIGKILL");
      await once(child, "exit");
      await onlyWhole(data);
    }
    const { code } = await tocsin(["import", file, "--data", data, "--tenant", NORTHWIND]);
    assert.equal(code, 0);
    assert.equal(await onlyWhole(data), COUNT);
  });

  async function onlyWhole(data: string): Promise<number> {
    const clock = { now: () => time("2026-11-20T12:00:00Z") };
    const store = openSqliteStore({ folder: data, renderers: [], clock, role: "tool" });
    const scope = operatorOf(NORTHWIND);
    let count = 0;
    for await (const incident of store.incidents.all(scope)) {
      assert.equal(incident.alerts.length, ALERTS, `incident ${incident.incidentId}`);
      count++;
    }
    assert.deepEqual(await store.changes.verify(scope), []);
    assert.deepEqual(await store.integrity(), []);
    await store.close();
    return count;
  }
});
