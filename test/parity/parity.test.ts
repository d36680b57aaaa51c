import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parity, parityDocument } from "./parity.ts";

const root = join(import.meta.dirname, "..", "..");

test("docs/parity.md is what npm run parity writes", () => {
  assert.equal(readFileSync(join(root, "docs", "parity.md"), "utf8"), parityDocument());
});

test("whatever exists is shown by a test that is there", () => {
  for (const { behaviour, state, test: shown } of Object.values(parity).flat()) {
    assert.equal(shown === undefined, state === "absent", behaviour);
    if (shown)
      assert.ok(readFileSync(join(root, shown[0]), "utf8").includes(shown[1]), `${shown[0]}: ${shown[1]}`);
  }
});
