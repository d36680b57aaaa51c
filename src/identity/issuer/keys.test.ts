import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { isJsonObject, type JsonObject } from "../../domain/json.ts";
import {
  hasStandInKeys,
  loadOrCreateStandInKeys,
  StandInKeysError,
  type StandInKeysErrorCode,
} from "./keys.ts";

let root = "";
let folder = "";
let count = 0;

before(async () => {
  root = await mkdtemp(join(tmpdir(), "tocsin-keys-"));
});

beforeEach(() => {
  folder = join(root, String(count++));
});

after(() => rm(root, { recursive: true, force: true }));

const file = () => join(folder, "stand-in", "keys.json");

async function stored(): Promise<JsonObject> {
  const value: unknown = JSON.parse(await readFile(file(), "utf8"));
  assert.ok(isJsonObject(value));
  return value;
}

test("a key is made once and found again", async () => {
  const made = await loadOrCreateStandInKeys(folder);
  const found = await loadOrCreateStandInKeys(folder);
  assert.equal(found.keyId, made.keyId);
  assert.ok(found.privateKey.equals(made.privateKey));
  assert.equal(made.privateKey.asymmetricKeyDetails?.modulusLength, 2048);
});

test("it is readable by its owner alone, and nothing else is left in the folder", async () => {
  await loadOrCreateStandInKeys(folder);
  assert.equal((await stat(file())).mode & 0o777, 0o600);
  assert.equal((await stat(join(folder, "stand-in"))).mode & 0o777, 0o700);
  assert.deepEqual(await readdir(join(folder, "stand-in")), ["keys.json"]);
});

test("a file that others can read is closed to them", async () => {
  await loadOrCreateStandInKeys(folder);
  await chmod(file(), 0o644);
  await loadOrCreateStandInKeys(folder);
  assert.equal((await stat(file())).mode & 0o777, 0o600);
});

test("of two that make one at once, both use the same", async () => {
  const all = await Promise.all([1, 2, 3].map(() => loadOrCreateStandInKeys(folder)));
  assert.equal(new Set(all.map(({ keyId }) => keyId)).size, 1);
  assert.deepEqual(await readdir(join(folder, "stand-in")), ["keys.json"]);
});

test("the published half carries the marker and nothing private", async () => {
  const { keyId, publicJwk } = await loadOrCreateStandInKeys(folder);
  assert.match(keyId, /^tocsin-stand-in-[\w-]{43}$/);
  assert.deepEqual(Object.keys(publicJwk), ["kty", "use", "kid", "x5t", "n", "e", "tocsin_stand_in"]);
  assert.equal(publicJwk.tocsin_stand_in, true);
});

test("a folder with keys can be told from one without", async () => {
  assert.equal(await hasStandInKeys(folder), false);
  await loadOrCreateStandInKeys(folder);
  assert.equal(await hasStandInKeys(folder), true);
  await writeFile(file(), "damaged");
  assert.equal(await hasStandInKeys(folder), true);
  assert.equal(await hasStandInKeys(file()), false);
});

test("a folder that cannot be looked into is an error, not a no", async () => {
  await assert.rejects(hasStandInKeys("\u0000"), StandInKeysError);
});

describe("a damaged file is reported without its content", () => {
  const cases: readonly { name: string; damage: (document: JsonObject) => unknown }[] = [
    { name: "no JSON", damage: (document) => `${JSON.stringify(document).slice(0, 300)}` },
    { name: "null", damage: () => "null" },
    { name: "no key", damage: () => "{}" },
    {
      name: "a key without the marker in its id",
      damage: (document) => JSON.stringify(changed(document, "kid", "x")),
    },
    { name: "a public key", damage: (document) => JSON.stringify(changed(document, "d", undefined)) },
    { name: "half a key", damage: (document) => JSON.stringify(changed(document, "n", undefined)) },
    { name: "a text for a key", damage: (document) => JSON.stringify({ ...document, key: "secret" }) },
  ];
  for (const { name, damage } of cases) {
    test(name, async () => {
      await loadOrCreateStandInKeys(folder);
      const text = damage(await stored());
      assert.ok(typeof text === "string");
      await writeFile(file(), text);
      const error = await problem("damaged");
      assert.match(error.message, /delete it/);
      assert.equal(error.cause, undefined);
    });
  }
});

test("a folder that cannot be made is reported", async () => {
  await writeFile(folder, "a file where the folder should be");
  await problem("unreadable");
});

test("a folder in place of the file is reported", async () => {
  await mkdir(file(), { recursive: true });
  await problem("unreadable");
});

function changed(document: JsonObject, member: string, value: string | undefined): unknown {
  assert.ok(isJsonObject(document.key));
  return { ...document, key: { ...document.key, [member]: value } };
}

async function problem(code: StandInKeysErrorCode): Promise<StandInKeysError> {
  try {
    await loadOrCreateStandInKeys(folder);
  } catch (error) {
    assert.ok(error instanceof StandInKeysError);
    assert.equal(error.code, code, error.message);
    return error;
  }
  throw new assert.AssertionError({ message: "it was loaded" });
}
