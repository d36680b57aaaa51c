import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type RunningServer, serve, temporaryFolder, tocsin } from "../../test/fixtures/tocsin.ts";
import { wireIncident } from "../intake/wire-incident.fixture.ts";
import { type ApiServer, type Reply, startApi, TOKEN } from "./api-server.fixture.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "bin", "tocsin");
const folder = temporaryFolder("list");
const open: { close(): void }[] = [];
after(() => {
  for (const one of open) one.close();
  folder.remove();
});

for (const name of Object.keys(process.env)) if (name.startsWith("TOCSIN_")) delete process.env[name];

interface StandIn {
  readonly server: RunningServer;
  /** What a command needs to read from it. */
  readonly env: NodeJS.ProcessEnv;
}

async function standIn(data: string): Promise<StandIn> {
  const server = await serve(["--stand-in", "--data", data]);
  const { stdout } = await tocsin(["token", "--data", data, "--permission", "Incident.Read.All"]);
  return { server, env: { TOCSIN_URL: server.origin, TOCSIN_TOKEN: stdout.trim() } };
}

async function errorOf(child: ChildProcess): Promise<string> {
  const chunks: Buffer[] = [];
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stdout?.resume();
  await once(child, "close");
  return Buffer.concat(chunks).toString();
}

const documentsIn = (ndjson: string) =>
  ndjson
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const idsIn = (ndjson: string): readonly number[] => documentsIn(ndjson).map(({ incidentId }) => incidentId);

describe("tocsin list and the stand-in with its sample", () => {
  let sample: StandIn;
  before(async () => {
    sample = await standIn(join(folder.path, "sample"));
  });
  after(() => sample.server.stop());

  const list = (...args: readonly string[]) => tocsin(["list", ...args], { env: sample.env });

  test("gives all 61 incidents, the newest update first", async () => {
    const { code, stdout, stderr } = await list();
    assert.deepEqual([code, stderr, new Set(idsIn(stdout)).size], [0, "", 61]);
    const times = documentsIn(stdout).map(({ lastUpdateTime }) => Date.parse(lastUpdateTime));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    );
  });

  test("gives the first ones, and those that a filter names", async () => {
    const all = documentsIn((await list()).stdout);
    const active = all.filter(({ status }) => status === "Active");
    assert.ok(active.length > 0 && active.length < all.length);
    assert.deepEqual(documentsIn((await list("--filter", "status eq 'Active'")).stdout), active);
    assert.deepEqual(documentsIn((await list("--top", "7")).stdout), all.slice(0, 7));
  });

  test("tells what the server says about a filter that it refuses", async () => {
    const { code, stdout, stderr } = await list("--filter", "severity eq 'High'");
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^tocsin: 400 The query specified in the URI is not valid\. .*\(ODataError\)\n$/);
  });

  test("its help shows an example and every option's variable", async () => {
    const { code, stdout } = await list("--help");
    assert.equal(code, 0);
    assert.match(stdout, /Examples:/);
    for (const name of ["URL", "TOKEN", "JSON", "FILTER", "TOP"])
      assert.match(stdout, new RegExp(`env:\\s+TOCSIN_${name}`));
  });
});

describe("tocsin list and a stand-in with more than a page", () => {
  const COUNT = 230;
  const hostile = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e";
  let archive: StandIn;
  before(async () => {
    const data = join(folder.path, "archive");
    const file = join(folder.path, "incidents.ndjson");
    const incidents = Array.from({ length: COUNT }, (_, index) =>
      wireIncident(index + 1, { incidentName: `${hostile} ${index}` }),
    );
    writeFileSync(file, incidents.map((one) => JSON.stringify(one)).join("\n"));
    assert.equal((await tocsin(["import", "--data", data, file])).code, 0);
    archive = await standIn(data);
  });
  after(() => archive.server.stop());

  test("gives every incident once, with a filter too", async () => {
    const expected = Array.from({ length: COUNT }, (_, index) => index + 1);
    for (const args of [[], ["--filter", "status eq 'Active'"], ["--top", "230"]]) {
      const { stdout } = await tocsin(["list", ...args], { env: archive.env });
      assert.deepEqual(idsIn(stdout), expected);
    }
    const { stdout } = await tocsin(["list", "--top", "150"], { env: archive.env });
    assert.deepEqual(idsIn(stdout), expected.slice(0, 150));
  });

  test("shows a table on a real terminal, and JSON when that is asked for", { skip: !hasScript() }, () => {
    const shown = (...args: readonly string[]) =>
      execFileSync("script", ["-qec", `stty cols 100; "${PROGRAM}" list ${args.join(" ")}`, "/dev/null"], {
        env: { ...process.env, ...archive.env },
        encoding: "utf8",
      }).split("\r\n");
    const table = shown();
    assert.match(table[0] ?? "", /^ Id {2}Updated \(UTC\) +Severity +Status +Owner +Alerts +Name$/);
    assert.match(table[1] ?? "", /^ {2}1 {2}2026-03-04 09:02 {2}Medium .* \\u001b\[2J\\u001b\]0;owned/);
    assert.equal(table.length, COUNT + 2);
    const json = shown("--json", "--top", "2");
    assert.deepEqual(
      json.slice(0, 2).map((line) => JSON.parse(line).incidentName),
      [`${hostile} 0`, `${hostile} 1`],
    );
    assert.doesNotMatch([...table, ...json].join(""), /[\p{Cc}\p{Cf}]/u);
  });
});

async function serving(reply: (origin: string) => Reply): Promise<ApiServer> {
  const server = await startApi((_request, origin) => reply(origin));
  open.push(server);
  return server;
}

describe("the process", () => {
  const environment = { ...process.env, TOCSIN_TOKEN: TOKEN };

  for (const command of ["list", "get"] as const) {
    test(`ends tocsin ${command} with 130 at Ctrl+C while the server is waited for`, async () => {
      const asked = Promise.withResolvers<void>();
      const server = await serving(() => {
        asked.resolve();
        return { status: 429, headers: { "Retry-After": "200" } };
      });
      const args = [command, ...(command === "get" ? ["1"] : []), "--url", server.origin];
      const child = spawn(PROGRAM, args, { env: environment });
      await asked.promise;
      await new Promise((resolve) => setTimeout(resolve, 100));
      child.kill("SIGINT");
      const [code] = await once(child, "close");
      assert.equal(code, 130);
    });
  }

  test("stops reading when its reader has seen enough, and reads no page too early", async () => {
    const long = Array.from({ length: 100 }, () => wireIncident(0, { note: "x".repeat(20_000) }));
    let page = 0;
    const server = await serving((origin) => ({
      body: {
        value: long.map((one, index) => ({ ...one, incidentId: 100 * page + index })),
        "@odata.nextLink": `${origin}/api/incidents?$skip=${++page}`,
      },
    }));
    const line = `{ "$0" list --url ${server.origin}; echo "code $?" >&2; } | { head -n 1; sleep 0.5; }`;
    const child = spawn("sh", ["-c", line, PROGRAM], { env: environment });
    assert.equal(await errorOf(child), "code 0\n");
    assert.equal(server.asked.length, 1);
  });
});

/** util-linux's `script` gives a command a terminal. */
function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}
