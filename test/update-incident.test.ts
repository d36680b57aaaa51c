import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { parseConfig } from "../src/server/config/config.ts";
import { alertOf, deviceOf, incidentOf } from "./fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "./fixtures/scopes.ts";
import { READ_APP, startServer, type TestServer } from "./fixtures/server.ts";

const CONFIG = `
quotas: "off"
tenants:
  - id: ${NORTHWIND}
    name: Northwind
    userGroups:
      - { name: SOC, members: [ana.ruiz@northwind.example] }
      - { name: Helpdesk, members: [jonas.weber@northwind.example] }
      - { name: Readers, members: [eva.lind@northwind.example] }
    roles:
      - { name: Analysts, permissions: ["View data", "Alerts investigation"], userGroups: [SOC, Helpdesk] }
      - { name: Readers, permissions: ["View data"], userGroups: [Readers] }
    deviceGroups:
      - { name: Servers, rank: 1, match: { names: ["srv-*"] }, userGroups: [SOC] }
`;
const ana = {
  objectId: "00000000-0000-4000-8000-00000000000a",
  userPrincipalName: "ana.ruiz@northwind.example",
};
const jonas = {
  objectId: "00000000-0000-4000-8000-00000000000b",
  userPrincipalName: "jonas.weber@northwind.example",
};
const eva = {
  objectId: "00000000-0000-4000-8000-00000000000c",
  userPrincipalName: "eva.lind@northwind.example",
};
const serverDevice = deviceOf({ mdeDeviceId: "5e", deviceDnsName: "srv-1.northwind.example" });

let server: TestServer;
let token: string;
before(async () => {
  server = await startServer(parseConfig(CONFIG, "update.yaml"));
  token = await server.applicationToken(NORTHWIND, ["Incident.ReadWrite.All"]);
});
after(() => server.stop());

/** Each test has an incident of its own: 1 is open with two alerts, 2 was merged into it, 3 is about a server alone. */
let last = 0;
let open: number;
let merged: number;
let hidden: number;
beforeEach(async () => {
  [open, merged, hidden] = [last + 1, last + 2, last + 3];
  last += 3;
  await server.store.incidents.put(
    operatorOf(NORTHWIND),
    [
      incidentOf({
        incidentId: open,
        customTags: ["old"],
        alerts: [
          alertOf({ alertId: `da-${open}a` }),
          alertOf({ alertId: `da-${open}b`, evidence: [serverDevice], assignedTo: "Automation" }),
        ],
      }),
      incidentOf({ incidentId: merged, status: "redirected", redirectIncidentId: open, alerts: [] }),
      incidentOf({
        incidentId: hidden,
        alerts: [alertOf({ alertId: `da-${hidden}`, evidence: [serverDevice] })],
      }),
    ].map((incident) => ({ incident })),
  );
});

const JSON_BODY = { "Content-Type": "application/json" };

function patch(id: number | string, body: unknown, as = token, headers: Record<string, string> = JSON_BODY) {
  return server.ask(`/api/incidents/${id}`, {
    method: "PATCH",
    token: as,
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

async function patched(id: number, body: unknown, as = token) {
  const answer = await patch(id, body, as);
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body);
}

async function got(id: number) {
  return JSON.parse((await server.ask(`/api/incidents/${id}`, { token })).body);
}

/** Waits for what follows an answer shortly. */
async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let wait = 1; wait < 2_000; wait *= 2) {
    const value = await read();
    if (holds(value)) return value;
    await delay(wait);
  }
  return read();
}

describe("PATCH /api/incidents/{id}", () => {
  test("changes what is sent, keeps the rest, and answers the whole incident", async () => {
    const before = await got(open);
    const after = await patched(open, {
      status: "InProgress",
      assignedTo: "ana.ruiz@northwind.example",
      classification: "TruePositive",
      determination: "Malware",
      tags: ["a", "b", "a"],
      comment: "Isolated.",
    });
    assert.deepEqual(Object.keys(after), Object.keys(before));
    assert.equal(after["@odata.context"], `${server.origin}/api/$metadata#Incidents/$entity`);
    assert.deepEqual(
      [after.status, after.assignedTo, after.classification, after.determination, after.tags],
      ["InProgress", "ana.ruiz@northwind.example", "TruePositive", "Malware", ["a", "b"]],
    );
    assert.equal(after.comments.length, 1);
    assert.deepEqual(Object.keys(after.comments[0]), ["comment", "createdBy", "createdTime"]);
    assert.deepEqual([after.comments[0].comment, after.comments[0].createdBy], ["Isolated.", READ_APP]);
    assert.deepEqual(
      after.alerts.map((alert: { assignedTo: string }) => alert.assignedTo),
      ["ana.ruiz@northwind.example", "ana.ruiz@northwind.example"],
    );
    const { lastUpdateTime: told, ...rest } = after;
    const { lastUpdateTime: stored, ...restStored } = await got(open);
    assert.deepEqual(rest, restStored);
    assert.ok(stored >= told.slice(0, 22), "what is stored is the same moment, in 1/300 s, never earlier");
  });

  test("what one property changes, the others keep", async () => {
    await patched(open, { status: "InProgress", tags: ["x"], comment: "one" });
    const after = await patched(open, { comment: "two" });
    assert.deepEqual([after.status, after.tags], ["InProgress", ["x"]]);
    assert.deepEqual(
      after.comments.map((it: { comment: string }) => it.comment),
      ["one", "two"],
    );
  });

  test("an empty owner clears, for the alerts too", async () => {
    await patched(open, { assignedTo: "somebody" });
    const after = await patched(open, { assignedTo: "" });
    assert.equal(after.assignedTo, null);
    assert.deepEqual(
      after.alerts.map((alert: { assignedTo: unknown }) => alert.assignedTo),
      [null, null],
    );
  });

  test("tags are replaced, and an empty list takes them away", async () => {
    assert.deepEqual((await patched(open, { tags: [] })).tags, []);
  });

  const aliases = [
    ["TruePositive", "CompromisedUser", "CompromisedAccount"],
    ["InformationalExpectedActivity", "ConfirmedUserActivity", "ConfirmedActivity"],
    ["FalsePositive", "Clean", "NotMalicious"],
    ["FalsePositive", "InsufficientData", "NoEnoughDataToValidate"],
    ["FalsePositive", "NotEnoughDataToValidate", "NoEnoughDataToValidate"],
    ["Unknown", "NotAvailable", "NotAvailable"],
  ] as const;
  for (const [classification, determination, echoed] of aliases) {
    test(`takes ${classification} with ${determination} and echoes ${echoed}`, async () => {
      const after = await patched(open, { classification, determination });
      assert.deepEqual([after.classification, after.determination], [classification, echoed]);
    });
  }

  test("a determination may follow the stored classification, and a new one takes an unfit one back", async () => {
    await patched(open, { classification: "TruePositive" });
    assert.equal((await patched(open, { determination: "Phishing" })).determination, "Phishing");
    const after = await patched(open, { classification: "FalsePositive" });
    assert.deepEqual([after.classification, after.determination], ["FalsePositive", "NotAvailable"]);
  });

  test("resolving shows the alerts open in the answer, and resolves them shortly after", async () => {
    const answer = await patched(open, { status: "Resolved" });
    assert.deepEqual(
      answer.alerts.map((it: { status: string }) => it.status),
      ["New", "New"],
    );
    const after = await eventually(
      () => got(open),
      ({ alerts }) => alerts.every((it: { status: string }) => it.status === "Resolved"),
    );
    assert.deepEqual(
      after.alerts.map((it: { status: string; resolvedTime: unknown }) => [
        it.status,
        it.resolvedTime !== null,
      ]),
      [
        ["Resolved", true],
        ["Resolved", true],
      ],
    );
    assert.equal(after.status, "Resolved");
    const reopened = await patched(open, { status: "Active" });
    assert.equal(reopened.status, "Active");
    assert.deepEqual(
      reopened.alerts.map((it: { status: string }) => it.status),
      ["Resolved", "Resolved"],
    );
  });

  test("the list shows the change at once, at its top and by its filters", async () => {
    await patched(open, { assignedTo: `owner of ${open}` });
    const page = JSON.parse((await server.ask("/api/incidents?$top=1", { token })).body);
    assert.equal(page.value[0].incidentId, open);
    const filter = encodeURIComponent(`assignedTo eq 'owner of ${open}'`);
    const found = JSON.parse((await server.ask(`/api/incidents?$filter=${filter}`, { token })).body);
    assert.deepEqual(
      found.value.map((it: { incidentId: number }) => it.incidentId),
      [open],
    );
  });

  const refused: readonly (readonly [sentence: string, body: unknown, code: string, message: RegExp])[] = [
    ["an empty object", {}, "InvalidRequestBody", /status/],
    ["no body", "", "InvalidRequestBody", /empty/],
    ["what is no JSON", "{", "InvalidRequestBody", /JSON/],
    ["an array", [], "InvalidRequestBody", /object/],
    ["an unknown property", { severity: "High" }, "InvalidRequestBody", /severity/],
    ["a name in the wrong case", { Status: "Resolved" }, "InvalidRequestBody", /status/],
    ["a property named __proto__", '{"__proto__":{"status":"Resolved"}}', "InvalidRequestBody", /__proto__/],
    ["a status in the wrong case", { status: "resolved" }, "InvalidRequestBody", /status/],
    ["a status nobody knows", { status: "Closed" }, "InvalidRequestBody", /Closed/],
    ["the status Redirected", { status: "Redirected" }, "InvalidInput", /merg/],
    ["a number for a status", { status: 1 }, "InvalidRequestBody", /string/],
    ["null for an owner", { assignedTo: null }, "InvalidRequestBody", /assignedTo/],
    ["a text for tags", { tags: "a" }, "InvalidRequestBody", /tags/],
    ["a number among tags", { tags: ["a", 1] }, "InvalidRequestBody", /tags\[1\]/],
    ["an empty comment", { comment: "" }, "InvalidRequestBody", /comment/],
    ["a comment of 30,001 characters", { comment: "x".repeat(30_001) }, "InvalidRequestBody", /30000/],
    ["comments, which are read-only", { comments: [] }, "InvalidRequestBody", /comment/],
    [
      "a determination of another class",
      { classification: "FalsePositive", determination: "Malware" },
      "InvalidInput",
      /FalsePositive/,
    ],
    ["a determination without a class", { determination: "Malware" }, "InvalidInput", /Unknown/],
    [
      "a determination of old",
      { classification: "TruePositive", determination: "Apt" },
      "InvalidRequestBody",
      /Apt/,
    ],
  ];
  for (const [sentence, body, code, message] of refused) {
    test(`refuses ${sentence}, and writes nothing`, async () => {
      const before = await got(open);
      const answer = await patch(open, body);
      assert.equal(answer.status, 400, answer.body);
      const { error } = JSON.parse(answer.body);
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
      assert.deepEqual(await got(open), before);
    });
  }

  test("refuses a merged incident, and says where it went", async () => {
    const answer = await patch(merged, { status: "Active" });
    assert.equal(answer.status, 400);
    assert.match(JSON.parse(answer.body).error.message, new RegExp(`merged into incident ${open}`));
  });

  test("404 for one that is not there, 400 for a bad number, an option or another content type", async () => {
    assert.equal((await patch(999_999, { status: "Active" })).status, 404);
    assert.equal((await patch("abc", { status: "Active" })).status, 400);
    assert.equal((await patch(`${open}?$select=status`, { status: "Active" })).status, 400);
    assert.equal((await patch(open, "status=Active", token, { "Content-Type": "text/plain" })).status, 400);
  });
});

describe("who may update", () => {
  const scopes = ["Incident.ReadWrite"];

  test("an application without the permission to write is told which one is missing", async () => {
    const answer = await patch(open, { comment: "x" }, await server.applicationToken(NORTHWIND));
    assert.equal(answer.status, 403);
    assert.match(
      answer.body,
      /API required roles: Incident\.ReadWrite\.All, application roles: Incident\.Read\.All\./,
    );
  });

  test("a caller without a token is not read any further", async () => {
    const answer = await server.ask(`/api/incidents/${open}`, {
      method: "PATCH",
      headers: JSON_BODY,
      body: "{",
    });
    assert.equal(answer.status, 401);
  });

  test("a person needs the scope and the role permission to investigate alerts", async () => {
    assert.equal((await patch(open, { comment: "x" }, await server.userToken(NORTHWIND, ana))).status, 403);
    const reader = await patch(open, { comment: "x" }, await server.userToken(NORTHWIND, eva, scopes));
    assert.equal(reader.status, 403);
    assert.match(reader.body, /Alerts investigation/);
  });

  test("a person's remark carries the person's name", async () => {
    const after = await patched(open, { comment: "mine" }, await server.userToken(NORTHWIND, ana, scopes));
    assert.equal(after.comments[0].createdBy, ana.userPrincipalName);
  });

  test("a limited person updates what is visible, is answered trimmed, and hidden is missing", async () => {
    const limited = await server.userToken(NORTHWIND, jonas, scopes);
    const after = await patched(open, { comment: "x", assignedTo: "jonas" }, limited);
    assert.deepEqual(
      after.alerts.map((it: { alertId: string }) => it.alertId),
      [`da-${open}a`],
    );
    assert.doesNotMatch(JSON.stringify(after), /srv-1|da-\d+b/);
    const [unseen, missing] = [
      await patch(hidden, { comment: "x" }, limited),
      await patch(999_999, { comment: "x" }, limited),
    ];
    assert.deepEqual([unseen.status, missing.status], [404, 404]);
    assert.equal((await got(hidden)).comments.length, 0);
  });

  test("every write is in the chain of changes", async () => {
    await patched(open, { status: "Resolved", comment: "x" });
    await eventually(
      () => got(open),
      ({ alerts }) => alerts.every((it: { status: string }) => it.status === "Resolved"),
    );
    assert.deepEqual(await server.store.changes.verify(operatorOf(NORTHWIND)), []);
  });
});
