import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../src/cli/context.ts";
import { parseConfig } from "../src/server/config/config.ts";
import { type Store, StoreError, type StoreErrorCode } from "../src/store/contract.ts";
import { openSqliteStore } from "../src/store/sqlite/store.ts";
import { DEFENDER_FORM, defenderRenderer } from "../src/wire/defender/writer.ts";
import {
  ALERT_TENANT_CONFIG,
  type AlertTenant,
  laptop1,
  server1,
  startAlertTenant,
} from "./fixtures/alert-tenant.ts";
import type { Answer } from "./fixtures/ask.ts";
import { type FaultyStore, faultyStore } from "./fixtures/faulty-store.ts";
import { alertOf, incidentOf } from "./fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "./fixtures/scopes.ts";
import { dumpStore } from "./fixtures/store-dump.ts";

/** A store that fails under the server (issue 4, line 8): what the caller is told, what stays written, what goes on. */

const FOLLOW_UP_RETRY_MS = 20;

let tenant: AlertTenant;
let faults: FaultyStore;
before(async () => {
  const wrap = (store: Store) => {
    faults = faultyStore(store);
    return faults.store;
  };
  tenant = await startAlertTenant({ wrap, followUpRetryMs: FOLLOW_UP_RETRY_MS });
});
afterEach(() => faults.reset());
after(() => tenant.server.stop());

/** Words of an error that nobody outside may read. */
const INNER = "inner words of the store";
const CODES: readonly StoreErrorCode[] = [
  "busy",
  "full",
  "readonly",
  "corrupt",
  "newer",
  "in-use",
  "closed",
  "unknown",
];
const failures: readonly (readonly [name: string, error: Error, status: number, code: string])[] = [
  ...CODES.map((code) => [code, new StoreError(code, INNER), 503, "ServiceUnavailable"] as const),
  ["something unforeseen", new TypeError(INNER), 500, "InternalServerError"],
];
const [busy] = failures.map(([, error]) => error);
assert.ok(busy);

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Asserts the envelope of a failure, that it tells nothing, and that its line in the log does. */
function assertFailure(answer: Answer, status: number, code: string): void {
  assert.equal(answer.status, status, answer.body);
  const { error, ...others } = JSON.parse(answer.body);
  assert.deepEqual([Object.keys(others), error.code], [[], code]);
  assert.deepEqual(Object.keys(error), ["code", "message", "target"]);
  assert.match(error.target, GUID);
  assert.equal(answer.body.includes(INNER), false, answer.body);
  const retryAfter = String(answer.headers["retry-after"]);
  if (status === 503) assert.match(retryAfter, /^[1-9]\d*$/);
  else assert.equal(answer.headers["retry-after"], undefined);
  const line = tenant.server.logLines().find(({ target }) => target === error.target);
  assert.ok(JSON.stringify(line).includes(INNER), "the log names the cause");
}

const everything = () => dumpStore(tenant.server.folder);

/** An incident with two open alerts and one with one; each test has its own. */
interface Given {
  readonly incident: number;
  readonly other: number;
  readonly alertIds: readonly [string, string, string];
  /** A text that no other test has, the title of the first alert. */
  readonly title: string;
}
let last = 0;
async function given(): Promise<Given> {
  last++;
  const [a, b, c] = [`da-${last}-a`, `da-${last}-b`, `da-${last}-c`] as const;
  const title = `Finding of test ${last}`;
  const incident = await tenant.given({
    alerts: [
      alertOf({ alertId: a, evidence: [laptop1], title }),
      alertOf({ alertId: b, evidence: [server1] }),
    ],
  });
  const other = await tenant.given({ alerts: [alertOf({ alertId: c, evidence: [laptop1] })] });
  return { incident, other, alertIds: [a, b, c], title };
}

const owner = "ana.ruiz@northwind.example";
const report = (title: string) => ({
  machineId: "1a01",
  reportId: "20776",
  eventTime: "2026-03-05T10:00:00Z",
  title,
  severity: "Low",
  category: "General",
  description: "Seen by an analyst.",
  recommendedAction: "Look again.",
});

type Request = (given: Given) => Promise<Answer>;
const writes: Readonly<Record<string, readonly [call: string, request: Request]>> = {
  "an incident's update": [
    "incidents.update",
    ({ incident }) =>
      tenant.send("PATCH", `/api/incidents/${incident}`, { assignedTo: owner, comment: "mine", tags: ["x"] }),
  ],
  "an alert's update": [
    "alerts.update",
    ({ alertIds: [a] }) =>
      tenant.send("PATCH", `/api/alerts/${a}`, { status: "Resolved", assignedTo: owner, comment: "mine" }),
  ],
  "a batch": [
    "alerts.update",
    ({ alertIds }) => tenant.send("POST", "/api/alerts/batchUpdate", { alertIds, comment: "all of you" }),
  ],
  "a report that opens an incident": [
    "alerts.report",
    ({ title }) => tenant.send("POST", "/api/alerts/CreateAlertByReference", report(`New ${title}`)),
  ],
  "a report that an open alert takes in": [
    "alerts.report",
    ({ title }) => tenant.send("POST", "/api/alerts/CreateAlertByReference", report(title)),
  ],
};
const reads: Readonly<Record<string, readonly [call: string, request: Request]>> = {
  "a single incident": ["incidents.rendition", ({ incident }) => tenant.get(`/api/incidents/${incident}`)],
  "a limited person's incident": [
    "incidents.rendition",
    ({ incident }) => tenant.get(`/api/incidents/${incident}`, "fieldAnalyst"),
  ],
  "the list of incidents": ["incidents.page", () => tenant.get("/api/incidents?$top=5")],
  "a single alert": ["alerts.get", ({ alertIds: [a] }) => tenant.get(`/api/alerts/${a}`)],
  "the list of alerts": ["alerts.page", () => tenant.get("/api/alerts?$top=5&$expand=evidence")],
};

describe("a store that fails", () => {
  for (const [name, [call, request]] of Object.entries({ ...writes, ...reads })) {
    test(`makes ${name} fail in the envelope and leaves nothing behind`, async () => {
      const own = await given();
      for (const [what, error, status, code] of failures) {
        const before = everything();
        faults.fail(1, { kind: "before", error }, call);
        const answer = await request(own);
        assertFailure(answer, status, code);
        assert.deepEqual(everything(), before, what);
      }
      faults.reset();
      assert.equal((await request(own)).status, 200, "the next one is served");
      const calls = faults.calls().filter((each) => each !== "followUp");
      assert.deepEqual(calls, [call], "there is no other call that could fail");
    });
  }

  test("in the middle of a list of alerts gives no part of it", async () => {
    await given();
    for (const [, error, status, code] of failures) {
      faults.fail(1, { kind: "after", error }, "alerts.page");
      assertFailure(await tenant.get("/api/alerts?$top=5"), status, code);
    }
  });

  for (const [name, [call, request]] of Object.entries(writes)) {
    test(`after it has carried out ${name} has carried it out whole`, async () => {
      const [own, twin] = [await given(), await given()];
      const after = async (one: Given, fault: boolean) => {
        if (fault) faults.fail(1, { kind: "after", error: busy }, call);
        const { status } = await request(one);
        assert.equal(status, fault ? 503 : 200);
        return shapeOf(one);
      };
      assert.deepEqual(await after(own, true), await after(twin, false));
    });
  }

  test("says so on /health/ready, and is ready again when it works", async () => {
    faults.failAll({ kind: "before", error: new StoreError("full", "the disk is full") }, "ping");
    const failing = await tenant.server.ask("/health/ready");
    assert.deepEqual([failing.status, JSON.parse(failing.body).problems], [503, ["store: the disk is full"]]);
    assert.equal((await tenant.server.ask("/health/live")).status, 200);
    faults.reset();
    assert.equal((await tenant.server.ask("/health/ready")).status, 200);
  });

  test("at every third of many writes at once keeps the others, each once", async () => {
    const own = await given();
    for (let n = 3; n <= 60; n += 3) faults.fail(n, { kind: "before", error: busy }, "alerts.update");
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        const [alertId = ""] = own.alertIds;
        const { status } = await tenant.send("PATCH", `/api/alerts/${alertId}`, { comment: `remark ${at}` });
        return [`remark ${at}`, status] as const;
      }),
    );
    assert.equal(answers.filter(([, status]) => status === 503).length, 20);
    const { body } = await tenant.get(`/api/alerts/${own.alertIds[0]}`);
    assert.deepEqual(
      JSON.parse(body)
        .comments.map(({ comment }: { comment: string }) => comment)
        .toSorted(),
      answers
        .filter(([, status]) => status === 200)
        .map(([comment]) => comment)
        .toSorted(),
    );
  });
});

/** What there is of a test, with its reports, without what names or times it. */
async function shapeOf({ incident, other, title }: Given): Promise<readonly unknown[]> {
  const shapes: unknown[] = [];
  for await (const each of tenant.server.store.incidents.all(operatorOf(NORTHWIND))) {
    const isReported = each.alerts.some((alert) => alert.title === `New ${title}`);
    if (each.incidentId !== incident && each.incidentId !== other && !isReported) continue;
    shapes.push([
      ...[each.assignedTo, each.status, each.customTags, each.comments.length],
      ...each.alerts.map((alert) => [
        ...[alert.status, alert.assignedTo, alert.lastActivityDateTime, alert.comments.length],
      ]),
    ]);
  }
  return shapes;
}

describe("a store that is slow", () => {
  test("makes its caller wait, and nobody else", async () => {
    const own = await given();
    faults.fail(1, { kind: "slow", ms: 300 }, "incidents.rendition");
    const order: string[] = [];
    const slow = tenant
      .get(`/api/incidents/${own.incident}`)
      .then(({ status }) => order.push(`slow ${status}`));
    const others = ["/api/incidents?$top=1", `/api/alerts/${own.alertIds[0]}`].map(async (path) => {
      await delay(20);
      order.push(`other ${(await tenant.get(path)).status}`);
    });
    await Promise.all([slow, ...others]);
    assert.deepEqual(order, ["other 200", "other 200", "slow 200"]);
  });

  test("writes what it was given all the same", async () => {
    const own = await given();
    faults.failAll({ kind: "slow", ms: 50 }, "incidents.update");
    const bodies = ["one", "two", "three"].map((comment) => ({ comment }));
    const answers = await Promise.all(
      bodies.map((body) => tenant.send("PATCH", `/api/incidents/${own.incident}`, body)),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    const { comments } = JSON.parse((await tenant.get(`/api/incidents/${own.incident}`)).body);
    assert.equal(comments.length, 3);
  });
});

const resolve = ({ incident }: Given) =>
  tenant.send("PATCH", `/api/incidents/${incident}`, { status: "Resolved" });

async function statuses({ incident }: Given): Promise<readonly string[]> {
  const { alerts } = JSON.parse((await tenant.get(`/api/incidents/${incident}`)).body);
  return alerts.map(({ status }: { status: string }) => status);
}

async function eventuallyResolved(own: Given): Promise<void> {
  for (let wait = 1; wait < 3_000; wait *= 2) {
    if ((await statuses(own)).every((status) => status === "Resolved")) return;
    await delay(wait);
  }
  assert.deepEqual(await statuses(own), ["Resolved", "Resolved"]);
}

describe("the follow-up of a resolved incident", () => {
  for (const [what, error] of failures) {
    test(`that fails with ${what} is told in the log alone, and taken up again until it succeeds`, async () => {
      const own = await given();
      const lines = tenant.server.logLines().length;
      faults.failAll({ kind: "before", error }, "followUp");
      assert.equal((await resolve(own)).status, 200);
      await delay(3 * FOLLOW_UP_RETRY_MS);
      assert.deepEqual(await statuses(own), ["New", "New"], "the server serves meanwhile");
      const logged = tenant.server.logLines().slice(lines);
      assert.ok(
        logged.some(
          ({ msg, err }) => /not resolved yet/.test(String(msg)) && JSON.stringify(err).includes(INNER),
        ),
      );
      faults.reset();
      await eventuallyResolved(own);
      assert.deepEqual(everything().follow_ups, []);
    });
  }

  test("is taken up by the timer when the answer of the update was lost", async () => {
    const own = await given();
    faults.fail(1, { kind: "after", error: busy }, "incidents.update");
    assert.equal((await resolve(own)).status, 503);
    await eventuallyResolved(own);
  });

  test("is not forgotten for incidents that are resolved while another one is under way", async () => {
    const [first, second, third] = [await given(), await given(), await given()];
    faults.failAll({ kind: "slow", ms: 60 }, "followUp");
    assert.equal((await resolve(first)).status, 200);
    await delay(10);
    const answers = await Promise.all([resolve(second), resolve(third)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    for (const own of [first, second, third]) await eventuallyResolved(own);
  });
});

describe("a reload of the configuration", () => {
  const reload = (text: string) => tenant.server.app.reload(parseConfig(text, "reload.yaml"));
  /** Laptops are servers now, which the field analyst does not see. */
  const changed = ALERT_TENANT_CONFIG.replace('["srv-*"]', '["srv-*", "lt-*"]');
  const seenBy = async ({ incident }: Given) =>
    (await tenant.get(`/api/incidents/${incident}`, "fieldAnalyst")).status;

  for (const [what, error] of failures) {
    test(`that fails with ${what} at the first tenant changes nothing, and works when it is asked for again`, async () => {
      const own = await given();
      const before = everything();
      faults.fail(1, { kind: "before", error }, "devices.regroup");
      await assert.rejects(reload(changed), error);
      assert.deepEqual(everything(), before);
      assert.equal(await seenBy(own), 200);
      await reload(changed);
      assert.equal(await seenBy(own), 404);
      await reload(ALERT_TENANT_CONFIG);
      assert.equal(await seenBy(own), 200);
    });
  }

  test("that fails at the second tenant changes nothing of the first", {
    todo: "src/server/in-force.ts",
  }, async () => {
    const own = await given();
    const before = everything();
    faults.fail(2, { kind: "before", error: busy }, "devices.regroup");
    await assert.rejects(reload(changed), busy);
    try {
      assert.equal(await seenBy(own), 200, "the rules before stay in force");
      assert.deepEqual(everything(), before);
    } finally {
      await reload(ALERT_TENANT_CONFIG);
    }
  });
});

describe("a server", () => {
  test("that stops waits for the follow-up that is under way, and starts none after it", async () => {
    let seam: FaultyStore | undefined;
    const wrap = (store: Store) => {
      seam = faultyStore(store);
      return seam.store;
    };
    const folder = mkdtempSync(join(tmpdir(), "tocsin-faults-"));
    const stopping = await startAlertTenant({ wrap, folder, followUpRetryMs: 5 });
    const incident = await stopping.given({ alerts: [alertOf({ alertId: "da-stop" })] });
    seam?.failAll({ kind: "slow", ms: 200 }, "followUp");
    const resolved = await stopping.send("PATCH", `/api/incidents/${incident}`, { status: "Resolved" });
    assert.equal(resolved.status, 200);
    await delay(20);
    await stopping.server.stop();
    assert.deepEqual(dumpStore(folder).follow_ups, []);
    rmSync(folder, { recursive: true });
  });

  test("that starts takes up what an earlier one left", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tocsin-faults-"));
    const store = openSqliteStore({
      folder,
      renderers: [defenderRenderer],
      clock: systemClock,
      role: "tool",
    });
    const scope = operatorOf(NORTHWIND);
    await store.incidents.put(scope, [{ incident: incidentOf({ incidentId: 7 }) }]);
    await store.incidents.update(scope, 7, { status: "resolved" }, DEFENDER_FORM);
    await store.close();
    assert.equal(dumpStore(folder).follow_ups?.length, 1);
    const started = await startAlertTenant({ folder });
    try {
      for (let wait = 1; wait < 3_000 && dumpStore(folder).follow_ups?.length === 1; wait *= 2)
        await delay(wait);
      const { alerts } = JSON.parse((await started.get("/api/incidents/7")).body);
      assert.equal(alerts[0].status, "Resolved");
    } finally {
      await started.server.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
