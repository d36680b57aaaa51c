import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { DEFENDER_FORM } from "../src/wire/defender/writer.ts";
import {
  type AlertTenant,
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
import { alertOf, deviceOf } from "./fixtures/incidents.ts";
import { FABRIKAM, NORTHWIND, operatorOf } from "./fixtures/scopes.ts";

/** Raising an alert by hand: issue 3, contract/defender.md § 10. */

const PATH = "/api/alerts/CreateAlertByReference";

let tenant: AlertTenant;
before(async () => {
  tenant = await startAlertTenant();
  await tenant.given({
    displayName: "What makes the devices known",
    status: "resolved",
    alerts: [
      alertOf({ alertId: "da-laptop", status: "resolved", evidence: [laptop1] }),
      alertOf({
        alertId: "da-server",
        status: "resolved",
        evidence: [{ ...server1, osPlatform: "WindowsServer2022", rbacGroupName: "Servers" }],
      }),
      alertOf({
        alertId: "fa-other",
        serviceSource: "microsoftDefenderForOffice365",
        status: "resolved",
        evidence: [
          deviceOf({
            mdeDeviceId: "ABCDEF01",
            deviceDnsName: "lt-2.northwind.example",
            loggedOnUsers: [{ accountName: "told.by.mail", domainName: "NORTHWIND" }],
          }),
        ],
      }),
    ],
  });
});
after(() => tenant.server.stop());

/** Each test reports under a title of its own, so that no earlier alert takes the report in. */
let round = 0;
let body: Readonly<Record<string, unknown>>;
beforeEach(() => {
  round++;
  body = {
    eventTime: "2026-03-03T16:45:21.7115183Z",
    reportId: "20776",
    machineId: "5e01",
    severity: "Low",
    title: `Odd process ${round}`,
    description: "A process that nobody knows.",
    recommendedAction: "Ask the owner.",
    category: "Exploit",
  };
});

const report = (changes: object = {}, who?: Who) => tenant.send("POST", PATH, { ...body, ...changes }, who);

function ok(answer: Answer) {
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body);
}
const got = async (path: string, who?: Who) => ok(await tenant.get(path, who));
const counts = async () => [
  (await got("/api/alerts")).value.length,
  (await got("/api/incidents")).value.length,
];

async function refuses(ask: () => Promise<Answer>, status: number, code: string): Promise<Answer> {
  const before = await counts();
  const answer = await ask();
  assert.deepEqual(refusal(answer), [status, code], answer.body);
  assert.deepEqual(await counts(), before, "something was written");
  return answer;
}

describe("POST /api/alerts/CreateAlertByReference", () => {
  test("raises a new alert about the device, and answers the whole of it", async () => {
    const answer = await report();
    const alert = ok(answer);
    assert.equal(alert["@odata.context"], `${tenant.server.origin}/api/$metadata#Alerts/$entity`);
    assert.equal(answer.headers["odata-version"], "4.0");
    assert.match(alert.id, /^da[0-9a-f-]{36}_1$/);
    assert.deepEqual(Object.keys(alert), Object.keys(await got("/api/alerts/da-server")));
    assert.deepEqual(alert, {
      ...alert,
      investigationId: null,
      assignedTo: null,
      severity: "Low",
      status: "New",
      classification: null,
      determination: null,
      detectionSource: "CustomerTI",
      category: "Exploit",
      title: `Odd process ${round}`,
      description: "A process that nobody knows.",
      firstEventTime: "2026-03-03T16:45:21.7115183Z",
      lastEventTime: "2026-03-03T16:45:21.7115183Z",
      resolvedTime: null,
      machineId: "5e01",
      computerDnsName: "srv-1.northwind.example",
      rbacGroupName: "Servers",
      aadTenantId: NORTHWIND,
      comments: [],
      domains: [],
    });
    for (const time of [alert.alertCreationTime, alert.lastUpdateTime]) assert.ok(isRecent(time), time);
    assert.deepEqual(await got(`/api/alerts/${alert.id}`), alert);
  });

  test("in an incident of its own, which the incident API shows alone and in its list", async () => {
    const before = await got("/api/incidents");
    const alert = ok(await report({ severity: "High" }));
    const incident = await got(`/api/incidents/${alert.incidentId}`);
    assert.equal(
      before.value.some(({ incidentId }: { incidentId: number }) => incidentId >= alert.incidentId),
      false,
      "numbers ascend",
    );
    assert.deepEqual(
      [incident.incidentName, incident.status, incident.severity, incident.redirectIncidentId],
      [`Odd process ${round} on one endpoint`, "Active", "High", null],
    );
    assert.deepEqual(
      [incident.classification, incident.determination, incident.assignedTo, incident.comments],
      ["Unknown", "NotAvailable", null, []],
    );
    const [inIncident, ...more] = incident.alerts;
    assert.deepEqual(
      [more, inIncident.alertId, inIncident.title, inIncident.status],
      [[], alert.id, alert.title, "New"],
    );
    assert.equal(inIncident.serviceSource, "MicrosoftDefenderForEndpoint");
    assert.deepEqual(
      inIncident.devices.map((device: { mdatpDeviceId: string; osPlatform: string }) => [
        device.mdatpDeviceId,
        device.osPlatform,
      ]),
      [["5e01", "WindowsServer2022"]],
    );
    const { "@odata.context": _, ...alone } = incident;
    const { value } = await got("/api/incidents");
    assert.deepEqual(
      value.find(({ incidentId }: { incidentId: number }) => incidentId === alert.incidentId),
      alone,
    );
  });

  const accepted: readonly (readonly [name: string, value: unknown, shown: object])[] = [
    ["severity", "Medium", { severity: "Medium" }],
    ["severity", "High", { severity: "High" }],
    ["category", "General", { category: "General" }],
    ["category", "SuspiciousActivity", { category: "SuspiciousActivity" }],
    ["eventTime", "2026-03-03T16:45:21Z", { firstEventTime: "2026-03-03T16:45:21Z" }],
    ["eventTime", "2026-03-03T16:45:21.5Z", { lastEventTime: "2026-03-03T16:45:21.5Z" }],
    ["machineId", "abcdef01", { computerDnsName: "lt-2.northwind.example" }],
    ["machineId", "ABCDEF01", { computerDnsName: "lt-2.northwind.example" }],
    ["description", "<b>\u202e\n", { description: "<b>\u202e\n" }],
  ];
  for (const [name, value, shown] of accepted) {
    test(`takes the ${name} ${JSON.stringify(value)}`, async () => {
      const alert = ok(await report({ [name]: value }));
      assert.deepEqual({ ...alert, ...shown }, alert);
    });
  }

  test("under /api/v1.0 does the same", async () => {
    const alert = ok(await tenant.send("POST", "/api/v1.0/alerts/createalertbyreference", body));
    assert.equal((await got(`/api/alerts/${alert.id}`)).title, body.title);
  });
});

describe("a report about what an open alert tells already", () => {
  test("is taken in by it: the same alert, whose last event is later", async () => {
    const first = ok(await report());
    const [alerts, incidents] = await counts();
    const again = ok(
      await report({
        eventTime: "2026-03-03T17:00:00Z",
        reportId: "20777",
        severity: "High",
        category: "Malware",
      }),
    );
    assert.deepEqual(again, {
      ...first,
      lastEventTime: "2026-03-03T17:00:00Z",
      lastUpdateTime: again.lastUpdateTime,
    });
    assert.ok(Date.parse(again.lastUpdateTime) >= Date.parse(first.lastUpdateTime));
    assert.deepEqual(await counts(), [alerts, incidents]);
    const incident = await got(`/api/incidents/${first.incidentId}`);
    assert.deepEqual([incident.status, incident.lastUpdateTime], ["Active", again.lastUpdateTime]);
  });

  test("moves the first event of it back when it tells of an earlier one", async () => {
    const first = ok(await report());
    const again = ok(await report({ eventTime: "2026-03-01T00:00:00Z" }));
    assert.deepEqual(
      [again.id, again.firstEventTime, again.lastEventTime],
      [first.id, "2026-03-01T00:00:00Z", first.lastEventTime],
    );
  });

  test("is taken in by an alert of a product too, while somebody works on it", async () => {
    const title = `Found by the sensor ${round}`;
    const incident = await tenant.given({
      alerts: [alertOf({ alertId: `da-sensor${round}`, title, status: "inProgress", evidence: [server1] })],
    });
    const again = ok(await report({ title, eventTime: "2026-05-01T00:00:00Z" }));
    assert.deepEqual(
      [again.id, again.incidentId, again.status, again.lastEventTime],
      [`da-sensor${round}`, incident, "InProgress", "2026-05-01T00:00:00Z"],
    );
  });

  test("is a new alert when it is about another device or has another title", async () => {
    const { id } = ok(await report());
    for (const changes of [{ machineId: "1a01" }, { title: `odd process ${round}` }])
      assert.notEqual(ok(await report(changes)).id, id);
  });

  for (const how of ["alert", "incident"] as const) {
    test(`is a new alert in a new incident once the ${how} is resolved, which stays so`, async () => {
      const first = ok(await report());
      if (how === "alert") {
        ok(await tenant.send("PATCH", `/api/alerts/${first.id}`, { status: "Resolved" }));
      } else {
        const path = `/api/incidents/${first.incidentId}`;
        ok(await tenant.send("PATCH", path, { status: "Resolved" }));
        await statusOf(first.id, "Resolved");
      }
      const resolved = await got(`/api/incidents/${first.incidentId}`);
      assert.equal(resolved.status, "Resolved");
      const second = ok(await report());
      assert.notEqual(second.id, first.id);
      assert.ok(second.incidentId > first.incidentId);
      assert.equal((await got(`/api/incidents/${second.incidentId}`)).status, "Active");
      assert.deepEqual(await got(`/api/incidents/${first.incidentId}`), resolved);
    });
  }

  test("is a new alert too while those of a resolved incident still wait to be resolved", async () => {
    const first = ok(await report());
    const { store } = tenant.server;
    await store.incidents.update(
      operatorOf(NORTHWIND),
      first.incidentId,
      { status: "resolved" },
      DEFENDER_FORM,
    );
    const second = ok(await report());
    await store.followUp();
    assert.equal((await got(`/api/alerts/${first.id}`)).status, "Resolved");
    assert.equal((await got(`/api/alerts/${second.id}`)).status, "New", "the report is closed unread");
  });

  test("makes one alert of several that arrive together", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => report()));
    assert.equal(new Set(answers.map((answer) => ok(answer).id)).size, 1);
  });
});

/** Alerts follow a resolved incident shortly after its answer (§ 4.3). */
async function statusOf(alertId: string, expected: string): Promise<void> {
  for (let wait = 1; wait < 5_000; wait *= 2) {
    if ((await got(`/api/alerts/${alertId}`)).status === expected) return;
    await delay(wait);
  }
  assert.fail(`the alert did not become ${expected}`);
}

describe("a report that cannot be is refused, and nothing is written", () => {
  for (const machineId of ["unknown", "5e", "srv-1.northwind.example", "%", "5e01 "]) {
    test(`about the machine '${machineId}', which is not known, with 404`, async () => {
      const answer = await refuses(() => report({ machineId }), 404, "ResourceNotFound");
      assert.equal(messageOf(answer), `Event 20776 of machine ${machineId} was not found`);
    });
  }

  const names = [
    "eventTime",
    "reportId",
    "machineId",
    "severity",
    "title",
    "description",
    "recommendedAction",
    "category",
  ];
  for (const name of names) {
    test(`without ${name}, with 400 MissingRequiredParameter`, async () => {
      const answer = await refuses(() => report({ [name]: undefined }), 400, "MissingRequiredParameter");
      assert.equal(messageOf(answer), `The required parameter '${name}' is missing`);
    });

    test(`with a ${name} that is no text or an empty one, with 400 InvalidRequestBody`, async () => {
      for (const value of [null, 7, "", ["x"], { x: 1 }]) {
        const answer = await refuses(() => report({ [name]: value }), 400, "InvalidRequestBody");
        assert.match(messageOf(answer), new RegExp(`'${name}'`));
      }
    });
  }

  const values: readonly (readonly [name: string, value: string])[] = [
    ["severity", "Informational"],
    ["severity", "UnSpecified"],
    ["severity", "low"],
    ["category", "Phishing"],
    ["category", "exploit"],
    ["category", "toString"],
    ["eventTime", "2026-03-03"],
    ["eventTime", "2026-03-03T16:45:21+01:00"],
    ["eventTime", "2026-03-03T16:45:21.71151834Z"],
    ["eventTime", "2026-02-30T16:45:21Z"],
    ["eventTime", "yesterday"],
    ["machineId", "dns:srv-1.northwind.example"],
    ["machineId", "aad:c7a2e6d1-90f4-4a2b-8d3e-51b7f0a6c9e4"],
    ["title", "x".repeat(501)],
    ["description", "x".repeat(10_001)],
    ["recommendedAction", "x".repeat(10_001)],
    ["reportId", "x".repeat(257)],
    ["title", "a\u0000b"],
  ];
  for (const [name, value] of values) {
    test(`with the ${name} ${JSON.stringify(value.slice(0, 40))}, with 400 InvalidRequestBody`, async () => {
      await refuses(() => report({ [name]: value }), 400, "InvalidRequestBody");
    });
  }

  test("with a property that is not known, or in another case, with 400 InvalidRequestBody", async () => {
    for (const changes of [{ recommendedActions: "x" }, { Title: "x" }, { alertId: "da-mine" }])
      await refuses(() => report(changes), 400, "InvalidRequestBody");
    const text = `${JSON.stringify(body).slice(0, -1)},"__proto__":{"title":"x"}}`;
    await refuses(() => tenant.send("POST", PATH, text), 400, "InvalidRequestBody");
  });

  for (const text of ["", "{", "[]", "null", "7"]) {
    test(`with the body '${text}', with 400 InvalidRequestBody`, async () => {
      await refuses(() => tenant.send("POST", PATH, text), 400, "InvalidRequestBody");
    });
  }

  test("with another content type, with an option, or of more than 1 MiB", async () => {
    const token = await tenant.token("application");
    const sent = { method: "POST", token, body: JSON.stringify(body) };
    const plain = { ...sent, headers: { "Content-Type": "text/plain" } };
    await refuses(() => tenant.server.ask(PATH, plain), 400, "BadRequest");
    await refuses(() => tenant.send("POST", `${PATH}?$top=1`, body), 400, "ODataError");
    await refuses(() => report({ description: "x".repeat(1024 * 1024) }), 413, "BadRequest");
  });
});

describe("who may raise alerts", () => {
  const post = (token: string) =>
    tenant.server.ask(PATH, {
      method: "POST",
      token,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });

  for (const roles of [[], ["Alert.Read.All"], ["Incident.ReadWrite.All"]]) {
    test(`no application with the roles [${roles}]`, async () => {
      const token = await tenant.server.applicationToken(NORTHWIND, roles);
      await refuses(() => post(token), 403, "Forbidden");
    });
  }

  test("no user's token that may only read", async () => {
    const token = await tenant.server.userToken(NORTHWIND, people.analyst, [
      "Alert.Read",
      "Incident.ReadWrite",
    ]);
    await refuses(() => post(token), 403, "Forbidden");
  });

  for (const who of ["reader", "stranger"] as const) {
    test(`not the ${who}, who holds no role that investigates alerts`, async () => {
      await refuses(() => report({ machineId: "1a01" }, who), 403, "Forbidden");
    });
  }

  test("an analyst, who then finds the alert like everyone who sees the device", async () => {
    const { id } = ok(await report({}, "analyst"));
    for (const [who, status] of [
      ["application", 200],
      ["analyst", 200],
      ["fieldAnalyst", 404],
      ["mailAnalyst", 404],
      ["fabrikam", 404],
    ] as const)
      assert.equal((await tenant.get(`/api/alerts/${id}`, who)).status, status, who);
  });

  test("an analyst of some devices about those, and not about others", async () => {
    const alert = ok(await report({ machineId: "1a01" }, "fieldAnalyst"));
    assert.equal(alert.computerDnsName, "lt-1.northwind.example");
    assert.equal((await got(`/api/incidents/${alert.incidentId}`, "fieldAnalyst")).alerts.length, 1);
    const [hidden, missing] = [
      await refuses(() => report({}, "fieldAnalyst"), 404, "ResourceNotFound"),
      await refuses(() => report({ machineId: "no-device" }, "fieldAnalyst"), 404, "ResourceNotFound"),
    ];
    assert.equal(messageOf(hidden).replace("5e01", ""), messageOf(missing).replace("no-device", ""));
  });

  test("not an analyst of other services about a device of theirs", async () => {
    await refuses(() => report({ machineId: "1a01" }, "mailAnalyst"), 404, "ResourceNotFound");
  });

  test("an analyst of one service, who learns nothing from the alerts of another about the device", async () => {
    assert.equal((await tenant.get("/api/alerts/fa-other", "endpointAnalyst")).status, 404);
    const { status, body: text } = await report({ machineId: "abcdef01" }, "endpointAnalyst");
    assert.ok(status === 200 || status === 404, text);
    assert.doesNotMatch(text, /told\.by\.mail/);
  });

  test("no other tenant about a device of this one", async () => {
    await refuses(() => report({}, "fabrikam"), 404, "ResourceNotFound");
  });
});

test("after all of this the chains of changes are whole", async () => {
  for (const tenantId of [NORTHWIND, FABRIKAM])
    assert.deepEqual(await tenant.server.store.changes.verify(operatorOf(tenantId)), []);
  assert.deepEqual(await tenant.server.store.integrity(), []);
});
