import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { systemClock } from "../../src/cli/context.ts";
import type { DeviceGroup } from "../../src/domain/exposure/device-group.ts";
import { openSqliteStore } from "../../src/store/sqlite/store.ts";
import { operatorOf } from "../fixtures/scopes.ts";
import { dumpStore } from "../fixtures/store-dump.ts";
import { withDatabase } from "./documents.ts";

const TABLES = ["alert_visibility", "incident_visibility", "devices", "device_group_rules"] as const;

/** Every device is moved away with this rule, and back with those in force: then everything is judged anew. */
const ELSEWHERE: readonly DeviceGroup[] = [{ name: "Elsewhere", rank: 1, match: { names: ["*"] } }];

/** Says whether who may see what is the same as when it is all judged anew, on a copy of the folder. */
export async function visibilityProblems(folder: string, scratch: string): Promise<readonly string[]> {
  const copy = join(scratch, "visibility");
  mkdirSync(copy);
  try {
    withDatabase(folder, (database) => database.prepare("vacuum into ?").run(join(copy, "tocsin.db")));
    const before = dumpStore(copy);
    await judgeAnew(copy);
    const after = dumpStore(copy);
    return TABLES.filter((table) => !isDeepStrictEqual(before[table], after[table])).map(
      (table) => `${table} is another when it is made anew`,
    );
  } finally {
    rmSync(copy, { recursive: true });
  }
}

async function judgeAnew(folder: string): Promise<void> {
  const rules = withDatabase(folder, (database) =>
    database.prepare("select tenant_id, rules from device_group_rules").all(),
  );
  const store = openSqliteStore({ folder, renderers: [], clock: systemClock, role: "tool" });
  try {
    for (const row of rules) {
      const scope = operatorOf(String(row.tenant_id));
      const inForce: readonly DeviceGroup[] = JSON.parse(String(row.rules));
      const { devices } = await store.devices.regroup(scope, ELSEWHERE);
      if (devices === 0) throw new Error("no device was moved, so that nothing was judged anew");
      await store.devices.regroup(scope, inForce);
    }
  } finally {
    await store.close();
  }
}
