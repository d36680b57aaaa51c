import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readIncidentUpdate } from "./incident-update-body.ts";
import { bodyOf, bodyWith, refused } from "./refused.fixture.ts";

const read = (body: unknown) => readIncidentUpdate(bodyOf(body));

describe("what a client may change of an incident", () => {
  const updates: readonly (readonly [what: string, body: object, update: object])[] = [
    ["active", { status: "Active" }, { status: "active" }],
    ["in progress", { status: "InProgress" }, { status: "inProgress" }],
    ["resolved", { status: "Resolved" }, { status: "resolved" }],
    ["an owner", { assignedTo: "ana.ruiz@northwind.example" }, { assignedTo: "ana.ruiz@northwind.example" }],
    ["free text as owner", { assignedTo: "Unassigned" }, { assignedTo: "Unassigned" }],
    ["no owner", { assignedTo: "" }, { assignedTo: null }],
    [
      "a judgement",
      { classification: "TruePositive", determination: "Malware" },
      { classification: "truePositive", determination: "malware" },
    ],
    [
      "no judgement any more",
      { classification: "Unknown", determination: "NotAvailable" },
      { classification: "unknown", determination: "unknown" },
    ],
    ["tags", { tags: ["b", "a", "b", "A"] }, { customTags: ["b", "a", "A"] }],
    ["no tags", { tags: [] }, { customTags: [] }],
    ["a comment", { comment: "שלום 🚨\n<b>" }, { comment: "שלום 🚨\n<b>" }],
    [
      "all of it, as Cortex XSOAR sends it",
      {
        status: "Resolved",
        assignedTo: "",
        classification: "TruePositive",
        determination: "Malware",
        tags: ["a"],
        comment: "x",
      },
      {
        status: "resolved",
        assignedTo: null,
        classification: "truePositive",
        determination: "malware",
        comment: "x",
        customTags: ["a"],
      },
    ],
  ];
  for (const [what, body, update] of updates) test(what, () => assert.deepEqual(read(body), update));
});

describe("every spelling that a page prints is taken", () => {
  const spellings: readonly (readonly [key: string, wire: string, member: string])[] = [
    ["classification", "Unknown", "unknown"],
    ["classification", "TruePositive", "truePositive"],
    ["classification", "FalsePositive", "falsePositive"],
    ["classification", "InformationalExpectedActivity", "informationalExpectedActivity"],
    ["classification", "Informational, expected activity", "informationalExpectedActivity"],
    ["determination", "NotAvailable", "unknown"],
    ["determination", "MultiStagedAttack", "multiStagedAttack"],
    ["determination", "MaliciousUserActivity", "maliciousUserActivity"],
    ["determination", "CompromisedAccount", "compromisedAccount"],
    ["determination", "CompromisedUser", "compromisedAccount"],
    ["determination", "Malware", "malware"],
    ["determination", "Phishing", "phishing"],
    ["determination", "UnwantedSoftware", "unwantedSoftware"],
    ["determination", "Other", "other"],
    ["determination", "SecurityTesting", "securityTesting"],
    ["determination", "LineOfBusinessApplication", "lineOfBusinessApplication"],
    ["determination", "ConfirmedActivity", "confirmedActivity"],
    ["determination", "ConfirmedUserActivity", "confirmedActivity"],
    ["determination", "NotMalicious", "notMalicious"],
    ["determination", "Clean", "notMalicious"],
    ["determination", "NoEnoughDataToValidate", "notEnoughDataToValidate"],
    ["determination", "NotEnoughDataToValidate", "notEnoughDataToValidate"],
    ["determination", "InsufficientData", "notEnoughDataToValidate"],
  ];
  for (const [key, wire, member] of spellings) {
    test(`${key} ${wire}`, () => assert.deepEqual(read({ [key]: wire }), { [key]: member }));
  }
});

describe("what cannot be changed is refused", () => {
  const refusals: readonly (readonly [body: object, reason: RegExp])[] = [
    [{}, /'status', 'assignedTo', 'classification', 'determination', 'comment', 'tags'/],
    [{ status: "active" }, /'active' of the property 'status' is not valid/],
    [{ status: "New" }, /'status' is not valid/],
    [{ status: "AwaitingAction" }, /'status' is not valid/],
    [{ status: 1 }, /'status' must be a string/],
    [{ status: null }, /'status' must be a string/],
    [{ assignedTo: null }, /'assignedTo' must be a string/],
    [{ assignedTo: "x".repeat(513) }, /'assignedTo' must not be longer than 512/],
    [{ classification: "truePositive" }, /'classification' is not valid/],
    [{ classification: "" }, /'classification' is not valid/],
    [{ determination: "Apt" }, /'Apt' of the property 'determination' cannot be set through the API/],
    [{ determination: "SecurityPersonnel" }, /'determination' cannot be set through the API/],
    [{ determination: "Unknown" }, /'determination' is not valid/],
    [{ determination: "malware" }, /'determination' is not valid/],
    [{ determination: null }, /'determination' must be a string/],
    [{ tags: "a" }, /'tags' must be an array/],
    [{ tags: null }, /'tags' must be an array/],
    [{ tags: ["a", ""] }, /'tags\[1\]' must not be empty/],
    [{ tags: ["x".repeat(257)] }, /'tags\[0\]' must not be longer than 256/],
    [{ tags: Array.from({ length: 101 }, () => "a") }, /'tags' must not have more than 100 items/],
    [{ tags: [["a"]] }, /'tags\[0\]' must be a string/],
    [{ comment: "" }, /'comment' must not be empty/],
    [{ comment: "x".repeat(30_001) }, /'comment' must not be longer than 30000/],
    [{ comment: "a\0" }, /'comment' must not hold/],
    [{ comments: [{ comment: "x" }] }, /'comments' is not known/],
    [{ Status: "Active" }, /did you mean 'status'/],
    [{ status: "Active", severity: "High" }, /'severity' is not known/],
    [{ customTags: [] }, /'customTags' is not known/],
  ];
  for (const [body, reason] of refusals) {
    test(JSON.stringify(body).slice(0, 60), () => {
      const error = refused(() => read(body));
      assert.deepEqual([error.status, error.code], [400, "InvalidRequestBody"]);
      assert.match(error.message, reason);
    });
  }
});

test("the limits themselves are kept", () => {
  const tags = Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(256, "x"));
  assert.deepEqual(read({ tags }).customTags, tags);
  assert.equal(read({ comment: "x".repeat(30_000) }).comment?.length, 30_000);
  assert.equal(read({ assignedTo: "x".repeat(512) }).assignedTo?.length, 512);
});

test("an incident is redirected by merging it, not by its status", () => {
  const error = refused(() => read({ status: "Redirected", comment: "x" }));
  assert.deepEqual([error.status, error.code], [400, "InvalidInput"]);
  assert.match(error.message, /'Redirected' .* 'status' cannot be set: .* merging/);
});

test("a property that no page names is refused even beside a status that cannot be set", () => {
  assert.equal(refused(() => read({ status: "Redirected", x: 1 })).code, "InvalidRequestBody");
});

test("a key that names the prototype changes nothing", () => {
  const error = refused(() => readIncidentUpdate(bodyWith("__proto__", { status: "Resolved" })));
  assert.match(error.message, /'__proto__' is not known/);
});

test("no body is refused", () => {
  assert.equal(refused(() => readIncidentUpdate(undefined)).code, "InvalidRequestBody");
});
