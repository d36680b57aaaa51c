import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { afterEach, beforeEach, describe, test } from "node:test";
import { FABRIKAM, NORTHWIND } from "../../test/fixtures/scopes.ts";
import { wireIncident } from "../intake/wire-incident.fixture.ts";
import { CommandFailure, systemClock } from "./context.ts";
import { exportCommand } from "./export.ts";
import { importCommand, rejectionText, runImport } from "./import.ts";
import { runCommand } from "./run-command.fixture.ts";
import { writeFileWhole } from "./write-file.ts";
import { writeOutput } from "./write-output.ts";

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, ...parts: readonly unknown[]): string {
  writeFileSync(
    at(name),
    parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join("\n"),
  );
  return at(name);
}

const importInto = (args: readonly string[], stdin?: Readable) =>
  runCommand(importCommand, ["--data", at("data"), ...args], stdin);
const exportFrom = (args: readonly string[]) => runCommand(exportCommand, ["--data", at("data"), ...args]);

function configFile(...tenants: readonly unknown[]): string {
  return fileOf("tocsin.yaml", { tenants });
}
const northwind = { id: NORTHWIND, name: "Northwind", domains: ["northwind.example"], cloud: "gccHigh" };
const fabrikam = { id: FABRIKAM, name: "Fabrikam", domains: ["fabrikam.example"] };

describe("tocsin import", () => {
  test("reads files and standard input, and reports on standard output", async () => {
    const file = fileOf("a.json", { value: [wireIncident(1), wireIncident(2)] });
    const stdin = Readable.from([Buffer.from(JSON.stringify(wireIncident(3)))]);
    const result = await importInto(["--tenant", NORTHWIND.toUpperCase(), file, "-"], stdin);
    assert.deepEqual([result.exitCode, result.stderr], [0, ""]);
    assert.match(
      result.stdout.toString(),
      new RegExp(`^Tenant ${NORTHWIND}: 3 documents \\([\\d.]+ kB\\): 3 created\\.\n$`),
    );
    const again = await importInto([file]);
    assert.match(again.stdout.toString(), /2 documents .*: 0 created, 2 unchanged\./);
  });

  test("reports problems as file:line:column and goes on, with exit code 1", async () => {
    const file = fileOf("a.ndjson", wireIncident(1), '{"a":1,}', wireIncident(2), "{");
    const result = await importInto(["--tenant", NORTHWIND, file]);
    assert.equal(result.exitCode, 1);
    assert.match(result.stdout.toString(), /4 documents .*: 2 created, 2 rejected\./);
    const [first, second, last] = result.stderr.split("\n");
    assert.equal(first, `${file}:2:8: no valid JSON: expected a key in double quotes`);
    assert.match(second ?? "", /a\.ndjson:4:1: .*cut off$/);
    assert.equal(last, "tocsin: 2 problems were found, see above; everything else is in");
  });

  test("says nothing but problems with --quiet", async () => {
    const result = await importInto(["--quiet", "--tenant", NORTHWIND, fileOf("a.json", wireIncident(1))]);
    assert.deepEqual([result.exitCode, result.stdout.toString(), result.stderr], [0, "", ""]);
  });

  test("an interruption exits with 130, and nothing is half in", async () => {
    const abort = new AbortController();
    const stdin = new Readable({ read() {} });
    stdin.push(JSON.stringify(wireIncident(1)));
    setTimeout(() => abort.abort(), 50);
    const written: string[] = [];
    const output = { write: (text: string | Uint8Array) => written.push(String(text)) };
    const context = { stdin, stdout: output, stderr: output, version: "0", clock: systemClock };
    const options = { data: at("data"), tenant: NORTHWIND };
    await assert.rejects(
      runImport(context, ["-"], options, abort.signal),
      (error) => error instanceof CommandFailure && error.exitCode === 130,
    );
    assert.match(written.join(""), /0 created/);
    assert.equal((await exportFrom([])).exitCode, 2, "the folder is still empty");
  });

  const refused: readonly (readonly [
    string,
    (args: { file: string }) => readonly string[],
    number,
    RegExp,
  ])[] = [
    [
      "a folder, with a hint",
      () => ["--tenant", NORTHWIND, folder],
      2,
      /is a folder; name the files.*\*\.json/,
    ],
    [
      "a file that is not there, before any other is read",
      ({ file }) => ["--tenant", NORTHWIND, file, at("no.json")],
      2,
      /no\.json does not exist/,
    ],
    ["standard input twice", () => ["--tenant", NORTHWIND, "-", "-"], 2, /once/],
    [
      "a domain without a configuration",
      ({ file }) => ["--tenant", "northwind.example", file],
      2,
      /add --config/,
    ],
    [
      "a configuration that is not there",
      ({ file }) => ["--config", at("no.yaml"), file],
      2,
      /configuration cannot be used/,
    ],
    [
      "a data folder that is a file",
      ({ file }) => ["--tenant", NORTHWIND, "--data", file, file],
      3,
      /data folder|database|--data/,
    ],
  ];
  for (const [sentence, argsOf, exitCode, message] of refused) {
    test(`refuses ${sentence}`, async () => {
      const file = fileOf("a.json", wireIncident(1));
      const result = await importInto(argsOf({ file }));
      assert.deepEqual([result.exitCode, result.stdout.toString()], [exitCode, ""]);
      assert.match(result.stderr, message);
      assert.equal(existsSync(at("data")), false, "a data folder was made");
    });
  }

  test("names of files cannot write on the terminal", () => {
    const message = 'keys "\u001b[2J"';
    assert.equal(
      rejectionText({ source: "a\u001b[31m\n.json", offset: 0, line: 1, column: 2, message }),
      'a\\u001b[31m\\u000a.json:1:2: keys "\\u001b[2J"',
    );
    assert.equal(rejectionText({ source: "-", message: "x" }), "standard input: x");
  });
});

describe("which tenant is meant", () => {
  test("a domain of the configuration names its tenant, whatever its case", async () => {
    const config = configFile(northwind, fabrikam);
    const file = fileOf("a.json", wireIncident(1));
    const result = await importInto(["--config", config, "--tenant", "Fabrikam.example", file]);
    assert.match(result.stdout.toString(), new RegExp(`^Tenant ${FABRIKAM}`));
  });

  test("the only tenant of the configuration is meant when none is named", async () => {
    const result = await importInto(["--config", configFile(northwind), fileOf("a.json", wireIncident(1))]);
    assert.match(result.stdout.toString(), new RegExp(`^Tenant ${NORTHWIND}`));
  });

  test("among several one must be named, and they are listed", async () => {
    const file = fileOf("a.json", wireIncident(1));
    const config = configFile(northwind, fabrikam);
    for (const args of [[], ["--tenant", "other.example"]]) {
      const result = await importInto(["--config", config, ...args, file]);
      assert.equal(result.exitCode, 2);
      assert.match(
        result.stderr,
        new RegExp(`${NORTHWIND} {2}Northwind {2}northwind.example\n.*${FABRIKAM}`),
      );
    }
    await importInto(["--tenant", NORTHWIND, file]);
    await importInto(["--tenant", FABRIKAM, file]);
    const result = await importInto([file]);
    assert.equal(result.exitCode, 2);
    assert.match(result.stderr, new RegExp(`holds more than one tenant.*\n.*${FABRIKAM}\n.*${NORTHWIND}`));
  });

  test("a tenant that the configuration does not have is refused, for nobody could read it", async () => {
    const config = configFile(northwind);
    const result = await importInto([
      "--config",
      config,
      "--tenant",
      FABRIKAM,
      fileOf("a.json", wireIncident(1)),
    ]);
    assert.equal(result.exitCode, 2);
  });
});

describe("tocsin export", () => {
  const spaced = '{ "incidentId": 2,\n  "createdTime": "2020-09-06T12:07:55Z", "alerts": [], "x": "é" }';

  beforeEach(async () => {
    await importInto([
      "--tenant",
      NORTHWIND,
      fileOf("a.json", `[${JSON.stringify(wireIncident(3))},${spaced}]`),
    ]);
  });

  test("writes one incident a line, in today's shape, by ascending number", async () => {
    const { exitCode, stdout, stderr } = await exportFrom([]);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    const lines = stdout.toString().split("\n");
    assert.deepEqual([lines.length, lines[2]], [3, ""]);
    assert.equal(lines[1], JSON.stringify(wireIncident(3)));
    assert.equal(JSON.parse(lines[0] ?? "").x, "é");
  });

  test("writes the numbers that are asked for, in that order", async () => {
    const { stdout } = await exportFrom(["3", "2"]);
    const ids = stdout
      .toString()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).incidentId);
    assert.deepEqual(ids, [3, 2]);
  });

  test("links to the portal of the tenant's cloud", async () => {
    const { stdout } = await exportFrom(["--config", configFile(northwind), "3"]);
    assert.match(
      JSON.parse(stdout.toString()).incidentUri,
      /^https:\/\/security\.microsoft\.us\/incidents\/3/,
    );
  });

  test("--original of one incident is exactly its bytes", async () => {
    const { stdout } = await exportFrom(["--original", "2"]);
    assert.equal(stdout.toString(), spaced);
  });

  test("--original of all can be imported again, and nothing changes", async () => {
    const { stdout } = await exportFrom(["--original"]);
    assert.equal(stdout.toString(), `${spaced}\n${JSON.stringify(wireIncident(3))}\n`);
    writeFileSync(at("back.json"), stdout);
    const again = await importInto([at("back.json")]);
    assert.match(again.stdout.toString(), /0 created, 2 unchanged\./);
  });

  test("what it writes can be imported elsewhere", async () => {
    const { stdout } = await exportFrom([]);
    const elsewhere = ["--data", at("other"), "--tenant", NORTHWIND, "-"];
    const result = await runCommand(importCommand, elsewhere, Readable.from([stdout]));
    assert.match(result.stdout.toString(), /2 created\./);
  });

  test("an incident that is not there is named, and the others are written", async () => {
    for (const [args, message] of [
      [["7", "3", "8"], /no incident 7, 8 in this tenant/],
      [["--original", "7", "3", "8"], /no original of 7, 8/],
    ] as const) {
      const { exitCode, stdout, stderr } = await exportFrom(args);
      assert.equal(exitCode, 1);
      assert.match(stderr, message);
      assert.equal(JSON.parse(stdout.toString()).incidentId, 3);
    }
  });

  test("an output file takes the place of the one before, and of what a link points to", async () => {
    writeFileSync(at("out.ndjson"), "before");
    symlinkSync(at("out.ndjson"), at("link.ndjson"));
    const { exitCode, stdout } = await exportFrom(["-o", at("link.ndjson"), "3"]);
    assert.deepEqual([exitCode, stdout.length], [0, 0]);
    assert.equal(readFileSync(at("out.ndjson"), "utf8"), `${JSON.stringify(wireIncident(3))}\n`);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".partial")),
      [],
    );
  });

  const refused: readonly (readonly [string, () => readonly string[], number, RegExp])[] = [
    ["a number that is none", () => ["007"], 2, /positive whole number/],
    ["an output that is a folder", () => ["-o", folder], 2, /not a regular file/],
    [
      "an output in a folder that is not there",
      () => ["-o", at("no/out.json")],
      2,
      /cannot be written \(ENOENT\)/,
    ],
    ["a data folder that is not there", () => ["--data", at("nothing")], 3, /does not exist; check --data/],
  ];
  for (const [sentence, argsOf, exitCode, message] of refused) {
    test(`refuses ${sentence}`, async () => {
      const result = await exportFrom(argsOf());
      assert.equal(result.exitCode, exitCode);
      assert.match(result.stderr, message);
      assert.equal(existsSync(at("nothing")), false);
    });
  }
});

describe("an output file", () => {
  async function* failing(): AsyncGenerator<string> {
    yield "half";
    throw new Error("the source broke");
  }

  test("is as it was when the writing fails, and nothing is left beside it", async () => {
    writeFileSync(at("out"), "before");
    await assert.rejects(writeFileWhole(at("out"), failing()), /the source broke/);
    assert.deepEqual(readdirSync(folder), ["out"]);
    assert.equal(readFileSync(at("out"), "utf8"), "before");
  });

  test("may be text and bytes, and large", async () => {
    const piece = Buffer.alloc(300_000, "x");
    await writeFileWhole(at("out"), Readable.from(["é\n", piece, piece]));
    assert.equal(readFileSync(at("out")).length, 600_003);
  });
});

describe("a reader of the output", () => {
  async function* endless(): AsyncGenerator<string> {
    for (;;) yield "line\n";
  }
  const closing = (code: string) => {
    let writes = 0;
    return new Writable({
      highWaterMark: 10,
      write(_chunk, _encoding, done) {
        const error = ++writes < 3 ? null : Object.assign(new Error("closed"), { code });
        setImmediate(() => done(error));
      },
    });
  };

  test("that has seen enough ends the writing without a complaint", async () => {
    await writeOutput(closing("EPIPE"), endless());
  });

  test("that fails otherwise is a failure", async () => {
    await assert.rejects(writeOutput(closing("ENOSPC"), endless()), { code: "ENOSPC" });
  });

  test("that is slow is waited for", async () => {
    let [pending, most] = [0, 0];
    const slow = new Writable({
      highWaterMark: 100,
      write(chunk, _encoding, done) {
        setImmediate(() => {
          pending -= chunk.length;
          done();
        });
      },
    });
    async function* pieces(): AsyncGenerator<string> {
      for (let i = 0; i < 1_000; i++) {
        pending += 10;
        most = Math.max(most, pending);
        yield "0123456789";
      }
    }
    await writeOutput(slow, pieces());
    assert.ok(most < 300, `${most} bytes were waiting`);
  });
});
