import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { problemsOf } from "./cluster/check.ts";
import { asVendor, Cluster, filledDatabase, patch, post } from "./cluster/cluster.ts";
import { loadCluster, writersOf } from "./cluster/load.ts";
import { DatabaseRows, untilFollowedUp } from "./cluster/rows.ts";
import { ANALYST, READER, tokenOfApplication, tokenOfUser } from "./cluster/tenants.ts";
import { Ledger } from "./crash/ledger.ts";
import { APP, alertIdsOf, LARGE_INCIDENTS, OPEN_INCIDENTS } from "./crash/tenants.ts";
import { type Answer, ask } from "./fixtures/ask.ts";
import { type Forwarder, startForwarder } from "./fixtures/forwarder.ts";
import { startPostgres, type TestPostgres } from "./fixtures/postgres.ts";
import { NORTHWIND, operatorOf } from "./fixtures/scopes.ts";
import type { RunningServer } from "./fixtures/tocsin.ts";

/** Several server processes on one PostgreSQL database: issue 4, line 2. */

let postgres: TestPostgres;
let filled: string;
before(async () => {
  postgres = await startPostgres();
  filled = await filledDatabase(postgres);
});
after(() => postgres.stop());

function ok(answer: Answer) {
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body);
}
const filtered = (set: string, filter: string) => `/api/${set}?$filter=${encodeURIComponent(filter)}`;

describe("two nodes on one database", () => {
  let cluster: Cluster;
  let nodes: readonly RunningServer[];
  let token: string;
  let analyst: string;
  let reader: string;
  const origin = (at: number) => nodes[at % nodes.length]?.origin ?? "";

  before(async () => {
    cluster = new Cluster(await postgres.newDatabase(filled));
    nodes = await Promise.all([cluster.startNode(), cluster.startNode()]);
    token = await cluster.token(tokenOfApplication(NORTHWIND));
    analyst = await cluster.token(tokenOfUser(ANALYST));
    reader = await cluster.token(tokenOfUser(READER));
  });
  after(() => cluster.stop());

  test("accept the tokens that the issuer of either gave", async () => {
    for (const [issuer, verifier] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const form = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: APP.appId,
        client_secret: APP.secret,
        scope: "https://api.security.microsoft.com/.default",
      });
      const given = await ask(origin(issuer), `/${NORTHWIND}/oauth2/v2.0/token`, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: String(form),
      });
      const { access_token } = ok(given);
      assert.equal((await ask(origin(verifier), "/api/incidents/1", { token: access_token })).status, 200);
      assert.equal(
        (await ask(origin(verifier), "/api/incidents/1", { token: `${access_token}x` })).status,
        401,
      );
    }
  });

  /** What every caller can read about an incident, with the owner that it has now. */
  const views = (incidentId: number, alertId: string, owner: string) => [
    `/api/incidents/${incidentId}`,
    filtered("incidents", `assignedTo eq '${owner}'`),
    "/api/incidents?$top=5",
    `/api/alerts/${alertId}`,
    filtered("alerts", `assignedTo eq '${owner}'`),
    filtered("alerts", `incidentId eq ${incidentId}`),
  ];

  test("a write that one acknowledged is what every caller of the other reads from then on", async () => {
    const write = fc.record({
      incidentId: fc.constantFrom(...OPEN_INCIDENTS.slice(0, 6)),
      node: fc.nat({ max: 1 }),
      kind: fc.constantFrom("incident", "alert", "owner"),
      status: fc.constantFrom("Active", "InProgress"),
    });
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 4 }), async (writes) => {
        for (const { incidentId, node, kind, status } of writes) {
          const marker = `property ${++number}`;
          const owner = `${marker}@northwind.example`;
          const [alertId = ""] = alertIdsOf(incidentId);
          const path = kind === "alert" ? `/api/alerts/${alertId}` : `/api/incidents/${incidentId}`;
          const change = kind === "incident" ? { status, tags: [marker] } : { assignedTo: owner };
          const written = ok(await patch(origin(node), path, token, { comment: marker, ...change }));
          assert.equal(written.comments.at(-1)?.comment, marker);
          const other = origin(node + 1);
          assert.ok(
            (await asVendor(other, path, { token })).body.includes(marker),
            "the other has it at once",
          );
          for (const view of views(incidentId, alertId, owner)) {
            for (const caller of [token, analyst, reader]) {
              const [here, there] = await Promise.all(
                [origin(node), other].map((each) => asVendor(each, view, { token: caller })),
              );
              assert.deepEqual([there?.status, there?.body], [here?.status, here?.body], view);
            }
          }
          if (kind === "alert") continue;
          const found = ok(
            await asVendor(other, filtered("incidents", `assignedTo eq '${owner}'`), { token }),
          );
          assert.deepEqual(
            found.value.map((each: { incidentId: number }) => each.incidentId),
            kind === "owner" ? [incidentId] : [],
          );
        }
      }),
      { numRuns: 5 },
    );
  });

  test("no read is older than what was acknowledged before it was asked, whoever asks whom", async () => {
    const incidentId = 7;
    let acknowledged = 0;
    let over = false;
    const write = async () => {
      for (let number = 1; number <= 30; number++) {
        ok(await patch(origin(number), `/api/incidents/${incidentId}`, token, { comment: `step ${number}` }));
        acknowledged = number;
      }
      over = true;
    };
    let reads = 0;
    const read = async (node: number, caller: string, list: boolean) => {
      while (!over) {
        const due = acknowledged;
        const path = list ? "/api/incidents?$top=1" : `/api/incidents/${incidentId}`;
        const body = ok(await asVendor(origin(node), path, { token: caller }));
        const { comments } = list ? body.value[0] : body;
        const seen = comments.filter(({ comment }: { comment: string }) =>
          comment.startsWith("step "),
        ).length;
        assert.ok(seen >= due, `${seen} of ${due} acknowledged comments`);
        reads++;
      }
    };
    const first = ok(await patch(origin(0), `/api/incidents/${incidentId}`, token, { comment: "first" }));
    assert.equal(first.incidentId, incidentId);
    await Promise.all([
      write(),
      read(0, token, false),
      read(1, token, false),
      read(0, analyst, false),
      read(1, analyst, false),
      read(1, token, true),
    ]);
    assert.ok(reads > 10, `${reads} reads`);
  });

  test("updates of one incident on both at once are all kept, each once", async () => {
    const incidentId = 8;
    const comments = Array.from({ length: 60 }, (_, at) => `together ${at}`);
    const answers = await Promise.all(
      comments.map((comment, at) => patch(origin(at), `/api/incidents/${incidentId}`, token, { comment })),
    );
    for (const [at, answer] of answers.entries()) {
      assert.ok(ok(answer).comments.some(({ comment }: { comment: string }) => comment === comments[at]));
    }
    const kept = ok(await asVendor(origin(0), `/api/incidents/${incidentId}`, { token })).comments;
    assert.deepEqual(kept.map(({ comment }: { comment: string }) => comment).toSorted(), comments.toSorted());
    assert.deepEqual(await chainProblems(), []);
  });

  const report = (title: string, node: number) =>
    post(origin(node), "/api/alerts/CreateAlertByReference", token, {
      machineId: "1a00",
      reportId: "20776",
      eventTime: "2026-03-05T10:00:00Z",
      title,
      severity: "Low",
      category: "General",
      description: "Seen by an analyst.",
      recommendedAction: "Look again.",
    });

  test("alerts that are raised on both at once get incidents of their own", async () => {
    const raised = await Promise.all(
      Array.from({ length: 24 }, (_, at) => report(`Raised together ${at}`, at)),
    );
    const ids = raised.map((answer) => ok(answer).incidentId);
    assert.equal(new Set(ids).size, ids.length);
    for (const [at, incidentId] of ids.entries()) {
      const incident = ok(await asVendor(origin(at + 1), `/api/incidents/${incidentId}`, { token }));
      assert.deepEqual(
        incident.alerts.map(({ title }: { title: string }) => title),
        [`Raised together ${at}`],
      );
    }
  });

  test("one alert takes in what is reported on both at once", async () => {
    const raised = await Promise.all(Array.from({ length: 16 }, (_, at) => report("The same again", at)));
    assert.equal(new Set(raised.map((answer) => ok(answer).id)).size, 1);
    const all = ok(await asVendor(origin(0), "/api/alerts", { token })).value;
    assert.equal(all.filter(({ title }: { title: string }) => title === "The same again").length, 1);
  });

  test("the alerts of a resolved incident are resolved once, though every node looks", async () => {
    await Promise.all(
      LARGE_INCIDENTS.map(async (incidentId, at) =>
        ok(await patch(origin(at), `/api/incidents/${incidentId}`, token, { status: "Resolved" })),
      ),
    );
    await untilFollowedUp(cluster.url);
    const rows = await DatabaseRows.open(cluster.url);
    const changes = await rows.changes(NORTHWIND);
    await rows.close();
    for (const incidentId of LARGE_INCIDENTS) {
      const own = changes.filter((row) => row.incidentId === incidentId && row.action === "resolved-alerts");
      assert.equal(own.length, 1, `incident ${incidentId}`);
      assert.deepEqual(Object.keys(own[0]?.after ?? {}).toSorted(), alertIdsOf(incidentId));
    }
    assert.deepEqual(await chainProblems(), []);
  });

  async function chainProblems() {
    const store = await cluster.openStore();
    const problems = await store.changes.verify(operatorOf(NORTHWIND));
    await store.close();
    return problems;
  }
});

describe("nodes that come and go", () => {
  test("started at once on an empty database, one prepares it and all serve it", async (t) => {
    const cluster = new Cluster(await postgres.newDatabase());
    t.after(() => cluster.stop());
    const nodes = await Promise.all([1, 2, 3].map(() => cluster.startNode()));
    const rows = await DatabaseRows.open(cluster.url);
    const steps = await rows.query("select number from schema_migrations order by number");
    await rows.close();
    assert.deepEqual(
      steps.map(({ number }) => number),
      steps.map((_, at) => at + 1),
    );
    assert.ok(steps.length >= 2);
    for (const node of nodes) {
      assert.equal((await ask(node.origin, "/health/ready")).status, 200);
      assert.equal(await cluster.stopNode(node), 0, node.stderr());
    }
  });

  test("are killed and started under load, and no acknowledged write is lost and none is done twice", async (t) => {
    const cluster = new Cluster(await postgres.newDatabase(filled));
    t.after(() => cluster.stop());
    const nodes = await Promise.all([cluster.startNode(), cluster.startNode()]);
    const ledger = new Ledger();
    let over = false;
    t.after(() => {
      over = true;
    });
    const loading = loadCluster(writersOf("come and go"), {
      origins: () => nodes.map(({ origin }) => origin),
      tokens: await cluster.tokens(),
      ledger,
      isOver: () => over,
    });
    loading.catch(() => undefined);
    for (let round = 0; round < 4; round++) {
      await delay(250 + 140 * round);
      const at = round % nodes.length;
      const node = nodes[at];
      assert.ok(node);
      await cluster.kill(node);
      nodes[at] = await cluster.startNode();
    }
    over = true;
    await loading;
    assert.ok(ledger.count("acknowledged") > 50, `${ledger.count("acknowledged")} writes`);
    await untilFollowedUp(cluster.url);
    assert.deepEqual(await problemsOf(cluster.url, ledger), []);
    for (const node of nodes) assert.equal(node.stderr(), "");
  });
});

describe("a node that loses its database", () => {
  let cluster: Cluster;
  let forwarder: Forwarder;
  let node: RunningServer;
  let neighbour: RunningServer;
  let token: string;
  before(async () => {
    const url = await postgres.newDatabase(filled);
    cluster = new Cluster(url);
    forwarder = await startForwarder(url);
    const through = new URL(forwarder.through(url));
    // So that a database which says nothing is given up sooner than in a minute.
    through.searchParams.set("query_timeout", "500");
    [node, neighbour] = await Promise.all([cluster.startNode(through.href), cluster.startNode()]);
    token = await cluster.token(tokenOfApplication(NORTHWIND));
  });
  after(async () => {
    await cluster.stop();
    await forwarder.stop();
  });

  const requests: Readonly<Record<string, (origin: string) => Promise<Answer>>> = {
    "an incident": (origin) => asVendor(origin, "/api/incidents/1", { token }),
    "an incident that is not there": (origin) => asVendor(origin, "/api/incidents/4040", { token }),
    "the list": (origin) => asVendor(origin, "/api/incidents?$top=3", { token }),
    "an alert": (origin) => asVendor(origin, "/api/alerts/da1-00", { token }),
    alerts: (origin) => asVendor(origin, "/api/alerts?$top=3", { token }),
    "an update": (origin) => patch(origin, "/api/incidents/2", token, { comment: "lost" }),
    "a batch": (origin) =>
      post(origin, "/api/alerts/batchUpdate", token, { alertIds: ["da2-00"], comment: "lost" }),
  };
  /** Each refusal has an id of its own. */
  const without = (answer: Answer | undefined) => answer?.body.replace(/"target":"[^"]+"/, "");
  const ready = async ({ origin }: RunningServer) => (await asVendor(origin, "/health/ready")).status;

  const losses: readonly (readonly [what: string, lose: () => void, find: () => void])[] = [
    ["is gone", () => forwarder.turnTo("postgres://127.0.0.1:1/"), () => forwarder.turnTo(cluster.url)],
    ["says nothing any more", () => forwarder.freeze(), () => forwarder.thaw()],
  ];
  for (const [what, lose, find] of losses) {
    test(`which ${what}, asks clients to come again, and answers as before when it is back`, async (t) => {
      lose();
      const start = performance.now();
      await Promise.all(
        Object.entries(requests).map(async ([name, request]) => {
          const { status, headers, body } = await request(node.origin);
          assert.deepEqual([status, JSON.parse(body).error.code], [503, "ServiceUnavailable"], name);
          assert.match(String(headers["retry-after"]), /^[1-9]\d*$/, name);
        }),
      );
      assert.deepEqual([await ready(node), await ready(neighbour)], [503, 200]);
      t.diagnostic(`refused after ${Math.round(performance.now() - start)} ms at most`);
      const comment = `written meanwhile, ${what}`;
      ok(await patch(neighbour.origin, "/api/incidents/1", token, { comment }));
      find();
      const back = performance.now();
      while ((await ready(node)) !== 200) assert.ok(performance.now() - back < 5_000, "it does not recover");
      t.diagnostic(`ready again after ${Math.round(performance.now() - back)} ms`);
      for (const [name, request] of Object.entries(requests).slice(0, 5)) {
        const [here, there] = await Promise.all([node, neighbour].map(({ origin }) => request(origin)));
        assert.deepEqual([here?.status, without(here)], [there?.status, without(there)], name);
      }
      const { comments } = ok(await asVendor(node.origin, "/api/incidents/1", { token }));
      assert.equal(comments.at(-1).comment, comment);
      const untouched = ok(await asVendor(node.origin, "/api/incidents/2", { token }));
      assert.deepEqual(untouched.comments, [], "what was refused was not done");
      ok(await patch(node.origin, "/api/incidents/1", token, { comment: `${comment}, and after` }));
    });
  }
});
