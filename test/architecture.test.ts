import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";

const src = join(import.meta.dirname, "..", "src");

/** Which rooms a room may look into (docs/adr/0002). Everyone may use the domain; the store's contract is a port. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  cli: ["server", "wire", "identity", "quota", "intake", "store", "sample", "tls"],
  server: ["wire", "identity", "quota", "intake", "store", "sample", "tls"],
  wire: [],
  identity: [],
  quota: [],
  intake: [],
  sample: [],
  tls: [],
  store: [],
  domain: [],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(src, file), "utf8");
  const statements = text.matchAll(/^(?:import|export)\s+[^"';]*?from\s+"(\.[^"]+)"/gm);
  return [...statements].map(([, target = ""]) => ({
    from: file,
    to: normalize(join(dirname(file), target)),
  }));
}

const roomOf = (path: string) => path.split("/")[0] ?? "";

const files = globSync("**/*.ts", { cwd: src }).filter((file) => !/\.(test|suite)\.ts$/.test(file));

test("imports point one way through the house", () => {
  const wrong = files.flatMap(importsOf).filter(({ from, to }) => {
    const [room, target] = [roomOf(from), roomOf(to)];
    if (room === target || target === "domain") return false;
    if (to === "store/contract.ts" || to === "../package.json") return false;
    return !ARROWS[room]?.includes(target);
  });
  assert.deepEqual(wrong, []);
});

test("every room is on the plan", () => {
  assert.deepEqual(
    [...new Set(files.map(roomOf))].filter((room) => !(room in ARROWS)),
    [],
  );
});

test("the domain needs neither time, network, files nor a database", () => {
  const allowed = new Set(["node:crypto"]);
  for (const file of files.filter((name) => roomOf(name) === "domain")) {
    const text = readFileSync(join(src, file), "utf8");
    for (const [, name = ""] of text.matchAll(/from\s+"([^."][^"]*)"/g))
      assert.ok(allowed.has(name), `${file}: ${name}`);
    assert.doesNotMatch(text, /Date\.now|Math\.random|process\./, file);
  }
});
