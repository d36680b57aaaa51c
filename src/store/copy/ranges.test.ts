import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Connection } from "../sqlite/connection.ts";
import { sqlitePages } from "../sqlite/page-plan.ts";
import { reading } from "./ends.ts";
import { piecesOf } from "./pieces.ts";
import { rowsIn } from "./ranges.ts";
import type { StoredTable } from "./tables.ts";

const THINGS: StoredTable = {
  name: "things",
  key: ["a", "b"],
  columns: ["a", "b", "content"],
  sized: ["b", "content"],
};

interface Thing {
  readonly a: number;
  readonly b: string;
  readonly content: string | null;
}

function storeOf(things: readonly Thing[]) {
  const connection = new Connection(new DatabaseSync(":memory:"));
  connection.exec(
    "create table things (tenant_id text, a integer, b text, content text, primary key (tenant_id, a, b)) strict",
  );
  const insert = connection.prepare("insert into things values (?, ?, ?, ?)");
  for (const tenantId of ["before", "t", "tt"]) {
    for (const { a, b, content } of things) insert.run(tenantId, a, b, content);
  }
  return reading("sqlite", sqlitePages, async (steps) => connection.run(steps));
}

const thing = fc.record(
  {
    a: fc.integer({ min: -3, max: 3 }),
    b: fc.string({ unit: fc.constantFrom("a", "b", "é", "𝔘", "", " "), maxLength: 3 }),
    content: fc.option(fc.string({ maxLength: 40 })),
  },
  { noNullPrototype: true },
);
const things = fc.uniqueArray(thing, { selector: ({ a, b }) => `${a} ${b}`, maxLength: 30 });
const byteOrder = (x: string, y: string) => Buffer.compare(Buffer.from(x), Buffer.from(y));
const bytesOf = ({ b, content }: Thing) => Buffer.byteLength(b) + Buffer.byteLength(content ?? "");

describe("the pieces of a table", () => {
  test("are all rows of the tenant once, in the order of their key, and within the bounds", async () => {
    await fc.assert(
      fc.asyncProperty(
        things,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 60 }),
        async (all, rows, bytes) => {
          const store = storeOf(all);
          const found: unknown[] = [];
          for await (const piece of piecesOf(store, THINGS, "t", { bounds: { rows, bytes } })) {
            const here = await store.read(rowsIn(THINGS, piece));
            assert.equal(here.length, piece.rows);
            assert.ok(piece.rows <= rows);
            assert.ok(piece.bytes <= bytes || piece.rows === 1);
            found.push(...here.map((row) => ({ ...row })));
          }
          const expected = all.toSorted((x, y) => x.a - y.a || byteOrder(x.b, y.b));
          assert.deepEqual(found, expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("of one row that is longer than the bound is that row alone", async () => {
    const all = ["1", "2", "3"].map((b) => ({ a: 1, b, content: b === "2" ? "x".repeat(1_000) : "" }));
    const sizes: number[] = [];
    for await (const piece of piecesOf(storeOf(all), THINGS, "t", { bounds: { rows: 10, bytes: 100 } }))
      sizes.push(piece.bytes);
    assert.deepEqual(sizes, [1, 1_001, 1]);
    assert.equal(
      all.reduce((sum, each) => sum + bytesOf(each), 0),
      1_003,
    );
  });
});
