import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import {
  type AlertTenant,
  APP_ID,
  isRecent,
  laptop1,
  messageOf,
  people,
  refusal,
  server1,
  startAlertTenant,
  type Who,
} from "./fixtures/alert-tenant.ts";
import type { Answer } from "./fixtures/ask.ts";
import { alertOf, time } from "./fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND, operatorOf } from "./fixtures/scopes.ts";

/** Changing alerts, one and several: issue 3, contract/defender.md § 10. */

let tenant: AlertTenant;
before(async () => {
  tenant = await startAlertTenant();
});
after(() => tenant.server.stop());

/** Each test has two incidents of its own: one with two open alerts and a resolved one, one with an open alert. */
let first: string;
let second: string;
let closed: string;
let alone: string;
let incident: number;
let other: number;
let round = 0;
beforeEach(async () => {
  round++;
  [first, second, closed, alone] = [`da${round}-1`, `da${round}-2`, `da${round}-3`, `da${round}-4`];
  incident = await tenant.given({
    alerts: [
      alertOf({ alertId: first, evidence: [laptop1] }),
      alertOf({ alertId: second, evidence: [server1, laptop1], assignedTo: "Automation" }),
      alertOf({
        alertId: closed,
        status: "resolved",
        resolvedDateTime: time("2026-03-04T09:02:18.07Z"),
        classification: "truePositive",
        determination: "malware",
      }),
    ],
  });
  other = await tenant.given({ alerts: [alertOf({ alertId: alone, evidence: [server1] })] });
});

function ok(answer: Answer) {
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body);
}
const alertNow = async (id: string) => ok(await tenant.get(`/api/alerts/${id}`));
const incidentNow = async (id: number) => ok(await tenant.get(`/api/incidents/${id}`));
const patch = (id: string, body: unknown, who?: Who) => tenant.send("PATCH", `/api/alerts/${id}`, body, who);
const batch = (body: unknown, who?: Who) => tenant.send("POST", "/api/alerts/batchUpdate", body, who);
const batched = async (body: unknown, who?: Who) => {
  const answer = await batch(body, who);
  assert.deepEqual([answer.status, answer.body], [200, ""]);
  return answer;
};
const reactivate = async () => {
  ok(await patch(first, { status: "Resolved" }));
  ok(await patch(second, { status: "Resolved" }));
  ok(await tenant.send("PATCH", `/api/incidents/${incident}`, { status: "Active" }));
};

interface Remark {
  readonly comment: string;
  readonly createdBy: string;
  readonly createdTime: string;
}
const remarks = ({ comments }: { readonly comments: readonly Remark[] }) =>
  comments.map(({ comment, createdBy }) => [comment, createdBy] as const);

/** Everything that a write to these alerts could touch, as text. */
async function everything(): Promise<readonly string[]> {
  const paths = [
    `/api/alerts?$expand=evidence&$filter=incidentId%20in%20(${incident},${other})`,
    `/api/incidents/${incident}`,
    `/api/incidents/${other}`,
  ];
  return Promise.all(paths.map(async (path) => (await tenant.get(path)).body));
}

async function refuses(ask: () => Promise<Answer>, status: number, code: string): Promise<Answer> {
  const before = await everything();
  const answer = await ask();
  assert.deepEqual(refusal(answer), [status, code], answer.body);
  assert.deepEqual(await everything(), before, "something was written");
  return answer;
}

describe("PATCH /api/alerts/{id}", () => {
  test("changes what is sent, keeps the rest, and answers the whole alert with its evidence", async () => {
    const before = await alertNow(second);
    const answer = await patch(
      second,
      {
        status: "Resolved",
        assignedTo: "ana.ruiz@northwind.example",
        classification: "TruePositive",
        determination: "Malware",
        comment: "Isolated.",
      },
      "analyst",
    );
    const after = ok(answer);
    assert.deepEqual(Object.keys(after), Object.keys(before));
    assert.deepEqual(after, {
      ...before,
      status: "Resolved",
      assignedTo: "ana.ruiz@northwind.example",
      classification: "TruePositive",
      determination: "Malware",
      lastUpdateTime: after.lastUpdateTime,
      resolvedTime: after.lastUpdateTime,
      comments: after.comments,
    });
    assert.ok(isRecent(after.lastUpdateTime), after.lastUpdateTime);
    assert.deepEqual(remarks(after), [["Isolated.", people.analyst.userPrincipalName]]);
    assert.equal(after["@odata.context"], `${tenant.server.origin}/api/$metadata#Alerts/$entity`);
    assert.equal(answer.headers["odata-version"], "4.0");
    assert.deepEqual(await alertNow(second), after);
  });

  test("is seen in the incident at once, whose time of update moves and whose own values stay", async () => {
    const before = await incidentNow(incident);
    const { lastUpdateTime } = ok(
      await patch(second, { status: "InProgress", assignedTo: "", classification: "FalsePositive" }),
    );
    const after = await incidentNow(incident);
    assert.deepEqual(after, {
      ...before,
      lastUpdateTime,
      alerts: before.alerts.map((alert: { alertId: string }) =>
        alert.alertId === second
          ? {
              ...alert,
              status: "InProgress",
              assignedTo: null,
              classification: "FalsePositive",
              lastUpdatedTime: lastUpdateTime,
            }
          : alert,
      ),
    });
    const since = ok(await tenant.get(`/api/incidents?$filter=lastUpdateTime%20ge%20${lastUpdateTime}`));
    assert.ok(since.value.some(({ incidentId }: { incidentId: number }) => incidentId === incident));
  });

  test("is found by the new value in both lists, and no longer by the old one", async () => {
    const { lastUpdateTime } = ok(await patch(first, { assignedTo: `owner-${round}` }));
    const found = async (filter: string) =>
      ok(await tenant.get(`/api/alerts?$filter=${filter.replaceAll(" ", "%20")}`)).value.map(
        ({ id }: { id: string }) => id,
      );
    assert.deepEqual(await found(`assignedTo eq 'owner-${round}'`), [first]);
    assert.deepEqual(await found(`assignedTo eq null and incidentId eq ${incident}`), [closed]);
    assert.deepEqual(await found(`lastUpdateTime ge ${lastUpdateTime} and incidentId eq ${incident}`), [
      first,
    ]);
  });

  const values: readonly (readonly [body: object, shown: object])[] = [
    [{ status: "New" }, { status: "New", resolvedTime: null }],
    [{ status: "InProgress" }, { status: "InProgress", resolvedTime: null }],
    [{ status: "Resolved" }, { status: "Resolved" }],
    [{ assignedTo: "Unassigned" }, { assignedTo: "Unassigned" }],
    [{ assignedTo: "" }, { assignedTo: null }],
    [
      { classification: "Informational, expected activity", determination: "ConfirmedUserActivity" },
      { classification: "InformationalExpectedActivity", determination: "ConfirmedActivity" },
    ],
    [
      { classification: "TruePositive", determination: "CompromisedUser" },
      { classification: "TruePositive", determination: "CompromisedAccount" },
    ],
    [
      { classification: "FalsePositive", determination: "Clean" },
      { classification: "FalsePositive", determination: "NotMalicious" },
    ],
    [
      { classification: "FalsePositive", determination: "InsufficientData" },
      { classification: "FalsePositive", determination: "NoEnoughDataToValidate" },
    ],
    [
      { classification: "FalsePositive", determination: "NotEnoughDataToValidate" },
      { classification: "FalsePositive", determination: "NoEnoughDataToValidate" },
    ],
    [
      { classification: "Unknown", determination: "NotAvailable" },
      { classification: null, determination: null },
    ],
  ];
  for (const [body, shown] of values) {
    test(`takes ${JSON.stringify(body).slice(0, 100)}`, async () => {
      const after = ok(await patch(first, body));
      assert.deepEqual({ ...after, ...shown }, after);
      assert.deepEqual(await alertNow(first), after);
    });
  }

  for (const comment of ["x".repeat(30_000), "<script>\u202e\n\ud83d\ude00\u2028", " "]) {
    test(`takes the comment ${JSON.stringify(comment.slice(0, 20))} as it is`, async () => {
      ok(await patch(first, { comment }));
      assert.deepEqual(remarks(await alertNow(first)), [[comment, APP_ID]]);
    });
  }

  test("judges a determination by the classification that is stored", async () => {
    const after = ok(await patch(closed, { determination: "Phishing" }));
    assert.deepEqual([after.classification, after.determination], ["TruePositive", "Phishing"]);
  });

  test("takes a determination back that the new classification does not have", async () => {
    const after = ok(await patch(closed, { classification: "FalsePositive" }));
    assert.deepEqual([after.classification, after.determination], ["FalsePositive", null]);
  });

  test("adds comments in the order and in the name of those who made them", async () => {
    ok(await patch(first, { comment: "one" }, "analyst"));
    ok(await patch(first, { comment: "two" }));
    const after = ok(await patch(first, { comment: "one" }, "fieldAnalyst"));
    assert.deepEqual(remarks(after), [
      ["one", people.analyst.userPrincipalName],
      ["two", APP_ID],
      ["one", people.fieldAnalyst.userPrincipalName],
    ]);
    const times = after.comments.map(({ createdTime }: Remark) => Date.parse(createdTime));
    assert.deepEqual(times, times.toSorted());
    for (const { createdTime } of after.comments) assert.ok(isRecent(createdTime), createdTime);
    assert.deepEqual((await incidentNow(incident)).comments, [], "they are the alert's own");
  });

  test("under /api/v1.0 does the same", async () => {
    ok(await tenant.send("PATCH", `/api/v1.0/alerts/${first}`, { status: "InProgress" }));
    assert.equal((await alertNow(first)).status, "InProgress");
  });

  test("loses none of several that arrive together", async () => {
    const words = Array.from({ length: 20 }, (_, index) => `remark ${index}`);
    for (const answer of await Promise.all(words.map((comment) => patch(first, { comment })))) ok(answer);
    const kept = remarks(await alertNow(first)).map(([comment]) => comment);
    assert.deepEqual(kept.toSorted(), words.toSorted());
  });
});

describe("the status of an incident follows its alerts", () => {
  const statusNow = async () => (await incidentNow(incident)).status;

  test("it stays while an alert is open, and is resolved with the last one", async () => {
    ok(await patch(first, { status: "Resolved" }));
    assert.equal(await statusNow(), "Active");
    ok(await patch(second, { status: "Resolved" }));
    assert.equal(await statusNow(), "Resolved");
  });

  test("an alert that is opened again does not open it", async () => {
    await batched({ alertIds: [first, second], status: "Resolved" });
    ok(await patch(first, { status: "New" }));
    assert.equal(await statusNow(), "Resolved");
  });

  for (const body of [{ comment: "x" }, { status: "Resolved" }, { assignedTo: "x" }]) {
    test(`${JSON.stringify(body)} on a resolved alert leaves it as active as it was made`, async () => {
      await reactivate();
      ok(await patch(closed, body));
      assert.equal(await statusNow(), "Active");
    });
  }

  test("it is resolved again when an alert is opened and resolved once more", async () => {
    await reactivate();
    ok(await patch(closed, { status: "InProgress" }));
    assert.equal(await statusNow(), "Active");
    ok(await patch(closed, { status: "Resolved" }));
    assert.equal(await statusNow(), "Resolved");
  });
});

describe("an update of an alert that cannot be is refused, and nothing of it is written", () => {
  const bodies: readonly (readonly [body: unknown, word: RegExp])[] = [
    [{}, /At least one of the properties/],
    [{ Status: "Resolved" }, /did you mean 'status'/],
    [{ status: "Resolved", comments: ["x"] }, /'comments' is not known/],
    [{ status: "Resolved", tags: [] }, /'tags' is not known/],
    [{ comment: "x", severity: "High" }, /'severity' is not known/],
    [{ comment: "x", status: "resolved" }, /'resolved'/],
    [{ comment: "x", status: "Active" }, /'Active'/],
    [{ comment: "x", status: "Unknown" }, /'Unknown'/],
    [{ comment: "x", status: null }, /'status' must be a string/],
    [{ comment: "x", status: 3 }, /'status' must be a string/],
    [{ comment: "x", assignedTo: null }, /'assignedTo' must be a string/],
    [{ comment: "x", assignedTo: "a".repeat(1_025) }, /'assignedTo' must not be longer than/],
    [{ comment: "x", classification: "truePositive" }, /'truePositive'/],
    [{ classification: "TruePositive", determination: "Apt" }, /'Apt'/],
    [{ classification: "TruePositive", determination: "SecurityPersonnel" }, /'SecurityPersonnel'/],
    [{ status: "Resolved", comment: "" }, /'comment' must not be empty/],
    [{ status: "Resolved", comment: "x".repeat(30_001) }, /must not be longer than 30000 characters/],
    [{ status: "Resolved", comment: ["x"] }, /'comment' must be a string/],
    [{ status: "Resolved", comment: "a\u0000b" }, /U\+0000/],
    ['{"status":"Resolved","comment":"\\ud800"}', /surrogate/],
    ['{"status":"Resolved","__proto__":{"comment":"x"}}', /'__proto__' is not known/],
    ['{"__proto__":{"status":"Resolved"}}', /'__proto__' is not known/],
    ['{"status":"Resolved","constructor":1}', /'constructor' is not known/],
    ["", /It is empty/],
    ["{", /not valid JSON/],
    ['{"status":"Resolved"}}', /not valid JSON/],
    ["{'status':'Resolved'}", /not valid JSON/],
    ["null", /A JSON object is expected/],
    ['[{"status":"Resolved"}]', /A JSON object is expected/],
    ['"Resolved"', /A JSON object is expected/],
    ["[".repeat(100_000), /not valid JSON/],
  ];
  for (const [body, word] of bodies) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    test(`${text.slice(0, 60)} is 400 InvalidRequestBody`, async () => {
      const answer = await refuses(() => patch(first, body), 400, "InvalidRequestBody");
      assert.match(messageOf(answer), word);
      assert.ok(messageOf(answer).length < 1_000, "the message repeats no more than a piece of the body");
    });
  }

  const judgements: readonly (readonly [alert: "first" | "closed", body: object])[] = [
    ["first", { determination: "Malware" }],
    ["first", { classification: "FalsePositive", determination: "Malware", comment: "x" }],
    ["first", { classification: "Unknown", determination: "Other", status: "Resolved" }],
    ["first", { classification: "InformationalExpectedActivity", determination: "Phishing" }],
    ["closed", { determination: "NotMalicious", assignedTo: "x" }],
    ["closed", { determination: "NotAvailable" }],
  ];
  for (const [which, body] of judgements) {
    test(`${JSON.stringify(body)} on the ${which} alert is 400 InvalidInput`, async () => {
      await refuses(() => patch(which === "first" ? first : closed, body), 400, "InvalidInput");
    });
  }

  const types: readonly (readonly [headers: Readonly<Record<string, string>>, body: string])[] = [
    [{ "Content-Type": "text/plain" }, '{"status":"Resolved"}'],
    [{ "Content-Type": "application/x-www-form-urlencoded" }, "status=Resolved"],
    [{ "Content-Type": "application/json-patch+json" }, '{"status":"Resolved"}'],
    [{ "Content-Type": "" }, '{"status":"Resolved"}'],
    [{}, '{"status":"Resolved"}'],
  ];
  for (const [headers, body] of types) {
    test(`the content type ${JSON.stringify(headers)} is 400 BadRequest`, async () => {
      const token = await tenant.token("application");
      const path = `/api/alerts/${first}`;
      await refuses(
        () => tenant.server.ask(path, { method: "PATCH", token, headers, body }),
        400,
        "BadRequest",
      );
    });
  }

  test("no body at all is 400 InvalidRequestBody", async () => {
    const token = await tenant.token("application");
    await refuses(
      () => tenant.server.ask(`/api/alerts/${first}`, { method: "PATCH", token }),
      400,
      "InvalidRequestBody",
    );
  });

  test("a body of 1 MiB and one byte is 413", async () => {
    const frame = '{"comment":""}'.length;
    const body = JSON.stringify({ comment: "x".repeat(1024 * 1024 + 1 - frame) });
    await refuses(() => patch(first, body), 413, "BadRequest");
    const largest = JSON.stringify({ comment: "x".repeat(1024 * 1024 - frame) });
    await refuses(() => patch(first, largest), 400, "InvalidRequestBody");
  });

  test("an option is 400 ODataError", async () => {
    await refuses(() => patch(`${first}?$expand=evidence`, { comment: "x" }), 400, "ODataError");
  });

  test("an alert that is not there is 404", async () => {
    for (const id of ["da0", "%00", first.toUpperCase(), "x".repeat(2_000)])
      await refuses(() => patch(id, { comment: "x" }), 404, "ResourceNotFound");
  });

  for (const type of ["application/json; charset=utf-8", "Application/JSON", "application/json;odata=x"]) {
    test(`but the content type ${type} will do`, async () => {
      const answer = await tenant.server.ask(`/api/alerts/${first}`, {
        method: "PATCH",
        token: await tenant.token("application"),
        headers: { "Content-Type": type },
        body: '\ufeff{"comment":"x"}',
      });
      assert.equal(ok(answer).comments.length, 1);
    });
  }
});

describe("who may update alerts", () => {
  const writes: readonly (readonly [name: string, ask: (token: string) => Promise<Answer>])[] = [
    ["PATCH", (token) => post("PATCH", `/api/alerts/${first}`, { comment: "x" }, token)],
    [
      "batchUpdate",
      (token) => post("POST", "/api/alerts/batchUpdate", { alertIds: [first], comment: "x" }, token),
    ],
  ];
  const post = (method: string, path: string, body: unknown, token: string | undefined) =>
    tenant.server.ask(path, {
      method,
      token,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });

  for (const [name, ask] of writes) {
    for (const roles of [[], ["Alert.Read.All"], ["Incident.Read.All", "Incident.ReadWrite.All"]]) {
      test(`${name} by an application with the roles [${roles}] is 403`, async () => {
        const token = await tenant.server.applicationToken(NORTHWIND, roles);
        const answer = await refuses(() => ask(token), 403, "Forbidden");
        assert.equal(
          messageOf(answer),
          `Missing application roles. API required roles: Alert.ReadWrite.All, application roles: ${roles}.`,
        );
      });
    }

    for (const scopes of [["Alert.Read"], ["Incident.ReadWrite"]]) {
      test(`${name} by an analyst's token with the scopes [${scopes}] is 403`, async () => {
        const token = await tenant.server.userToken(NORTHWIND, people.analyst, scopes);
        const answer = await refuses(() => ask(token), 403, "Forbidden");
        assert.equal(
          messageOf(answer),
          `Missing application scopes. API required scopes: Alert.ReadWrite, application scopes: ${scopes}.`,
        );
      });
    }

    for (const who of ["reader", "stranger"] as const) {
      test(`${name} by the ${who}, who holds no role that investigates alerts, is 403`, async () => {
        await refuses(async () => ask(await tenant.token(who)), 403, "Forbidden");
      });
    }

    test(`${name} by another tenant's application is 404`, async () => {
      await refuses(async () => ask(await tenant.token("fabrikam")), 404, "ResourceNotFound");
    });
  }

  test("a stranger hears that the token is missing before anything of the body", async () => {
    const path = `/api/alerts/${first}`;
    const bodies = [
      { headers: { "Content-Type": "application/json" }, body: "{" },
      { headers: { "Content-Type": "text/plain" }, body: "{}" },
      { headers: { "Content-Type": "application/json" }, body: "x".repeat(1024 * 1024 + 1) },
    ];
    for (const sent of bodies) {
      const answer = await tenant.server.ask(path, { method: "PATCH", ...sent });
      assert.deepEqual(refusal(answer), [401, "Unauthorized"], sent.body.slice(0, 9));
    }
  });

  test("an analyst of some devices changes what they see, and is shown no more than that", async () => {
    const answer = await patch(second, { status: "InProgress", comment: "x" }, "fieldAnalyst");
    const alert = ok(answer);
    assert.deepEqual([alert.status, alert.machineId], ["InProgress", "1a01"]);
    assert.doesNotMatch(answer.body, /srv-1|5e01/);
    const whole = await alertNow(second);
    assert.deepEqual(
      [whole.status, whole.machineId],
      ["InProgress", "5e01"],
      "the rest of it is still there",
    );
  });

  test("and finds nothing to change in an alert that is hidden", async () => {
    const hidden = await refuses(
      () => patch(alone, { comment: "x" }, "fieldAnalyst"),
      404,
      "ResourceNotFound",
    );
    assert.equal(messageOf(hidden), `Alert ${alone} was not found`);
    await refuses(() => patch(first, { comment: "x" }, "mailAnalyst"), 404, "ResourceNotFound");
  });

  test("and does not learn from a refusal that an alert is hidden", async () => {
    const [hidden, missing] = [
      await patch(alone, { determination: "Malware" }, "fieldAnalyst"),
      await patch("da0", { determination: "Malware" }, "fieldAnalyst"),
    ];
    assert.deepEqual(refusal(hidden), refusal(missing));
    assert.equal(messageOf(hidden).replace(alone, ""), messageOf(missing).replace("da0", ""));
  });
});

describe("POST /api/alerts/batchUpdate", () => {
  test("changes several alerts alike, and answers nothing", async () => {
    const { headers } = await batched(
      {
        alertIds: [alone, first],
        status: "InProgress",
        assignedTo: "ana.ruiz@northwind.example",
        classification: "TruePositive",
        determination: "MultiStagedAttack",
        comment: "One campaign.",
      },
      "analyst",
    );
    assert.equal(headers["content-length"], "0");
    for (const id of [alone, first]) {
      const alert = await alertNow(id);
      assert.deepEqual(
        [alert.status, alert.assignedTo, alert.classification, alert.determination],
        ["InProgress", "ana.ruiz@northwind.example", "TruePositive", "MultiStagedAttack"],
      );
      assert.deepEqual(remarks(alert), [["One campaign.", people.analyst.userPrincipalName]]);
      assert.ok(isRecent(alert.lastUpdateTime), alert.lastUpdateTime);
    }
    assert.equal((await alertNow(second)).status, "New");
  });

  test("moves every incident of theirs, and resolves those whose last alert it resolves", async () => {
    await batched({ alertIds: [second, alone], status: "Resolved" });
    const [ours, theirs] = [await incidentNow(incident), await incidentNow(other)];
    assert.deepEqual([ours.status, theirs.status], ["Active", "Resolved"]);
    for (const { lastUpdateTime } of [ours, theirs]) assert.ok(isRecent(lastUpdateTime), lastUpdateTime);
    await batched({ alertIds: [first], status: "Resolved" });
    assert.equal((await incidentNow(incident)).status, "Resolved");
  });

  test("takes an id that is named twice once", async () => {
    await batched({ alertIds: [first, first, alone, first], comment: "x" });
    assert.equal((await alertNow(first)).comments.length, 1);
  });

  test("under /api/v1.0 does the same", async () => {
    const answer = await tenant.send("POST", "/api/v1.0/alerts/batchUpdate", {
      alertIds: [first],
      status: "InProgress",
    });
    assert.deepEqual([answer.status, answer.body], [200, ""]);
    assert.equal((await alertNow(first)).status, "InProgress");
  });

  test("with one unknown id is 404 and changes nothing, wherever it stands", async () => {
    for (const alertIds of [
      ["da0", first, alone],
      [first, "da0", alone],
      [first, alone, "da0"],
    ]) {
      const answer = await refuses(() => batch({ alertIds, comment: "x" }), 404, "ResourceNotFound");
      assert.equal(messageOf(answer), "Alert da0 was not found");
    }
  });

  test("with one hidden id is 404 and changes nothing", async () => {
    const answer = await refuses(
      () => batch({ alertIds: [first, alone], comment: "x" }, "fieldAnalyst"),
      404,
      "ResourceNotFound",
    );
    assert.equal(messageOf(answer), `Alert ${alone} was not found`);
    await batched({ alertIds: [first, second], comment: "x" }, "fieldAnalyst");
  });

  test("with a determination that one of the alerts cannot have changes none, in no incident", async () => {
    await refuses(
      () => batch({ alertIds: [alone, closed, first], determination: "Malware", comment: "x" }),
      400,
      "InvalidInput",
    );
    await refuses(() => batch({ alertIds: [closed, alone], determination: "Phishing" }), 400, "InvalidInput");
  });

  const refusals: readonly (readonly [body: unknown, code: string, word: RegExp])[] = [
    [{ status: "Resolved" }, "MissingRequiredParameter", /'alertIds'/],
    [{}, "MissingRequiredParameter", /'alertIds'/],
    [{ alertIds: ["FIRST"] }, "InvalidRequestBody", /At least one of the properties/],
    [{ alertIds: [], status: "Resolved" }, "InvalidRequestBody", /at least one item/],
    [{ alertIds: "FIRST", status: "Resolved" }, "InvalidRequestBody", /'alertIds' must be an array/],
    [{ alertIds: null, status: "Resolved" }, "InvalidRequestBody", /'alertIds' must be an array/],
    [
      { alertIds: ["FIRST", 7], status: "Resolved" },
      "InvalidRequestBody",
      /'alertIds\[1\]' must be a string/,
    ],
    [
      { alertIds: ["FIRST", ""], status: "Resolved" },
      "InvalidRequestBody",
      /'alertIds\[1\]' must not be empty/,
    ],
    [{ alertIds: ["FIRST", null], comment: "x" }, "InvalidRequestBody", /'alertIds\[1\]' must be a string/],
    [{ AlertIds: ["FIRST"], comment: "x" }, "InvalidRequestBody", /did you mean 'alertIds'/],
    [{ alertIds: ["FIRST"], status: "Active" }, "InvalidRequestBody", /'Active'/],
    [{ alertIds: ["FIRST"], tags: ["x"] }, "InvalidRequestBody", /'tags' is not known/],
    ['{"alertIds":["FIRST"],"comment":"x","__proto__":{}}', "InvalidRequestBody", /'__proto__' is not known/],
    ["", "InvalidRequestBody", /It is empty/],
    ["[]", "InvalidRequestBody", /A JSON object is expected/],
  ];
  for (const [body, code, word] of refusals) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    test(`${text} is 400 ${code}, and nothing is written`, async () => {
      const answer = await refuses(() => batch(text.replaceAll("FIRST", first)), 400, code);
      assert.match(messageOf(answer), word);
    });
  }

  test("of more than a thousand is 400 MaximumBatchSizeExceeded, which says both numbers", async () => {
    const alertIds = Array.from({ length: 1_001 }, () => first);
    const answer = await refuses(() => batch({ alertIds, comment: "x" }), 400, "MaximumBatchSizeExceeded");
    assert.match(messageOf(answer), /received 1001, allowed 1000/);
    await batched({ alertIds: alertIds.slice(1), comment: "x" });
  });

  test("of half a thousand alerts of one incident is done in moments, also by one who sees a part", async () => {
    const alertIds = Array.from({ length: 500 }, (_, index) => `da${round}-many${index}`);
    await tenant.given({ alerts: alertIds.map((alertId) => alertOf({ alertId, evidence: [laptop1] })) });
    const start = performance.now();
    await batched({ alertIds, comment: "x" }, "fieldAnalyst");
    assert.ok(performance.now() - start < 3_000, `it took ${Math.round(performance.now() - start)} ms`);
  });
});

test("after all of this the chains of changes are whole", async () => {
  for (const tenantId of [NORTHWIND, FABRIKAM])
    assert.deepEqual(await tenant.server.store.changes.verify(operatorOf(tenantId)), []);
  assert.deepEqual(await tenant.server.store.integrity(), []);
});

test("nothing of a comment stands in the log", async () => {
  const secret = `remark ${round} in confidence`;
  ok(await patch(first, { comment: secret }));
  await refuses(() => patch(first, { comment: secret, status: "Open" }), 400, "InvalidRequestBody");
  await refuses(() => patch("da0", { comment: secret }), 404, "ResourceNotFound");
  assert.equal(JSON.stringify(tenant.server.logLines()).includes(secret), false);
});
