import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { directoryRoleOf } from "../src/identity/role-permissions.ts";
import {
  type AlertTenant,
  APP_ID,
  laptop1,
  people,
  server1,
  startAlertTenant,
  type Who,
} from "./fixtures/alert-tenant.ts";
import { type ChangeRow, changeRows } from "./fixtures/change-rows.ts";
import { alertOf } from "./fixtures/incidents.ts";
import { NORTHWIND, operatorOf } from "./fixtures/scopes.ts";

/** What stands in the change rows after each kind of write: who, what, and the fields before and after. */

let tenant: AlertTenant;
before(async () => {
  tenant = await startAlertTenant();
});
after(() => tenant.server.stop());

const ANA = people.analyst.userPrincipalName;
const rows = () => changeRows(tenant.server.folder, NORTHWIND);

/** What a write added. */
async function added(write: () => Promise<unknown>): Promise<readonly ChangeRow[]> {
  const before = rows().length;
  await write();
  return rows().slice(before);
}

async function sent(method: "PATCH" | "POST", path: string, body: object, who: Who) {
  const answer = await tenant.send(method, path, body, who);
  assert.equal(answer.status, 200, answer.body);
  return answer.body === "" ? undefined : JSON.parse(answer.body);
}

const signatures = (changes: readonly ChangeRow[]) =>
  changes.map(({ actor, action, incidentId }) => [actor, action, incidentId] as const);

/** Two open alerts of one incident, one of a laptop and one of a server. */
async function givenIncident(name: string, assignedTo: string | null = null) {
  const [first, second] = [`da-${name}-1`, `da-${name}-2`] as const;
  const incident = await tenant.given({
    alerts: [
      alertOf({ alertId: first, evidence: [laptop1], assignedTo }),
      alertOf({ alertId: second, evidence: [server1] }),
    ],
  });
  return { incident, first, second };
}

/** Waits for the change that follows a resolved incident. */
async function followUpRow(incident: number): Promise<readonly ChangeRow[]> {
  for (let wait = 1; wait < 4_000; wait *= 2) {
    const found = rows().filter(
      ({ action, incidentId }) => action === "resolved-alerts" && incidentId === incident,
    );
    if (found.length > 0) return rows().filter(({ sequence }) => sequence >= (found[0]?.sequence ?? 0));
    await delay(wait);
  }
  throw new Error(`no follow-up of incident ${incident}`);
}

describe("the change row of an incident's update", () => {
  test("holds the user, and each changed field before and after", async () => {
    const { incident } = await givenIncident("update");
    const changes = await added(() =>
      sent(
        "PATCH",
        `/api/incidents/${incident}`,
        {
          status: "InProgress",
          classification: "TruePositive",
          determination: "Malware",
          tags: ["a"],
          comment: "one",
        },
        "analyst",
      ),
    );
    assert.deepEqual(signatures(changes), [[ANA, "updated", incident]]);
    const [{ at, before, after } = assert.fail("no row")] = changes;
    const { lastUpdateDateTime: was, ...fieldsBefore } = before;
    const { lastUpdateDateTime: is, ...fieldsAfter } = after;
    assert.deepEqual(fieldsBefore, {
      classification: "unknown",
      determination: "unknown",
      status: "active",
      customTags: [],
      lastModifiedBy: null,
      comments: [],
    });
    assert.deepEqual(fieldsAfter, {
      classification: "truePositive",
      determination: "malware",
      status: "inProgress",
      customTags: ["a"],
      lastModifiedBy: ANA,
      comments: [{ comment: "one", createdByDisplayName: ANA, createdDateTime: at }],
    });
    assert.equal(was, "2026-03-04T09:02:17.6100000Z");
    assert.ok(typeof is === "string" && is >= at, "the stored time is that of the change, in 1/300 s");
  });

  test("holds the application, and of a list that grew the new items alone", async () => {
    const { incident } = await givenIncident("app");
    const path = `/api/incidents/${incident}`;
    await sent("PATCH", path, { comment: "one", tags: ["a"] }, "application");
    const changes = await added(() => sent("PATCH", path, { comment: "two", tags: ["b"] }, "application"));
    assert.deepEqual(signatures(changes), [[`app:${APP_ID}`, "updated", incident]]);
    const [{ at, before, after } = assert.fail("no row")] = changes;
    const comment = { comment: "two", createdByDisplayName: APP_ID, createdDateTime: at };
    assert.deepEqual([before.comments, after.comments], [[], [comment]]);
    assert.deepEqual([before.customTags, after.customTags], [["a"], ["b"]]);
  });

  test("is followed by one of the alerts that the owner spreads to, those alone that had another", async () => {
    const { incident, first, second } = await givenIncident("owner", ANA);
    const changes = await added(() =>
      sent("PATCH", `/api/incidents/${incident}`, { assignedTo: ANA }, "analyst"),
    );
    assert.deepEqual(signatures(changes), [
      [ANA, "updated", incident],
      [ANA, "updated-alerts", incident],
    ]);
    const [update, spread] = changes;
    assert.deepEqual([update?.before.assignedTo, update?.after.assignedTo], [null, ANA]);
    assert.equal(first in (spread?.before ?? {}), false);
    assert.match(JSON.stringify(spread?.before), new RegExp(`"${second}":`));
    assert.doesNotMatch(JSON.stringify(spread?.before), new RegExp(`"${first}":`));
    assert.equal(update?.at, spread?.at, "both are one write");
  });

  test("is not there for an update that is refused", async () => {
    const { incident } = await givenIncident("refused");
    const changes = await added(async () => {
      const body = { classification: "FalsePositive", determination: "Malware" };
      const { status } = await tenant.send("PATCH", `/api/incidents/${incident}`, body, "analyst");
      assert.equal(status, 400);
    });
    assert.deepEqual(changes, []);
  });
});

describe("the change row of an alert's update", () => {
  test("holds its fields under its id, and is followed by that of its incident", async () => {
    const { incident, first } = await givenIncident("alert");
    const changes = await added(() =>
      sent(
        "PATCH",
        `/api/alerts/${first}`,
        { status: "InProgress", assignedTo: ANA, comment: "mine" },
        "analyst",
      ),
    );
    assert.deepEqual(signatures(changes), [
      [ANA, "updated-alerts", incident],
      [ANA, "updated", incident],
    ]);
    const [{ at, before, after } = assert.fail("no row"), touched] = changes;
    const comment = { comment: "mine", createdByDisplayName: ANA, createdDateTime: at };
    const stored = touched?.after.lastUpdateDateTime;
    assert.deepEqual(before, {
      [first]: {
        status: "new",
        assignedTo: null,
        comments: [],
        lastUpdateDateTime: "2026-03-04T09:02:18.0700000Z",
      },
    });
    assert.deepEqual(after, {
      [first]: { status: "inProgress", assignedTo: ANA, comments: [comment], lastUpdateDateTime: stored },
    });
    assert.deepEqual(Object.keys(touched?.after ?? {}), ["lastUpdateDateTime"]);
  });

  test("tells with that of the incident that the last open alert resolved it", async () => {
    const { incident, first, second } = await givenIncident("last");
    await sent("PATCH", `/api/alerts/${first}`, { status: "Resolved" }, "analyst");
    const changes = await added(() =>
      sent("PATCH", `/api/alerts/${second}`, { status: "Resolved" }, "application"),
    );
    assert.deepEqual(signatures(changes), [
      [`app:${APP_ID}`, "updated-alerts", incident],
      [`app:${APP_ID}`, "updated", incident],
    ]);
    const [alert, header] = changes;
    const fields = JSON.stringify(alert?.after[second]);
    assert.match(fields, /"status":"resolved"/);
    assert.match(fields, /"resolvedDateTime":"20/);
    assert.deepEqual([header?.before.status, header?.after.status], ["active", "resolved"]);
  });
});

test("a user whose token tells no name is known by the object id", async () => {
  const { incident } = await givenIncident("nameless");
  const guest = { objectId: "00000000-0000-4000-8000-0000000000aa", userPrincipalName: "" };
  const operator = directoryRoleOf("Security Operator")?.templateId ?? "";
  const { server } = tenant;
  const token = await server.userToken(NORTHWIND, { ...guest, directoryRoles: [operator] }, [
    "Incident.ReadWrite",
  ]);
  const answer = await server.ask(`/api/incidents/${incident}`, {
    method: "PATCH",
    token,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ comment: "who was it?" }),
  });
  assert.equal(answer.status, 200, answer.body);
  assert.equal(rows().at(-1)?.actor, guest.objectId);
});

test("a batch has a row for each incident, with its own alerts, all of one moment", async () => {
  const [one, two] = [await givenIncident("batch-1"), await givenIncident("batch-2")];
  const alertIds = [two.first, one.first, one.second];
  const changes = await added(() =>
    sent("POST", "/api/alerts/batchUpdate", { alertIds, comment: "all of you" }, "analyst"),
  );
  assert.deepEqual(signatures(changes), [
    [ANA, "updated-alerts", two.incident],
    [ANA, "updated", two.incident],
    [ANA, "updated-alerts", one.incident],
    [ANA, "updated", one.incident],
  ]);
  assert.deepEqual(
    changes.filter(({ action }) => action === "updated-alerts").map(({ after }) => Object.keys(after)),
    [[two.first], [one.first, one.second]],
  );
  assert.equal(new Set(changes.map(({ at }) => at)).size, 1);
});

describe("the change row of a report", () => {
  const report = (title: string, eventTime: string) => ({
    machineId: "1a01",
    reportId: "20776",
    eventTime,
    title,
    severity: "Low",
    category: "General",
    description: "Seen by an analyst.",
    recommendedAction: "Look again.",
  });

  test("tells that an incident was created, with nothing before it", async () => {
    await givenIncident("report");
    let alert: { incidentId: number } | undefined;
    const changes = await added(async () => {
      const body = report("Reported once", "2026-03-05T10:00:00Z");
      alert = await sent("POST", "/api/alerts/CreateAlertByReference", body, "analyst");
    });
    assert.deepEqual(signatures(changes), [[ANA, "created", alert?.incidentId]]);
    assert.deepEqual(changes[0]?.before, {});
    assert.match(JSON.stringify(changes[0]?.after), /^{"sha256":"[0-9a-f]{64}"}$/);
  });

  test("that an open alert takes in is an update of that alert", async () => {
    await givenIncident("again");
    const title = "Reported again";
    const path = "/api/alerts/CreateAlertByReference";
    const raised = await sent("POST", path, report(title, "2026-03-05T10:00:00Z"), "analyst");
    const changes = await added(() =>
      sent("POST", path, report(title, "2026-03-05T11:00:00Z"), "application"),
    );
    assert.deepEqual(signatures(changes), [
      [`app:${APP_ID}`, "updated-alerts", raised.incidentId],
      [`app:${APP_ID}`, "updated", raised.incidentId],
    ]);
    assert.match(
      JSON.stringify(changes[0]?.after),
      new RegExp(`^{"${raised.id}":.*"lastActivityDateTime":"2026-03-05T11:00:00.0000000Z"`),
    );
  });
});

test("what follows a resolved incident is in the name of Tocsin, after the row of who resolved it", async () => {
  const { incident, first, second } = await givenIncident("follow-up");
  const changes = await added(() =>
    sent("PATCH", `/api/incidents/${incident}`, { status: "Resolved" }, "analyst"),
  );
  assert.deepEqual(signatures(changes.slice(0, 1)), [[ANA, "updated", incident]]);
  const followed = await followUpRow(incident);
  assert.deepEqual(signatures(followed), [
    ["Tocsin", "resolved-alerts", incident],
    ["Tocsin", "updated", incident],
  ]);
  assert.deepEqual(Object.keys(followed[0]?.after ?? {}), [first, second]);
  for (const id of [first, second]) {
    const [before, after] = [followed[0]?.before[id], followed[0]?.after[id]];
    assert.match(JSON.stringify(before), /"status":"new"/);
    assert.match(JSON.stringify(after), /"status":"resolved"/);
  }
});

test("the rows of all these writes are one unbroken chain", async () => {
  assert.deepEqual(await tenant.server.store.changes.verify(operatorOf(NORTHWIND)), []);
  assert.deepEqual(
    rows().map(({ sequence }) => sequence),
    Array.from({ length: rows().length }, (_, index) => index + 1),
  );
});
