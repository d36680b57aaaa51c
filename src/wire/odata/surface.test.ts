import assert from "node:assert/strict";
import { test } from "node:test";
import type { PropertySpec } from "./property-spec.ts";
import { readQuery } from "./read-query.ts";
import { defineSurface, type SurfaceSpec } from "./surface.ts";

const id: PropertySpec = { type: "int64", column: "id", nullable: false };
const spec: SurfaceSpec = {
  type: "test.thing",
  table: "things",
  properties: { id },
  options: ["filter"],
  limits: { topMax: 10, pageSize: 10 },
  order: { default: [], key: "id" },
};

const wrong: readonly (readonly [why: string, spec: SurfaceSpec, message: RegExp])[] = [
  ["a table that is no identifier", { ...spec, table: "a b" }, /plain identifier/],
  ["a document that is no identifier", { ...spec, document: 'a"' }, /plain identifier/],
  [
    "a column that is no identifier",
    { ...spec, properties: { id: { ...id, column: "a;b" } } },
    /plain identifier/,
  ],
  [
    "a domain name that is no identifier",
    { ...spec, properties: { id: { ...id, name: "a'b" } } },
    /plain identifier/,
  ],
  ["a key it does not have", { ...spec, order: { default: [], key: "x" } }, /ordered by x/],
  [
    "an order it does not have",
    { ...spec, order: { default: [{ property: "y", descending: true }], key: "id" } },
    /ordered by y/,
  ],
  [
    "a filterable property without a place",
    { ...spec, properties: { id, x: { type: "string", filterable: true } } },
    /no column and no document/,
  ],
];
for (const [why, surface, message] of wrong) {
  test(`a surface with ${why} is refused when it is defined`, () => {
    assert.throws(() => defineSurface(surface), { name: "TypeError", message });
  });
}

test("where the surface says so, the dollar may be left out", () => {
  const surface = defineSurface({ ...spec, dollarOptional: true, options: ["top"] });
  assert.equal(readQuery("top=5", surface).top, 5);
});
