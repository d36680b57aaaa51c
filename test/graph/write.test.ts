import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { NORTHWIND, operatorOf } from "../fixtures/scopes.ts";
import { type GraphServer, startGraph } from "./tenant.ts";

/** Changing incidents and alerts through Graph, seen through both dialects: issue 6, lines 1, 6 and 8. */

let server: GraphServer;
let token: string;
let defenderToken: string;
before(async () => {
  server = await startGraph();
  token = await server.graphToken();
  defenderToken = await server.applicationToken(NORTHWIND, ["Incident.ReadWrite.All", "Alert.ReadWrite.All"]);
});
after(() => server.stop());

async function send(method: string, path: string, body: unknown, as = token) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) };
  const answer = await server.ask(path, { method, token: as, headers, body: text });
  return { ...answer, json: JSON.parse(answer.body) };
}
const patch = (path: string, body: unknown, as = token) => send("PATCH", path, body, as);
const post = (path: string, body: unknown, as = token) => send("POST", path, body, as);
async function read(path: string, as = token) {
  return JSON.parse((await server.ask(path, { token: as })).body);
}
const inDefender = (id: number) => read(`/api/incidents/${id}`, defenderToken);

describe("a change of an incident", () => {
  test("answers the whole incident, and the other dialect tells the same", async () => {
    const { status, json } = await patch("/v1.0/security/incidents/11", {
      "@odata.type": "#microsoft.graph.security.incident",
      status: "InProgress",
      classification: "TruePositive",
      determination: "MultiStagedAttack",
      assignedTo: "ana.ruiz@northwind.example",
      customTags: ["tier2", "tier2"],
      severity: "high",
      displayName: "Renamed",
      description: "d",
      summary: "s",
      resolvingComment: "r",
      priorityScore: 3,
    });
    assert.equal(status, 200, JSON.stringify(json));
    assert.match(json["@odata.context"], /#security\/incidents\/\$entity$/);
    const { status: state, classification, determination, assignedTo, customTags, severity } = json;
    assert.deepEqual(
      [state, classification, determination, assignedTo, customTags, severity],
      ["inProgress", "truePositive", "multiStagedAttack", "ana.ruiz@northwind.example", ["tier2"], "high"],
    );
    assert.deepEqual(
      [json.displayName, json.description, json.summary, json.resolvingComment, json.priorityScore],
      ["Renamed", "d", "s", "r", null],
    );
    assert.equal(json.lastModifiedBy, "API-App:5f1c7a52-9a0e-4f43-8a2b-6f0f8d1f3b21");
    const other = await inDefender(11);
    assert.deepEqual(
      [other.status, other.classification, other.determination, other.assignedTo, other.tags, other.severity],
      ["InProgress", "TruePositive", "MultiStagedAttack", "ana.ruiz@northwind.example", ["tier2"], "High"],
    );
    assert.equal(other.incidentName, "Renamed");
    assert.equal(other.alerts[0].assignedTo, "ana.ruiz@northwind.example");
  });

  test("made through the other dialect is read here", async () => {
    const { status } = await patch(
      "/api/incidents/12",
      {
        status: "InProgress",
        determination: "SecurityTesting",
        classification: "InformationalExpectedActivity",
        tags: ["x"],
        comment: "seen",
      },
      defenderToken,
    );
    assert.equal(status, 200);
    const json = await read("/v1.0/security/incidents/12");
    assert.deepEqual(
      [json.status, json.classification, json.determination, json.customTags, json.comments[0].comment],
      ["inProgress", "informationalExpectedActivity", "securityTesting", ["x"], "seen"],
    );
  });

  test("takes the owner away with null, and a judgement back", async () => {
    await patch("/v1.0/security/incidents/13", {
      assignedTo: "a@b.example",
      classification: "falsePositive",
    });
    const { json } = await patch("/v1.0/security/incidents/13", { assignedTo: null, classification: null });
    assert.deepEqual(
      [json.assignedTo, json.classification, json.determination],
      [null, "unknown", "unknown"],
    );
  });

  test("that resolves it resolves its alerts a little later", async () => {
    await patch("/v1.0/security/incidents/14", { status: "resolved" });
    for (let tries = 0; tries < 100; tries++) {
      const { status, resolvedDateTime } = await read("/v1.0/security/alerts_v2/da14-1");
      if (status === "resolved") return assert.notEqual(resolvedDateTime, null);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.fail("the alert was not resolved");
  });

  test("old names of determinations are understood", async () => {
    const { json } = await patch("/v1.0/security/incidents/15", {
      classification: "informationalExpectedActivity",
      determination: "confirmedUserActivity",
    });
    assert.equal(json.determination, "confirmedActivity");
  });

  const refusals: readonly (readonly [what: string, body: unknown, message: RegExp])[] = [
    ["nothing", "", /^Empty Payload\. JSON content expected\.$/],
    ["an empty object", {}, /^Empty Payload/],
    ["a list", [{ status: "active" }], /^Empty Payload/],
    ["no JSON", "{status", /^Unable to read JSON request payload/],
    ["read-only properties alone", { id: "9", createdDateTime: "2026-01-01T00:00:00Z" }, /can be updated/],
    [
      "a property that is not known",
      { colour: "red" },
      /'colour' does not exist on type 'microsoft\.graph\.security\.incident'/,
    ],
    ["a status that cannot be set", { status: "redirected" }, /'status'/],
    ["a status of Defender Experts", { status: "awaitingAction" }, /'status'/],
    ["a severity that is none", { severity: "unknown" }, /'severity'/],
    ["a number for a text", { assignedTo: 7 }, /'assignedTo': it must be a string/],
    ["no name", { displayName: "" }, /'displayName': it must not be empty/],
    ["half a surrogate pair", { description: "\ud800" }, /surrogate/],
    ["tags that are no list", { customTags: "x" }, /'customTags'/],
    [
      "a determination of another classification",
      { classification: "falsePositive", determination: "malware" },
      /does not belong/,
    ],
  ];
  for (const [what, body, message] of refusals) {
    test(`is refused for ${what}, and nothing is written`, async () => {
      const before = await read("/v1.0/security/incidents/16");
      const { status, json } = await patch("/v1.0/security/incidents/16", body);
      assert.deepEqual([status, json.error.code], [400, "BadRequest"]);
      assert.match(json.error.message, message);
      assert.deepEqual(await read("/v1.0/security/incidents/16"), before);
    });
  }

  test("needs a permission to write, and an incident that the caller sees", async () => {
    const reader = await server.graphToken(["SecurityIncident.Read.All"]);
    assert.equal((await patch("/v1.0/security/incidents/16", { summary: "x" }, reader)).status, 403);
    const jonas = await server.graphUserToken();
    assert.equal((await patch("/v1.0/security/incidents/16", { summary: "x" }, jonas)).status, 404);
    assert.equal((await patch("/v1.0/security/incidents/18", { summary: "x" }, jonas)).status, 200);
    assert.equal((await read("/v1.0/security/incidents/18")).lastModifiedBy, "jonas.weber@northwind.example");
    assert.equal((await patch("/v1.0/security/incidents/999", { summary: "x" })).status, 404);
  });
});

describe("a change of an alert", () => {
  test("answers the whole alert, and the other dialect tells the same", async () => {
    const { status, json } = await patch("/v1.0/security/alerts_v2/da17-1", {
      status: "resolved",
      classification: "falsePositive",
      determination: "notMalicious",
      customDetails: { "@odata.type": "#microsoft.graph.security.dictionary", ticket: "T-1" },
    });
    assert.equal(status, 200, JSON.stringify(json));
    assert.match(json["@odata.context"], /#security\/alerts_v2\/\$entity$/);
    assert.deepEqual(
      [json.status, json.classification, json.determination, json.customDetails],
      ["resolved", "falsePositive", "notMalicious", { ticket: "T-1" }],
    );
    assert.notEqual(json.resolvedDateTime, null);
    const { alerts, status: state } = await inDefender(17);
    assert.deepEqual(
      [alerts[0].status, alerts[0].determination, state],
      ["Resolved", "NotMalicious", "Resolved"],
    );
  });

  for (const body of [
    { customDetails: { a: 1 } },
    { customDetails: [] },
    { title: "x" },
    { status: "unknown" },
    { nosuch: 1 },
  ]) {
    test(`is refused for ${JSON.stringify(body)}`, async () => {
      assert.equal((await patch("/v1.0/security/alerts_v2/da19-1", body)).status, 400);
    });
  }
});

describe("a comment", () => {
  const written: readonly (readonly [how: string, body: unknown])[] = [
    ["as the documents have it", { "@odata.type": "microsoft.graph.security.alertComment", comment: "one" }],
    ["without its type", { comment: "two" }],
    ["as a list of one, as generated SDKs send it", [{ comment: "three" }]],
  ];
  for (const [how, body] of written) {
    test(`${how} is added to an incident and to an alert`, async () => {
      for (const [set, id] of [
        ["incidents", "20"],
        ["alerts_v2", "da20-1"],
      ] as const) {
        const { status, json } = await post(`/v1.0/security/${set}/${id}/comments`, body);
        assert.equal(status, 200, JSON.stringify(json));
        assert.match(json["@odata.context"], new RegExp(`#security/${set}\\('${id}'\\)/comments$`));
        const last = json.value.at(-1);
        assert.deepEqual(Object.keys(last), ["comment", "createdByDisplayName", "createdDateTime"]);
        assert.equal(
          last.comment,
          [body]
            .flat()
            .map((each) => Object(each).comment)
            .at(0),
        );
      }
    });
  }

  test("is read through the other dialect", async () => {
    const { comments } = await inDefender(20);
    assert.deepEqual(
      comments.map((each: { comment: string }) => each.comment),
      ["one", "two", "three"],
    );
  });

  for (const body of [
    "",
    [],
    {},
    [{ comment: "a" }, { comment: "b" }],
    { comment: "" },
    { comment: 1 },
    { comment: "x".repeat(30_001) },
  ]) {
    test(`is refused: ${JSON.stringify(body).slice(0, 40)}`, async () => {
      const { status, json } = await post("/v1.0/security/incidents/21/comments", body);
      assert.deepEqual([status, json.error.code], [400, "BadRequest"]);
      assert.deepEqual((await read("/v1.0/security/incidents/21")).comments, []);
    });
  }
});

describe("a merge", () => {
  const actions = ["mergeIncidents", "microsoft.graph.security.mergeIncidents", "MERGEINCIDENTS"];
  for (const [index, action] of actions.entries()) {
    test(`by ${action} leaves one incident, and the others lead there`, async () => {
      const ids = [31 + index * 10, 32 + index * 10].map(String);
      const { status, json } = await post(`/${index === 1 ? "beta" : "v1.0"}/security/incidents/${action}`, {
        IncidentIds: ids,
        incidentComment: "one attack",
        mergeReasons: "sameCampaign, SameActor",
      });
      assert.equal(status, 200, JSON.stringify(json));
      assert.match(json["@odata.context"], /#microsoft\.graph\.security\.mergeResponse$/);
      const source = ids.find((id) => id !== json.targetIncidentId);
      const merged = await read(`/v1.0/security/incidents/${source}?$expand=alerts`);
      assert.deepEqual(
        [merged.status, merged.redirectIncidentId, merged.alerts],
        ["redirected", json.targetIncidentId, []],
      );
      const target = await read(`/v1.0/security/incidents/${json.targetIncidentId}?$expand=alerts`);
      assert.equal(target.alerts.length, 2);
      assert.ok(target.alerts.every((alert: { incidentId: string }) => alert.incidentId === target.id));
      assert.equal(target.comments.at(-1).comment, "one attack");
      const other = await inDefender(Number(source));
      assert.deepEqual(
        [other.status, other.redirectIncidentId, other.alerts],
        ["Redirected", Number(target.id), []],
      );
      assert.equal((await patch(`/v1.0/security/incidents/${source}`, { summary: "x" })).status, 400);
    });
  }

  const refusals: readonly (readonly [what: string, body: unknown, status: number])[] = [
    ["one incident", { incidentIds: ["70"] }, 400],
    ["the same one twice", { incidentIds: ["70", "70"] }, 400],
    ["six of them", { incidentIds: ["71", "72", "73", "74", "75", "76"] }, 400],
    ["no ids", {}, 400],
    ["ids that are no numbers", { incidentIds: ["a", "b"] }, 400],
    ["a reason that is none", { incidentIds: ["71", "72"], mergeReasons: "boredom" }, 400],
    ["a parameter that is not known", { incidentIds: ["71", "72"], force: true }, 400],
    ["one that is not there", { incidentIds: ["71", "999"] }, 404],
    ["one that was merged before", { incidentIds: ["71", "32"] }, 400],
  ];
  for (const [what, body, expected] of refusals) {
    test(`of ${what} is refused`, async () => {
      assert.equal((await post("/v1.0/security/incidents/mergeIncidents", body)).status, expected);
      assert.equal((await read("/v1.0/security/incidents/71")).status, "active");
    });
  }

  test("needs a person to see all of them", async () => {
    const jonas = await server.graphUserToken();
    const body = { incidentIds: ["81", "82"] };
    assert.equal((await post("/v1.0/security/incidents/mergeIncidents", body, jonas)).status, 404);
    assert.equal((await read("/v1.0/security/incidents/82")).status, "active");
  });
});

describe("a move of alerts", () => {
  test("into an incident, and into a new one", async () => {
    const into = await post("/v1.0/security/alerts_v2/moveAlerts", {
      alertIds: ["da91-1"],
      incidentId: "92",
      alertComment: "belongs here",
      newCorrelationReasons: "sameActor,sameCampaign",
    });
    assert.deepEqual([into.status, into.json.targetIncidentId], [200, "92"]);
    assert.equal((await read("/v1.0/security/alerts_v2/da91-1")).incidentId, "92");
    assert.equal((await read("/v1.0/security/incidents/91")).status, "redirected");
    const fresh = await post("/beta/security/alerts_v2/microsoft.graph.security.moveAlerts", {
      alertIds: ["da91-1"],
      incidentId: null,
    });
    assert.equal(fresh.status, 200);
    const { alerts } = await read(`/v1.0/security/incidents/${fresh.json.targetIncidentId}?$expand=alerts`);
    assert.deepEqual(
      alerts.map((alert: { id: string }) => alert.id),
      ["da91-1"],
    );
    assert.deepEqual((await inDefender(Number(fresh.json.targetIncidentId))).alerts[0].alertId, "da91-1");
  });

  const refusals: readonly (readonly [body: unknown, status: number])[] = [
    [{ alertIds: [] }, 400],
    [{ incidentId: "93" }, 400],
    [{ alertIds: ["da93-1"], incidentId: "93" }, 400],
    [{ alertIds: ["da93-1"], incidentId: "x" }, 400],
    [{ alertIds: ["da93-1"], incidentId: "999" }, 404],
    [{ alertIds: ["da93-1", "nosuch"], incidentId: "94" }, 404],
  ];
  for (const [body, status] of refusals) {
    test(`is refused for ${JSON.stringify(body)}`, async () => {
      assert.equal((await post("/v1.0/security/alerts_v2/moveAlerts", body)).status, status);
      assert.equal((await read("/v1.0/security/alerts_v2/da93-1")).incidentId, "93");
    });
  }
});

describe("a compressed body", () => {
  async function compressed(bytes: Buffer, encoding = "gzip") {
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "content-encoding": encoding,
    };
    const url = `${server.origin}/v1.0/security/incidents/22`;
    const answer = await fetch(url, { method: "PATCH", headers, body: new Uint8Array(bytes) });
    return { status: answer.status, json: JSON.parse(await answer.text()) };
  }

  test("is inflated, as one SDK sends every body", async () => {
    const { status, json } = await compressed(gzipSync('{"summary":"inflated"}'));
    assert.deepEqual([status, json.summary], [200, "inflated"]);
  });

  test("that is none, too large when it is inflated, or of another kind is refused", async () => {
    assert.equal((await compressed(Buffer.from("not gzip"))).status, 400);
    assert.equal((await compressed(gzipSync(Buffer.alloc(64 * 1024 * 1024)))).status, 413);
    assert.equal((await compressed(Buffer.from("{}"), "br")).status, 415);
    assert.equal((await read("/v1.0/security/incidents/22")).summary, "inflated");
  });
});

test("after all of this the chain of changes is whole", async () => {
  assert.deepEqual(await server.store.changes.verify(operatorOf(NORTHWIND)), []);
});
