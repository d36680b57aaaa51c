import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import type { QuotaSetting } from "./limits.ts";
import { createQuota, type Quota, QuotaExceeded } from "./quota.ts";

const caller = { tenantId: "northwind", appId: "reader" };

async function callsUntilRefused(quota: Quota, most: number): Promise<number> {
  for (let call = 1; call <= most; call++) {
    try {
      await quota.consume("getIncident", caller);
    } catch (error) {
      assert.ok(error instanceof QuotaExceeded);
      return call - 1;
    }
  }
  return most;
}

describe("the quota of getting an incident", () => {
  const cases: readonly (readonly [string, QuotaSetting, number])[] = [
    ["is the vendor's 100 a minute unless told otherwise", "vendor", 100],
    ["is lifted by one word", "off", 2_000],
    ["is what the setting says", { getIncident: { perMinute: 7 } }, 7],
    [
      "stays the vendor's where the setting names another operation",
      { listIncidents: { perMinute: 1 } },
      100,
    ],
    ["counts in the hour too", { getIncident: { perMinute: 50, perHour: 20 } }, 20],
  ];
  for (const [sentence, setting, allowed] of cases) {
    test(sentence, async () => assert.equal(await callsUntilRefused(createQuota(setting), 2_000), allowed));
  }
});

test("a refusal says how many, in which window, and when to come again", async () => {
  const quota = createQuota("vendor");
  await callsUntilRefused(quota, 101);
  await assert.rejects(quota.consume("getIncident", caller), (error) => {
    assert.ok(error instanceof QuotaExceeded);
    assert.deepEqual([error.operation, error.allowed, error.windowSeconds], ["getIncident", 100, 60]);
    assert.ok(
      Number.isInteger(error.retryAfterSeconds) &&
        error.retryAfterSeconds >= 1 &&
        error.retryAfterSeconds <= 60,
    );
    return true;
  });
});

test("each operation, tenant and application has windows of its own", async () => {
  const quota = createQuota({ getIncident: { perMinute: 1 }, listIncidents: { perMinute: 1 } });
  await quota.consume("getIncident", caller);
  await quota.consume("listIncidents", caller);
  await quota.consume("getIncident", { ...caller, appId: "another" });
  await quota.consume("getIncident", { ...caller, tenantId: "fabrikam" });
  await assert.rejects(quota.consume("getIncident", caller), QuotaExceeded);
});

test("a new minute opens the window again, and calls refused in the last one did not count in the hour", async () => {
  mock.timers.enable({ apis: ["Date", "setTimeout"] });
  try {
    const quota = createQuota({ getIncident: { perMinute: 3, perHour: 6 } });
    assert.equal(await callsUntilRefused(quota, 50), 3);
    await assert.rejects(quota.consume("getIncident", caller), QuotaExceeded);
    mock.timers.tick(60_001);
    assert.equal(await callsUntilRefused(quota, 50), 3);
    mock.timers.tick(60_001);
    assert.equal(await callsUntilRefused(quota, 50), 0, "the hour is used up");
    mock.timers.tick(3_600_001);
    assert.equal(await callsUntilRefused(quota, 50), 3);
  } finally {
    mock.timers.reset();
  }
});
