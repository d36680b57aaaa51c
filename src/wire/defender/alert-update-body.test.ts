import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readAlertUpdate, readBatchUpdate } from "./alert-update-body.ts";
import { bodyOf, refused } from "./refused.fixture.ts";

const update = (body: unknown) => readAlertUpdate(bodyOf(body));
const batch = (body: unknown) => readBatchUpdate(bodyOf(body));
const idsOf = (length: number) => Array.from({ length }, (_, index) => `da${index}`);

describe("what a client may change of an alert", () => {
  const updates: readonly (readonly [what: string, body: object, update: object])[] = [
    ["new", { status: "New" }, { status: "new" }],
    ["in progress", { status: "InProgress" }, { status: "inProgress" }],
    ["resolved", { status: "Resolved" }, { status: "resolved" }],
    ["an owner", { assignedTo: "API Action" }, { assignedTo: "API Action" }],
    ["no owner", { assignedTo: "" }, { assignedTo: null }],
    [
      "a judgement in older words",
      { classification: "FalsePositive", determination: "Clean" },
      { classification: "falsePositive", determination: "notMalicious" },
    ],
    ["a comment", { comment: "seen" }, { comment: "seen" }],
  ];
  for (const [what, body, expected] of updates) {
    test(what, () => assert.deepEqual(update(body), expected));
    test(`${what}, of several alerts`, () => {
      assert.deepEqual(batch({ alertIds: ["da1"], ...body }), { alertIds: ["da1"], update: expected });
    });
  }
});

describe("what cannot be changed of an alert is refused", () => {
  const refusals: readonly (readonly [body: object, reason: RegExp])[] = [
    [{ status: "Unknown" }, /'Unknown' of the property 'status' cannot be set through the API/],
    [{ status: "Active" }, /'status' is not valid\. Its values are 'New', 'InProgress', 'Resolved'/],
    [{ status: "resolved" }, /'status' is not valid/],
    [{ Status: "Resolved" }, /did you mean 'status'/],
    [{ tags: ["a"] }, /'tags' is not known/],
    [{ determination: "Apt" }, /cannot be set through the API/],
    [{ comment: "" }, /'comment' must not be empty/],
    [{ assignedTo: null }, /'assignedTo' must be a string/],
  ];
  for (const [body, reason] of refusals) {
    test(JSON.stringify(body), () => {
      for (const act of [() => update(body), () => batch({ alertIds: ["da1"], ...body })]) {
        const error = refused(act);
        assert.deepEqual([error.status, error.code], [400, "InvalidRequestBody"]);
        assert.match(error.message, reason);
      }
    });
  }
});

test("an update that changes nothing is refused", () => {
  const message =
    "Request body is incorrect. At least one of the properties 'status', 'assignedTo', 'classification', 'determination', 'comment' is expected.";
  for (const act of [() => update({}), () => batch({ alertIds: ["da1"] })]) {
    const error = refused(act);
    assert.deepEqual([error.code, error.message], ["InvalidRequestBody", message]);
  }
});

test("one alert is named by the path, not in the body", () => {
  assert.match(
    refused(() => update({ alertIds: ["da1"], status: "New" })).message,
    /'alertIds' is not known/,
  );
});

test("an id that stands twice in a batch counts once", () => {
  const { alertIds } = batch({ alertIds: ["da2", "da1", "da2", "DA1"], status: "New" });
  assert.deepEqual(alertIds, ["da2", "da1", "DA1"]);
});

test("a batch without ids lacks them", () => {
  for (const body of [{}, { status: "New" }]) {
    const error = refused(() => batch(body));
    assert.deepEqual(
      [error.status, error.code, error.message],
      [400, "MissingRequiredParameter", "The required parameter 'alertIds' is missing"],
    );
  }
});

test("a batch has a thousand alerts at most, however often each is named", () => {
  assert.equal(batch({ alertIds: idsOf(1_000), status: "New" }).alertIds.length, 1_000);
  for (const alertIds of [idsOf(1_001), Array.from({ length: 1_001 }, () => "da1")]) {
    const error = refused(() => batch({ alertIds, status: "New" }));
    assert.deepEqual(
      [error.status, error.code, error.message],
      [400, "MaximumBatchSizeExceeded", "The maximum batch size is exceeded: received 1001, allowed 1000"],
    );
  }
});

describe("a list of ids that is none is refused", () => {
  const lists: readonly (readonly [alertIds: unknown, reason: RegExp])[] = [
    [[], /'alertIds' must have at least one item/],
    [null, /'alertIds' must be an array/],
    ["da1", /'alertIds' must be an array/],
    [["da1", ""], /'alertIds\[1\]' must not be empty/],
    [["da1", 1], /'alertIds\[1\]' must be a string/],
    [["x".repeat(257)], /'alertIds\[0\]' must not be longer than 256/],
    [["da\0"], /'alertIds\[0\]' must not hold/],
  ];
  for (const [alertIds, reason] of lists) {
    test(JSON.stringify(alertIds).slice(0, 40), () => {
      const error = refused(() => batch({ alertIds, status: "New" }));
      assert.deepEqual([error.status, error.code], [400, "InvalidRequestBody"]);
      assert.match(error.message, reason);
    });
  }
});
