import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { alertOf, time } from "../../../test/fixtures/incidents.ts";
import { UpdateRefused } from "../update-refused.ts";
import type { Alert } from "./alert.ts";
import { type AlertUpdate, updateAlert, withOwner, withStatus } from "./update.ts";

const at = time("2026-03-05T10:00:00.0011111Z");
const stored = time("2026-03-05T10:00:00.0033333Z");
const earlier = time("2026-03-04T09:00:00.5Z");
const by = "ana.ruiz@northwind.example";
const modifier = "API-App:triage";
const alert = alertOf({ alertId: "da1", assignedTo: "Automation" });
const judged = { classification: "truePositive", determination: "malware" } as const;

describe("an update changes what it names and the time of change", () => {
  const cases: readonly (readonly [
    what: string,
    before: Partial<Alert>,
    AlertUpdate,
    changed: Partial<Alert>,
  ])[] = [
    ["nothing", {}, {}, {}],
    ["the owner", {}, { assignedTo: by }, { assignedTo: by }],
    ["no owner any more", {}, { assignedTo: null }, { assignedTo: null }],
    ["a status that is open", {}, { status: "inProgress" }, { status: "inProgress" }],
    [
      "a status that closes, with the time of it",
      {},
      { status: "resolved" },
      { status: "resolved", resolvedDateTime: stored },
    ],
    [
      "closed twice, with the first time",
      { status: "resolved", resolvedDateTime: earlier },
      { status: "resolved" },
      {},
    ],
    [
      "a comment on a closed one, which stays closed since then",
      { status: "resolved", resolvedDateTime: earlier },
      { comment: "x" },
      { comments: [{ comment: "x", createdByDisplayName: by, createdDateTime: at }] },
    ],
    [
      "open again, without a time of closing",
      { status: "resolved", resolvedDateTime: earlier },
      { status: "new" },
      { status: "new", resolvedDateTime: null },
    ],
    ["the judgement of one without any", {}, judged, judged],
    [
      "a determination that fits the stored classification",
      judged,
      { determination: "phishing" },
      { determination: "phishing" },
    ],
    [
      "a classification alone, which takes the determination back",
      judged,
      { classification: "falsePositive" },
      { classification: "falsePositive", determination: null },
    ],
    [
      "no judgement any more",
      judged,
      { classification: "unknown", determination: "unknown" },
      { classification: null, determination: null },
    ],
    [
      "a judgement that came by import and is not touched",
      { classification: "unknown" },
      { comment: "x" },
      {
        classification: "unknown",
        comments: [{ comment: "x", createdByDisplayName: by, createdDateTime: at }],
      },
    ],
  ];
  for (const [what, part, update, changed] of cases) {
    test(what, () => {
      const before = { ...alert, ...part };
      const copy = structuredClone(before);
      assert.deepEqual(updateAlert(before, update, { at, by, modifier }), {
        ...before,
        lastUpdateDateTime: stored,
        ...changed,
      });
      assert.deepEqual(before, copy);
    });
  }
});

test("comments are added behind the others", () => {
  const first = updateAlert(alert, { comment: "one" }, { at, by, modifier });
  const second = updateAlert(first, { comment: "two" }, { at, by, modifier });
  assert.deepEqual(
    second.comments.map(({ comment }) => comment),
    ["one", "two"],
  );
});

test("a determination that does not fit is refused, also for an alert that nobody has judged", () => {
  for (const part of [{}, judged]) {
    assert.throws(
      () => updateAlert({ ...alert, ...part }, { determination: "notMalicious" }, { at, by, modifier }),
      UpdateRefused,
    );
  }
});

test("an alert follows its incident into a status and out of it", () => {
  const closed = withStatus(alert, "resolved", at);
  assert.deepEqual(closed, {
    ...alert,
    status: "resolved",
    resolvedDateTime: stored,
    lastUpdateDateTime: stored,
  });
  const open = withStatus(closed, "inProgress", at);
  assert.deepEqual([open.status, open.resolvedDateTime], ["inProgress", null]);
});

test("an alert follows its incident to an owner and away from one", () => {
  assert.deepEqual(withOwner(alert, by, at), { ...alert, assignedTo: by, lastUpdateDateTime: stored });
  assert.equal(withOwner(alert, null, at).assignedTo, null);
});
