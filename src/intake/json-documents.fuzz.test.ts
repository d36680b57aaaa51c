import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonDocuments } from "./json-documents.ts";
import { documentsIn, piecesOf, split } from "./split-text.fixture.ts";

const encoder = new TextEncoder();

const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom("{", "}", '"', "\\", "value", "],[", "é🚨"),
);
/** V8 misreads escaped keys once it has seen a key that ends in a backslash (nodejs/node issue 63785). */
const key = text.filter((one) => !one.includes("\\"));
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.integer(),
    fc.constantFrom(null, true),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  ),
}));

/** A document that is no page: what its first key holds is never a list named `value`. */
const document = fc
  .tuple(fc.integer(), json, json)
  .map(
    ([id, first, second]): Readonly<Record<string, unknown>> => ({ id, alerts: [first], more: { second } }),
  );

/** What may stand in a line: a document, an array, a page. */
const line = fc.oneof(
  document.map((one) => ({ documents: [one], value: one as unknown })),
  fc.array(document, { maxLength: 4 }).map((documents) => ({ documents, value: documents as unknown })),
  fc.array(document, { maxLength: 4 }).map((documents) => ({
    documents,
    value: { "@odata.context": "x", value: documents, "@odata.nextLink": "y" } as unknown,
  })),
);
const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const damage = fc.oneof(
  fc.constantFrom('"', "{", "}", "[", "]", ",", ":", "\\", "\n", "", "x", '"value":[', "],", "},{", "\ufeff"),
  fc.string({ maxLength: 5 }),
);

const texts = (documents: readonly unknown[]) => documents.map((one) => JSON.stringify(one));

test("whole files give every document, byte for byte, however they are written and cut", async () => {
  const layout = fc.constantFrom(undefined, 1, 2, 4, "\t");
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), layout, lengths, async (lines, indent, cuts) => {
      const file = lines.map(({ value }) => JSON.stringify(value, null, indent)).join("\n");
      const expected = lines.flatMap(({ documents }) => documents);
      const found = await split(file, cuts);
      assert.deepEqual(
        found.map((one) => JSON.parse(one.replace(/^\d+:\d+ /, ""))),
        JSON.parse(JSON.stringify(expected)),
      );
      for (const one of await documentsIn(file, cuts)) assert.ok(file.includes(one));
    }),
    { numRuns: 300 },
  );
});

test("damage to a line never costs another line, nor does it throw", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat({ max: 30 }),
      damage,
      lengths,
      async (lines, pick, where, cut, insert, cuts) => {
        const whole = lines.map(({ value }) => JSON.stringify(value));
        const index = pick % whole.length;
        const victim = whole[index] ?? "";
        const at = Math.max(4, Math.floor(where * victim.length));
        const damaged = victim.slice(0, at) + insert + victim.slice(at + cut);
        const file = whole.with(index, damaged).join("\n");
        const found = [...(await documentsIn(file, cuts))];
        for (const [other, { documents }] of lines.entries()) {
          if (other === index) continue;
          for (const expected of texts(documents)) {
            const place = found.indexOf(expected);
            assert.notEqual(place, -1, `${expected} of line ${other + 1} is lost in\n${file}`);
            if (other > index) found.splice(0, place + 1);
          }
        }
      },
    ),
    { numRuns: 3_000 },
  );
});

/** Bytes with much structure and no sense. */
const noise = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .array(
      fc.constantFrom('{"a":', "{", "}", "[", "]", ",", '"', "\\", "\n", " ", '"value":', "1", "\ufeff"),
      {
        maxLength: 120,
      },
    )
    .map((parts) => encoder.encode(parts.join(""))),
);

test("where the chunks are cut changes nothing, in noise and beyond the bound too", async () => {
  await fc.assert(
    fc.asyncProperty(
      noise,
      lengths,
      fc.integer({ min: 4, max: 60 }),
      async (bytes, cuts, documentBytesMax) => {
        const options = { documentBytesMax };
        assert.deepEqual(await split(bytes, cuts, options), await split(bytes, [1_000], options));
      },
    ),
    { numRuns: 3_000 },
  );
});

test("every item stands where it says, in the order of the file, and no document overlaps another", async () => {
  await fc.assert(
    fc.asyncProperty(noise, lengths, async (bytes, cuts) => {
      let behind = 0;
      for await (const item of jsonDocuments(piecesOf(bytes, cuts))) {
        const before = Buffer.from(bytes).subarray(0, item.offset).toString("latin1");
        assert.equal(item.line, before.split("\n").length);
        if (!("bytes" in item)) continue;
        assert.ok(item.offset >= behind, "two documents overlap");
        behind = item.offset + item.bytes.length;
        assert.deepEqual(Buffer.from(item.bytes), Buffer.from(bytes.slice(item.offset, behind)));
      }
    }),
    { numRuns: 2_000 },
  );
});

/** Files that make a careless reader go back again and again, about a megabyte each. */
const hostile: readonly (readonly [string, string])[] = [
  ["lists that open at the margin", '{"a":[\n'.repeat(150_000)],
  ["lists that open at the margin, then elements", `${'{"a":[\n'.repeat(190)}${"{},\n".repeat(250_000)}`],
  ["pages cut off", '{"value":[{"a":1},\n'.repeat(50_000)],
  ["brackets that only open", "[".repeat(1_000_000)],
  ["quotes", '"'.repeat(1_000_000)],
  ["objects behind commas", `[${'{"a":1,'.repeat(120_000)}`],
  ["blanks before a list", `{"a":1,${" ".repeat(900_000)}"value"${" ".repeat(90_000)}:[`],
  ["lists behind blanks", `{${`"a":${" ".repeat(3_000)}[],`.repeat(300)}`],
];
for (const [sentence, file] of hostile) {
  test(`time stays linear: ${sentence}`, async () => {
    const started = performance.now();
    const items = jsonDocuments(piecesOf(encoder.encode(file), [65_536]));
    for await (const _ of items) {
      assert.ok(performance.now() - started < 5_000, "a megabyte takes seconds");
    }
    assert.ok(performance.now() - started < 5_000, "a megabyte takes seconds");
  });
}
