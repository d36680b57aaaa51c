import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startPostgres, type TestPostgres } from "./fixtures/postgres.ts";
import { rowsOfStore } from "./fixtures/rows-of-store.ts";
import { NORTHWIND } from "./fixtures/scopes.ts";
import { type RunningServer, serve, temporaryFolder, tocsin } from "./fixtures/tocsin.ts";

const PROGRAM = join(import.meta.dirname, "..", "bin", "tocsin");
const KILLS = 3;

const folder = temporaryFolder("copy");
let postgres: TestPostgres;
let server: RunningServer;
const data = join(folder.path, "data");
let count = 0;
const newFolder = () => join(folder.path, `folder-${++count}`);

before(async () => {
  postgres = await startPostgres();
  server = await serve(["--stand-in", "--data", data, "--quotas", "off", "--log-level", "silent"]);
});
after(async () => {
  await server.stop();
  await postgres.stop();
  folder.remove();
});

/** Starts the program and ends it as a power cut would, after a while; true when it was still running. */
async function killed(args: readonly string[], afterMs: number): Promise<boolean> {
  const child = spawn(PROGRAM, args, { stdio: "ignore" });
  const ended = once(child, "close");
  const first = await Promise.race([ended.then(() => "ended"), delay(afterMs, "late")]);
  if (first === "late") child.kill("SIGKILL");
  await ended;
  return first === "late";
}

/** Somebody who works on an incident all the time, until `stop`; gives the comments that the server has acknowledged. */
async function atWork(): Promise<{ readonly acknowledged: readonly string[]; stop(): Promise<void> }> {
  const { stdout } = await tocsin(["token", "--data", data, "--permission", "Incident.ReadWrite.All"]);
  const headers = { authorization: `Bearer ${stdout.trim()}`, "content-type": "application/json" };
  const acknowledged: string[] = [];
  let working = true;
  const work = async () => {
    for (let at = 0; working; at++) {
      const comment = `comment ${at} of a long day`;
      const body = JSON.stringify({ comment });
      const answer = await fetch(`${server.origin}/api/incidents/5121`, { method: "PATCH", headers, body });
      assert.equal(answer.status, 200, await answer.text());
      acknowledged.push(comment);
      await delay(5);
    }
  };
  const working_ = work();
  return {
    acknowledged,
    async stop() {
      working = false;
      await working_;
    },
  };
}

async function includesAll(store: string, comments: readonly string[]): Promise<void> {
  const { incidents = [] } = await rowsOfStore(store);
  const document = incidents.find((line) => line.includes('["incident_id",5121]')) ?? "";
  assert.deepEqual(
    comments.filter((comment) => !document.includes(comment)),
    [],
  );
}

async function isSound(store: string): Promise<void> {
  const { code, stdout, stderr } = await tocsin(["verify", "--data", store]);
  assert.equal(code, 0, stdout + stderr);
}

async function durationOf(args: readonly string[]): Promise<number> {
  const start = performance.now();
  const { code, stderr } = await tocsin(args);
  assert.equal(code, 0, stderr);
  return performance.now() - start;
}

describe("while a server is at work on the data", () => {
  for (const kind of ["SQLite", "PostgreSQL"]) {
    test(`a copy into ${kind} that is killed again and again is finished, whole, with all that was acknowledged`, async () => {
      const newTarget = async () => (kind === "SQLite" ? newFolder() : postgres.newDatabase());
      const to = await newTarget();
      const person = await atWork();
      const wholeMs = await durationOf(["copy", "--from", data, "--to", await newTarget()]);
      let kills = 0;
      for (let round = 1; round <= KILLS; round++) {
        if (await killed(["copy", "--from", data, "--to", to], (wholeMs * round) / (KILLS + 1))) kills++;
        else break;
      }
      assert.ok(kills >= 2, `${kills} were killed`);
      const before = [...person.acknowledged];
      const last = await tocsin(["copy", "--from", data, "--to", to]);
      await person.stop();
      // The last one that was to be killed may have come to its end before.
      if (kills === KILLS) assert.equal(last.code, 0, last.stderr);
      else assert.equal(last.code, 3, last.stderr);
      await isSound(to);
      if (kills === KILLS) await includesAll(to, before);
      await isSound(data);
    });
  }

  test("a backup that is killed again and again has a name only when it is whole", async () => {
    const to = newFolder();
    const person = await atWork();
    const wholeMs = await durationOf(["backup", "--data", data, "--to", newFolder()]);
    for (let round = 1; round <= KILLS && !existsSync(to); round++) {
      await killed(["backup", "--data", data, "--to", to], (wholeMs * round) / (KILLS + 1));
      if (existsSync(to)) await isSound(to);
    }
    const before = [...person.acknowledged];
    const again = newFolder();
    const { code, stdout, stderr } = await tocsin(["backup", "--data", data, "--to", again]);
    await person.stop();
    assert.equal(code, 0, stderr);
    assert.match(stdout, /read again and equal to the data/);
    const restored = newFolder();
    const restoring = await tocsin(["restore", "--from", again, "--data", restored]);
    assert.equal(restoring.code, 0, restoring.stderr);
    assert.match(restoring.stdout, /is restored and checked: the data as they were at 20\d\d-/);
    await isSound(restored);
    await includesAll(restored, before);
  });

  test("Ctrl+C ends a copy, and says how to go on", async () => {
    const to = await postgres.newDatabase();
    const child = spawn(PROGRAM, ["copy", "--from", data, "--to", to], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const ended = once(child, "close");
    while ((await rowsOfStore(to)).changes === undefined) await delay(5);
    child.kill("SIGINT");
    const [code] = await ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /interrupted; run the same command again to go on/);
    assert.equal((await tocsin(["copy", "--from", data, "--to", to])).code, 0);
  });
});

describe("the commands", () => {
  test("take what they read and write from the environment, a password with it", async () => {
    const to = await postgres.newDatabase();
    const withPassword = to.replace("tocsin@", "tocsin:any@");
    const copying = await tocsin(["copy"], { env: { TOCSIN_FROM: data, TOCSIN_TO: withPassword } });
    assert.equal(copying.code, 0, copying.stderr);
    assert.match(copying.stdout, /^incidents +\d+ rows of 1 tenant$/m);
    assert.match(copying.stdout, /\d+ rows are copied, and equal to the source\.\n$/);
    const verifying = await tocsin(["verify"], { env: { TOCSIN_DATA: withPassword } });
    assert.equal(verifying.code, 0, verifying.stderr);
    assert.match(
      verifying.stdout,
      new RegExp(`^ok {7}change chain {3}tenant ${NORTHWIND}: whole, [\\d,]+ changes$`, "m"),
    );
    const [to2, to3] = [newFolder(), newFolder()];
    const backingUp = await tocsin(["backup"], { env: { TOCSIN_DATA: withPassword, TOCSIN_TO: to2 } });
    assert.equal(backingUp.code, 0, backingUp.stderr);
    const restoring = await tocsin(["restore"], { env: { TOCSIN_FROM: to2, TOCSIN_DATA: to3 } });
    assert.equal(restoring.code, 0, restoring.stderr);
    assert.deepEqual(await rowsOfStore(to3), await rowsOfStore(to));
  });

  const secret = "postgres://tocsin:s3cret-of-mine@db.example/tocsin";
  const usage: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["a password in --from", ["copy", "--from", secret, "--to", "x"], /set TOCSIN_FROM to the URL/],
    ["a password in --to", ["copy", "--from", "x", "--to", secret], /set TOCSIN_TO to the URL/],
    [
      "a password behind the URL",
      ["copy", "--from", "x", "--to", "postgres://db.example/t?password=s3cret-of-mine"],
      /set TOCSIN_TO/,
    ],
    ["a password in --data", ["verify", "--data", secret], /set TOCSIN_DATA to the URL/],
    [
      "another kind of URL",
      ["copy", "--from", "mysql://db.example", "--to", "x"],
      /--from mysql:\/\/… is not supported/,
    ],
    ["no --to", ["copy", "--from", "x"], /required option '--to/],
    ["no --from", ["restore"], /required option '--from/],
    ["a backup into a database", ["backup", "--to", "postgres://db.example/t"], /--to must be a folder/],
    [
      "a restore from a database",
      ["restore", "--from", "postgres://db.example/t"],
      /--from must be a folder/,
    ],
  ];
  for (const [sentence, args, words] of usage) {
    test(`refuse ${sentence} before anything is opened`, async () => {
      const { code, stdout, stderr } = await tocsin(args);
      assert.equal(code, 2);
      assert.match(stderr, words);
      assert.doesNotMatch(stdout + stderr, /s3cret-of-mine/);
    });
  }

  test("end with 3 where there is nothing to read, and where something is in the way", async () => {
    const nothing = join(folder.path, "nothing");
    const backedUp = newFolder();
    assert.equal((await tocsin(["backup", "--data", data, "--to", backedUp])).code, 0);
    for (const args of [
      ["copy", "--from", nothing, "--to", newFolder()],
      ["verify", "--data", nothing],
      ["backup", "--data", nothing, "--to", newFolder()],
      ["restore", "--from", nothing, "--data", newFolder()],
      ["backup", "--data", data, "--to", backedUp],
      ["copy", "--from", backedUp, "--to", data],
      ["restore", "--from", backedUp, "--data", data],
    ]) {
      const { code, stderr } = await tocsin(args);
      assert.equal(code, 3, `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, /^tocsin: /);
    }
    assert.equal(existsSync(nothing), false);
  });

  test("end with 1 and what to do when something is wrong", async () => {
    const damaged = newFolder();
    assert.equal((await tocsin(["copy", "--from", data, "--to", damaged])).code, 0);
    const database = new DatabaseSync(join(damaged, "tocsin.db"));
    database.exec(
      "update changes set actor = 'somebody' where sequence = 2; update renditions set text = '{}'",
    );
    database.close();
    const { code, stdout, stderr } = await tocsin(["verify", "--data", damaged]);
    assert.equal(code, 1);
    assert.match(stdout, /^problem {2}change chain .*change 2: .*restore a backup$/m);
    assert.match(stdout, /^problem {2}texts .*restore a backup$/m);
    assert.match(stderr, /2 problems found/);
    for (const args of [
      ["copy", "--from", damaged, "--to", newFolder()],
      ["backup", "--data", damaged, "--to", newFolder()],
    ]) {
      const result = await tocsin(args);
      assert.equal(result.code, 1);
      assert.match(result.stderr, /somebody had altered the history before: tenant .*, change 2/);
    }
  });

  for (const name of ["copy", "backup", "restore", "verify"]) {
    test(`tell of themselves: tocsin ${name} --help`, async () => {
      const { code, stdout } = await tocsin([name, "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`Examples:\n  .*tocsin ${name} `));
      assert.match(stdout, /Exit codes: 0 /);
      assert.match(stdout, /\(env: TOCSIN_|TOCSIN_DATA/);
    });
  }
});
