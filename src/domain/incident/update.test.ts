import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { incidentOf, time } from "../../../test/fixtures/incidents.ts";
import { UpdateRefused } from "../update-refused.ts";
import { afterAlertUpdate, type IncidentUpdate, updateIncident } from "./update.ts";

const at = time("2026-03-05T10:00:00.0011111Z");
const stored = time("2026-03-05T10:00:00.0033333Z");
const by = "ana.ruiz@northwind.example";
const modifier = "API-App:triage";
const header = incidentOf({
  incidentId: 7,
  assignedTo: "j.okafor@northwind.example",
  customTags: ["tier2"],
  comments: [
    {
      comment: "First.",
      createdByDisplayName: "j.okafor@northwind.example",
      createdDateTime: time("2026-03-04T09:00:00.1234567Z"),
    },
  ],
});

describe("an update changes what it names and the time of change", () => {
  const cases: readonly (readonly [what: string, IncidentUpdate, changed: object])[] = [
    ["nothing", {}, {}],
    ["the status", { status: "resolved" }, { status: "resolved" }],
    ["the owner", { assignedTo: by }, { assignedTo: by }],
    ["no owner any more", { assignedTo: null }, { assignedTo: null }],
    [
      "the judgement",
      { classification: "truePositive", determination: "malware" },
      { classification: "truePositive", determination: "malware" },
    ],
    [
      "its texts",
      { description: "d", summary: "s", resolvingComment: "r" },
      { description: "d", summary: "s", resolvingComment: "r" },
    ],
    ["no text any more", { description: null }, { description: null }],
    ["name and severity", { displayName: "n", severity: "low" }, { displayName: "n", severity: "low" }],
    ["all tags", { customTags: ["a", "b"] }, { customTags: ["a", "b"] }],
    ["no tags any more", { customTags: [] }, { customTags: [] }],
    [
      "one more comment, at the clock's own time",
      { comment: "Second." },
      {
        comments: [...header.comments, { comment: "Second.", createdByDisplayName: by, createdDateTime: at }],
      },
    ],
  ];
  for (const [what, update, changed] of cases) {
    test(what, () => {
      const before = structuredClone(header);
      const updated = updateIncident(header, update, { at, by, modifier });
      assert.deepEqual(updated, {
        ...header,
        lastUpdateDateTime: stored,
        lastModifiedBy: modifier,
        ...changed,
      });
      assert.deepEqual(header, before);
    });
  }
});

test("a classification takes back a determination that it does not have", () => {
  const judged = { ...header, classification: "truePositive", determination: "malware" };
  const { classification, determination } = updateIncident(
    judged,
    { classification: "falsePositive" },
    { at, by, modifier },
  );
  assert.deepEqual([classification, determination], ["falsePositive", "unknown"]);
});

test("an incident that was merged is not updated, and the refusal says where it went", () => {
  const merged = { ...header, status: "redirected", redirectIncidentId: 5 };
  assert.throws(
    () => updateIncident(merged, { comment: "x" }, { at, by, modifier }),
    (error) => {
      assert.ok(error instanceof UpdateRefused);
      assert.deepEqual(error.refusal, { code: "redirected", incidentId: 7, redirectIncidentId: 5 });
      return true;
    },
  );
});

test("a determination that does not fit is refused", () => {
  assert.throws(
    () => updateIncident(header, { determination: "malware" }, { at, by, modifier }),
    UpdateRefused,
  );
});

describe("an incident follows its alerts", () => {
  const cases: readonly (readonly [why: string, status: string, lastOneResolved: boolean, after: string])[] =
    [
      ["open while an alert is", "inProgress", false, "inProgress"],
      ["closed with the last one", "active", true, "resolved"],
      ["closed already", "resolved", true, "resolved"],
      ["never reopened", "resolved", false, "resolved"],
      ["merged", "redirected", true, "redirected"],
    ];
  for (const [why, status, lastOneResolved, after] of cases) {
    test(why, () => {
      const before = { ...header, status };
      assert.deepEqual(afterAlertUpdate(before, { lastOneResolved, at }), {
        ...before,
        status: after,
        lastUpdateDateTime: stored,
      });
    });
  }
});
