import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "../src/store/contract.ts";
import type { Answer } from "./fixtures/ask.ts";
import {
  assertFailure,
  busy,
  type FaultTenant,
  failures,
  type Given,
  startFaultTenant,
  tellsCause,
} from "./fixtures/fault-tenant.ts";
import { NORTHWIND, operatorOf } from "./fixtures/scopes.ts";
import { dumpStore } from "./fixtures/store-dump.ts";

/** Requests whose store fails or is slow (issue 4, line 8): what the caller is told, what stays written, what goes on. */

let tenant: FaultTenant;
before(async () => {
  tenant = await startFaultTenant();
});
afterEach(() => tenant.faults.reset());
after(() => tenant.server.stop());

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

type Requests = Readonly<Record<string, readonly [call: string, request: (of: Given) => Promise<Answer>]>>;

const writes: Requests = {
  "an incident's update": [
    "incidents.update",
    ({ incident }) =>
      tenant.send("PATCH", `/api/incidents/${incident}`, { assignedTo: owner, comment: "mine", tags: ["x"] }),
  ],
  "an alert's update": [
    "alerts.update",
    ({ alertIds: [id] }) =>
      tenant.send("PATCH", `/api/alerts/${id}`, { status: "Resolved", assignedTo: owner, comment: "mine" }),
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
  "an incident's update through Graph": [
    "incidents.update",
    ({ incident }) => tenant.graph("PATCH", `/incidents/${incident}`, { summary: "mine", customTags: ["x"] }),
  ],
  "a comment through Graph": [
    "alerts.update",
    ({ alertIds: [id] }) => tenant.graph("POST", `/alerts_v2/${id}/comments`, { comment: "mine" }),
  ],
  "a merge": [
    "incidents.merge",
    ({ incident, other }) =>
      tenant.graph("POST", "/incidents/mergeIncidents", {
        incidentIds: [String(incident), String(other)],
        incidentComment: "one",
      }),
  ],
  "a move of an alert": [
    "alerts.move",
    ({ alertIds: [id], other }) =>
      tenant.graph("POST", "/alerts_v2/moveAlerts", { alertIds: [id], incidentId: String(other) }),
  ],
};

const reads: Requests = {
  "a single incident": ["incidents.rendition", ({ incident }) => tenant.get(`/api/incidents/${incident}`)],
  "a limited person's incident": [
    "incidents.rendition",
    ({ incident }) => tenant.get(`/api/incidents/${incident}`, "fieldAnalyst"),
  ],
  "the list of incidents": ["incidents.page", () => tenant.get("/api/incidents?$top=5")],
  "a single alert": ["alerts.get", ({ alertIds: [id] }) => tenant.get(`/api/alerts/${id}`)],
  "Graph's single incident": [
    "incidents.rendition",
    ({ incident }) => tenant.graph("GET", `/incidents/${incident}`),
  ],
  "Graph's list, expanded": ["incidents.page", () => tenant.graph("GET", "/incidents?$top=5&$expand=alerts")],
  "Graph's count": ["incidents.countOf", () => tenant.graph("GET", "/incidents/$count")],
  "Graph's list of alerts": ["alerts.page", () => tenant.graph("GET", "/alerts_v2?$top=5")],
  "the list of alerts": ["alerts.page", () => tenant.get("/api/alerts?$top=5&$expand=evidence")],
};

const everything = () => dumpStore(tenant.server.folder);

describe("a store that fails", () => {
  for (const [name, [call, request]] of Object.entries({ ...writes, ...reads })) {
    test(`makes ${name} fail in the envelope, and leaves nothing behind`, async () => {
      const own = await tenant.givenIncidents();
      for (const failure of failures) {
        const before = everything();
        tenant.faults.fail(1, { kind: "before", error: failure.error }, call);
        assertFailure(tenant, await request(own), failure);
        assert.deepEqual(everything(), before, failure.what);
      }
      tenant.faults.reset();
      assert.equal((await request(own)).status, 200, "the next one is served");
      const calls = tenant.faults.calls().filter((each) => each !== "followUp");
      assert.deepEqual(calls, [call], "there is no other call that could fail");
    });
  }

  test("in the middle of a list of alerts gives no part of it", async () => {
    await tenant.givenIncidents();
    for (const failure of failures) {
      tenant.faults.fail(1, { kind: "after", error: failure.error }, "alerts.page");
      assertFailure(tenant, await tenant.get("/api/alerts?$top=5"), failure);
    }
  });

  for (const [name, [call, request]] of Object.entries(writes)) {
    test(`after it has carried out ${name} has carried it out whole`, async () => {
      const [own, twin] = [await tenant.givenIncidents(), await tenant.givenIncidents()];
      tenant.faults.fail(1, { kind: "after", error: busy }, call);
      assert.equal((await request(own)).status, 503);
      assert.equal((await request(twin)).status, 200);
      assert.deepEqual(await shapeOf(own), await shapeOf(twin));
    });
  }

  test("inside a batch fails one request alone, and the log names the cause", async () => {
    const { incident, other } = await tenant.givenIncidents();
    const of = (id: number) => ({ id: String(id), method: "GET", url: `/security/incidents/${id}` });
    tenant.faults.fail(1, { kind: "before", error: busy }, "incidents.rendition");
    const answer = await tenant.graphBatch([of(incident), of(other)]);
    const { responses } = JSON.parse(answer.body);
    assert.deepEqual(
      responses.map(({ status }: { status: number }) => status),
      [503, 200],
    );
    const { error } = responses[0].body;
    assert.equal(error.code, "ServiceUnavailable");
    const target = error.innerError["request-id"];
    assert.ok(tenant.server.logLines().some((line) => line.target === target && tellsCause(line)));
  });

  test("says so on /health/ready, and is ready again when it works", async () => {
    const full = new StoreError("full", "the disk is full");
    tenant.faults.failAll({ kind: "before", error: full }, "ping");
    const { status, body } = await tenant.server.ask("/health/ready");
    assert.deepEqual([status, JSON.parse(body).problems], [503, ["store: the disk is full"]]);
    assert.equal((await tenant.server.ask("/health/live")).status, 200);
    tenant.faults.reset();
    assert.equal((await tenant.server.ask("/health/ready")).status, 200);
  });

  test("at every third of many writes at once keeps the others, each once", async () => {
    const WRITES = 60;
    const own = await tenant.givenIncidents();
    const path = `/api/alerts/${own.alertIds[0]}`;
    for (let n = 3; n <= WRITES; n += 3)
      tenant.faults.fail(n, { kind: "before", error: busy }, "alerts.update");
    const answers = await Promise.all(
      Array.from({ length: WRITES }, async (_, at) => {
        const comment = `remark ${at}`;
        const { status } = await tenant.send("PATCH", path, { comment });
        return { comment, status };
      }),
    );
    const acknowledged = answers.filter(({ status }) => status === 200);
    assert.equal(acknowledged.length, WRITES - WRITES / 3);
    const comments: readonly { comment: string }[] = JSON.parse((await tenant.get(path)).body).comments;
    const texts = (remarks: readonly { comment: string }[]) =>
      remarks.map(({ comment }) => comment).toSorted();
    assert.deepEqual(texts(comments), texts(acknowledged));
  });
});

/** What there is of a test, with its reports, without what names or times it. */
async function shapeOf({ incident, other, title }: Given): Promise<readonly unknown[]> {
  const shapes: unknown[] = [];
  for await (const each of tenant.server.store.incidents.all(operatorOf(NORTHWIND))) {
    const isReported = each.alerts.some((alert) => alert.title === `New ${title}`);
    if (each.incidentId !== incident && each.incidentId !== other && !isReported) continue;
    const alerts = each.alerts.map((alert) => [
      ...[alert.status, alert.assignedTo, alert.lastActivityDateTime, alert.comments.length],
    ]);
    shapes.push([each.assignedTo, each.status, each.customTags, each.comments.length, alerts]);
  }
  return shapes;
}

describe("a store that is slow", () => {
  test("makes its caller wait, and nobody else", async () => {
    const { incident, alertIds } = await tenant.givenIncidents();
    tenant.faults.fail(1, { kind: "slow", ms: 1_000 }, "incidents.rendition");
    const order: string[] = [];
    const slow = tenant.get(`/api/incidents/${incident}`).then(({ status }) => order.push(`slow ${status}`));
    const others = ["/api/incidents?$top=1", `/api/alerts/${alertIds[0]}`].map(async (path) => {
      await delay(20);
      order.push(`other ${(await tenant.get(path)).status}`);
    });
    await Promise.all([slow, ...others]);
    assert.deepEqual(order, ["other 200", "other 200", "slow 200"]);
  });

  test("writes what it was given all the same", async () => {
    const { incident } = await tenant.givenIncidents();
    const path = `/api/incidents/${incident}`;
    tenant.faults.failAll({ kind: "slow", ms: 50 }, "incidents.update");
    const sent = ["one", "two", "three"].map((comment) => tenant.send("PATCH", path, { comment }));
    assert.deepEqual(
      (await Promise.all(sent)).map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal(JSON.parse((await tenant.get(path)).body).comments.length, 3);
  });
});
