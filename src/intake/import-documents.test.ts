import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { time } from "../../test/fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "../../test/fixtures/scopes.ts";
import { type Store, StoreError } from "../store/contract.ts";
import { openSqliteStore } from "../store/sqlite/store.ts";
import { isDefenderIncident, readDefenderIncident } from "../wire/defender/reader.ts";
import { defenderRenderer } from "../wire/defender/writer.ts";
import type { DocumentFormat } from "./document-format.ts";
import {
  type DocumentSource,
  type ImportOptions,
  importDocuments,
  type Rejection,
} from "./import-documents.ts";
import { sourceOf, wireIncident } from "./wire-incident.fixture.ts";

const defenderFormat: DocumentFormat = {
  name: "Defender",
  recognises: isDefenderIncident,
  read: readDefenderIncident,
};

const scope = operatorOf(NORTHWIND);
const lines = (...documents: readonly unknown[]) =>
  documents.map((one) => `${JSON.stringify(one)}\n`).join("");
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tocsin-import-"));
  const clock = { now: () => time("2026-11-20T12:00:00Z") };
  store = openSqliteStore({
    folder,
    renderers: [defenderRenderer],
    clock,
    role: "tool",
    durability: "normal",
  });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(sources: readonly DocumentSource[], part: Partial<ImportOptions> = {}) {
  const rejections: Rejection[] = [];
  const report = await importDocuments({
    store: store.incidents,
    scope,
    formats: [defenderFormat],
    sources,
    onRejected: (rejection) => rejections.push(rejection),
    ...part,
  });
  return { report, rejections };
}

async function storedIds(): Promise<readonly number[]> {
  const incidents = await Array.fromAsync(store.incidents.all(scope));
  return incidents.map(({ incidentId }) => incidentId);
}

describe("what is imported", () => {
  test("every document of every source is in, and its bytes stay as they were", async () => {
    const spaced =
      '{ "incidentId" : 3,\r\n "createdTime":"2020-09-06T12:07:55Z", "alerts":[] , "é":"\\u00e9"}';
    const { report, rejections } = await run([
      sourceOf("a.json", lines({ value: [wireIncident(1), wireIncident(2)] })),
      sourceOf("b.json", "[", spaced, "]"),
    ]);
    assert.deepEqual(rejections, []);
    const counts = { read: 3, created: 3, updated: 0, unchanged: 0, older: 0, rejected: 0 };
    assert.deepEqual({ ...report, bytes: 0 }, { ...counts, bytes: 0, ended: "complete" });
    assert.ok(report.bytes > spaced.length);
    const original = await store.originals.newest(scope, 3);
    assert.equal(new TextDecoder().decode(original), spaced);
    assert.deepEqual(await storedIds(), [1, 2, 3]);
  });

  test("importing twice changes nothing", async () => {
    const source = sourceOf("a.json", lines(wireIncident(1), wireIncident(2)));
    await run([source]);
    const { report } = await run([source, source]);
    assert.deepEqual([report.created, report.updated, report.unchanged, report.read], [0, 0, 4, 4]);
  });

  test("two versions of an incident in one batch are written in their order", async () => {
    const version = (minute: string) =>
      wireIncident(1, { incidentName: minute, lastUpdateTime: `2026-03-05T09:${minute}:00Z` });
    const { report } = await run([sourceOf("a.json", lines(version("10"), version("30"), version("20")))]);
    assert.deepEqual([report.created, report.updated, report.older], [1, 1, 1]);
    assert.equal((await store.incidents.get(scope, 1))?.displayName, "30");
  });

  test("more than one batch is written, each within its bounds", async () => {
    const sizes: number[] = [];
    const counting = {
      put: (...[first, writes]: Parameters<Store["incidents"]["put"]>) => {
        sizes.push(writes.length);
        return store.incidents.put(first, writes);
      },
    };
    const large = numbers(3).map((id) => wireIncident(1_000 + id, { note: "x".repeat(3_000_000) }));
    const small = numbers(450).map((id) => wireIncident(id));
    const { report } = await run([sourceOf("a.json", lines(...small, ...large))], { store: counting });
    assert.equal(report.created, 453);
    assert.deepEqual(sizes, [200, 200, 52, 1]);
  });

  test("keys of the language itself do no harm and are kept", async () => {
    const hostile =
      '{"incidentId":1,"createdTime":"2026-01-01T00:00:00Z","alerts":[],"__proto__":{"polluted":1},"constructor":2}';
    const { report } = await run([sourceOf("a.json", hostile)]);
    assert.equal(report.created, 1);
    assert.equal(Reflect.get({}, "polluted"), undefined);
    const kept = (await store.incidents.get(scope, 1))?.unmapped?.defender;
    assert.equal(JSON.stringify(kept), '{"__proto__":{"polluted":1},"constructor":2}');
  });
});

describe("what is rejected is reported with its place, and the rest goes on", () => {
  const good = JSON.stringify(wireIncident(9));
  const badTime = wireIncident(2, { alerts: [{ alertId: "da1", creationTime: "yesterday" }] });
  const cases: readonly (readonly [
    string,
    string,
    Omit<Rejection, "source" | "message" | "offset">,
    RegExp,
  ])[] = [
    ["a trailing comma", '{"a":1,}', { line: 2, column: 8 }, /expected a key in double quotes/],
    ["a fault in a later line", '{"a":1,\n "é":2, "b":tru}', { line: 3, column: 14 }, /expected a value/],
    ["a bracket that is lost", '{"a":[1}', { line: 2, column: 8 }, /unexpected '}'/],
    ["bytes that are not UTF-8", '{"a":"\u0080"}', { line: 2, column: 7 }, /not UTF-8/],
    [
      "a value that its reader refuses",
      JSON.stringify(badTime),
      { line: 2, column: 1, path: "alerts[0].creationTime" },
      /ISO 8601/,
    ],
    [
      "an incident without a number",
      '{"incidentId":0,"alerts":[]}',
      { line: 2, column: 1, path: "incidentId" },
      /positive/,
    ],
    ["an empty object", "{}", { line: 2, column: 1 }, /known format \(Defender\): the object is empty/],
    ["an element that is no object", "[5]", { line: 2, column: 2 }, /must be an object/],
  ];
  for (const [sentence, text, place, message] of cases) {
    test(sentence, async () => {
      const file = Buffer.from(`\n${text}\n${good}\n`, text.includes("\u0080") ? "latin1" : "utf8");
      const { report, rejections } = await run([sourceOf("a.json", file)]);
      assert.deepEqual([report.created, report.rejected, report.ended], [1, 1, "complete"]);
      const [{ source, message: said = "", offset, ...rest } = { source: "", message: "" }] = rejections;
      assert.equal(source, "a.json");
      assert.deepEqual(rest, place);
      assert.match(said, message);
      assert.equal(typeof offset, "number");
    });
  }

  test("a source that fails while it is read costs the rest of that source only", async () => {
    const failing: DocumentSource = {
      name: "broken.json",
      async *open() {
        yield new TextEncoder().encode(lines(wireIncident(1)));
        throw Object.assign(new Error("input/output error"), { code: "EIO" });
      },
    };
    const { report, rejections } = await run([failing, sourceOf("b.json", lines(wireIncident(2)))]);
    assert.equal(report.created, 2);
    assert.deepEqual(rejections, [{ source: "broken.json", message: "cannot be read any further (EIO)" }]);
  });

  test("a reader that breaks costs its document only, and the message says whose fault it is", async () => {
    const read = () => {
      throw new RangeError("out of its depth");
    };
    const { rejections } = await run([sourceOf("a.json", good)], { formats: [{ ...defenderFormat, read }] });
    assert.match(
      rejections[0]?.message ?? "",
      /Defender reader failed; please report this: out of its depth/,
    );
  });

  test("the first format that recognises a document reads it", async () => {
    const none = { name: "Other", recognises: () => false, read: defenderFormat.read };
    const { report } = await run([sourceOf("a.json", good)], { formats: [none, defenderFormat] });
    assert.equal(report.created, 1);
  });
});

describe("a store that does not take everything", () => {
  const source = sourceOf("a.json", lines(wireIncident(1), wireIncident(2), wireIncident(3)));

  test("a busy store is asked again, and then everything is in once", async () => {
    let calls = 0;
    const busyTwice = {
      put: (...call: Parameters<Store["incidents"]["put"]>) =>
        ++calls <= 2 ? Promise.reject(new StoreError("busy", "locked")) : store.incidents.put(...call),
    };
    const { report } = await run([source], { store: busyTwice, busyWaitsMs: [1, 1, 1] });
    assert.deepEqual([report.created, report.ended, calls], [3, "complete", 3]);
  });

  test("a store that stays busy ends the import within the bound", async () => {
    let calls = 0;
    const busy = { put: () => Promise.reject(new StoreError("busy", `locked ${++calls}`)) };
    const { report } = await run([source], { store: busy, busyWaitsMs: [1, 1] });
    assert.deepEqual([report.created, report.ended, report.failure?.code, calls], [0, "failed", "busy", 3]);
  });

  test("a full disk ends the import, and the report tells what is in", async () => {
    const first = numbers(200).map((id) => wireIncident(id));
    let calls = 0;
    const filling = {
      put: (...call: Parameters<Store["incidents"]["put"]>) =>
        ++calls === 1
          ? store.incidents.put(...call)
          : Promise.reject(new StoreError("full", "the disk is full")),
    };
    const { report } = await run([sourceOf("a.json", lines(...first, wireIncident(201)))], {
      store: filling,
    });
    assert.deepEqual([report.created, report.ended, report.failure?.code], [200, "failed", "full"]);
    assert.equal(await store.incidents.count(scope), 200);
  });

  test("an incident that cannot be kept costs itself and not its batch", async () => {
    const picky = {
      put: (...[first, writes]: Parameters<Store["incidents"]["put"]>) =>
        writes.some(({ incident }) => incident.incidentId === 2)
          ? Promise.reject(new StoreError("unknown", "string or blob too big"))
          : store.incidents.put(first, writes),
    };
    const { report, rejections } = await run([source], { store: picky });
    assert.deepEqual([report.created, report.rejected, report.ended], [2, 1, "complete"]);
    assert.deepEqual(
      [rejections[0]?.line, rejections[0]?.message],
      [2, "the store refuses it: string or blob too big"],
    );
    assert.deepEqual(await storedIds(), [1, 3]);
  });

  test("a store that keeps nothing for an unknown reason ends the import", async () => {
    const failing = { put: () => Promise.reject(new StoreError("unknown", "disk I/O error")) };
    const { report, rejections } = await run([source], { store: failing });
    assert.deepEqual([report.ended, report.rejected, rejections], ["failed", 0, []]);
    assert.match(report.failure?.message ?? "", /disk I\/O error/);
  });
});

describe("an interruption", () => {
  test("leaves whole batches and nothing of the current one, though the source never ends", async () => {
    const abort = new AbortController();
    const endless: DocumentSource = {
      name: "-",
      async *open() {
        yield new TextEncoder().encode(lines(...numbers(250).map((id) => wireIncident(id))));
        setImmediate(() => abort.abort());
        await new Promise(() => undefined);
      },
    };
    const { report, rejections } = await run([endless], { signal: abort.signal });
    assert.deepEqual([report.ended, report.created, rejections], ["interrupted", 200, []]);
    assert.equal(await store.incidents.count(scope), 200);
    const again = await run([sourceOf("a", lines(...numbers(250).map((id) => wireIncident(id))))]);
    assert.deepEqual([again.report.unchanged, again.report.created], [200, 50]);
  });

  test("while the store is busy ends the waiting, and nothing of the batch is in", async () => {
    const abort = new AbortController();
    const busy = { put: () => Promise.reject(new StoreError("busy", "locked")) };
    setTimeout(() => abort.abort(), 20);
    const source = sourceOf("a.json", lines(wireIncident(1)));
    const { report } = await run([source], { store: busy, busyWaitsMs: [60_000], signal: abort.signal });
    assert.deepEqual([report.ended, report.created], ["interrupted", 0]);
  });

  test("before the start reads nothing", async () => {
    const source: DocumentSource = { name: "a.json", open: () => assert.fail("it was opened") };
    const { report } = await run([source], { signal: AbortSignal.abort() });
    assert.deepEqual([report.ended, report.read], ["interrupted", 0]);
  });
});

test("progress counts up to the report", async () => {
  const seen: number[] = [];
  const source = sourceOf("a.json", lines(wireIncident(1)), lines(wireIncident(2)));
  const { report } = await run([source], { onProgress: ({ bytes }) => seen.push(bytes) });
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  assert.equal(seen.at(-1), report.bytes);
});
