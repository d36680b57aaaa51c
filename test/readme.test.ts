import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { type RunningServer, serve, temporaryFolder } from "./fixtures/tocsin.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const examples = [...readme.slice(readme.indexOf("<!-- tested")).matchAll(/```sh\n([\s\S]*?)```/g)].map(
  ([, text = ""]) => text,
);

describe("the README's examples, pasted one after the other", () => {
  const folder = temporaryFolder("readme");
  let server: RunningServer;
  before(async () => {
    symlinkSync(join(root, "bin"), join(folder.path, "bin"));
    server = await serve(["--stand-in", "--data", join(folder.path, "data")]);
  });
  after(async () => {
    await server.stop();
    folder.remove();
  });

  test("run without a failure and show what they promise", async () => {
    const script = ["set -eu", ...examples, "echo the end"]
      .join("\n")
      .replaceAll("http://127.0.0.1:8080", server.origin);
    const env = { ...process.env, TOCSIN_URL: server.origin };
    const { stdout } = await promisify(execFile)("sh", ["-c", script], {
      cwd: folder.path,
      env,
      maxBuffer: 2 ** 26,
    });
    const lines = stdout.split("\n");
    const whole = JSON.parse(lines[0] ?? "");
    assert.equal(whole.incidentId, 5121);
    assert.ok(stdout.includes('"access_token"'));
    assert.ok(stdout.includes('"@odata.type":"#microsoft.graph.security.'));
    assert.match(stdout, /^incidentId {2}5121 +~ id {2}"5121"$/m);
    assert.ok(stdout.trimEnd().endsWith("the end"));
    assert.equal(readFileSync(join(folder.path, "incidents.ndjson"), "utf8").trim().split("\n").length, 61);
  });
});

test("there are as many examples as the README promises", () => assert.equal(examples.length, 10));

test("every link between documents leads somewhere", () => {
  for (const file of [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    ...globSync("docs/**/*.md", { cwd: root }),
  ]) {
    const text = readFileSync(join(root, file), "utf8");
    for (const [, target = ""] of text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      assert.ok(existsSync(join(root, dirname(file), target)), `${file} links to ${target}`);
    }
  }
});
