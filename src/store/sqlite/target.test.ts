import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { systemClock as clock } from "../../cli/context.ts";
import { query } from "../sql/steps.ts";
import { openSqliteTarget } from "./target.ts";

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), "tocsin-target-"));
});
after(() => rmSync(root, { recursive: true, force: true }));

test("a target that gets full says so, keeps nothing of that batch, and goes on when there is room", async () => {
  const target = await openSqliteTarget(join(root, "full"), new Map(), clock);
  const insert = (bytes: number) =>
    target.fill(
      query(`insert into device_group_rules (tenant_id, rules) values ('t', $1)`, "x".repeat(bytes)),
    );
  const [size] = await target.read(query("pragma page_count"));
  await target.read(query(`pragma max_page_count = ${Number(size?.page_count) + 10}`));
  await assert.rejects(insert(1_000_000), { name: "StoreError", code: "full" });
  assert.deepEqual(await target.read(query("select * from device_group_rules")), []);
  await target.read(query("pragma max_page_count = 1000000"));
  await insert(1_000_000);
  await target.finish();
  await target.close();
});
