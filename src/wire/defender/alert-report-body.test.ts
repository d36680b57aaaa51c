import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readAlertReport } from "./alert-report-body.ts";
import { bodyOf, refused } from "./refused.fixture.ts";

const body = {
  eventTime: "2026-03-04T16:45:21.7115183Z",
  reportId: "20776",
  machineId: "1F0E9D8C7B6A59483726150493827160F5E4D3C2",
  severity: "Low",
  title: "Suspicious shortcut",
  description: "A shortcut starts a script.",
  recommendedAction: "Look at the script.",
  category: "Exploit",
};
const read = (part: object = {}) => readAlertReport(bodyOf({ ...body, ...part }));

test("a report is read, its machine in lower case", () => {
  assert.deepEqual(read(), {
    eventDateTime: "2026-03-04T16:45:21.7115183Z",
    reportId: "20776",
    deviceId: "1f0e9d8c7b6a59483726150493827160f5e4d3c2",
    severity: "low",
    title: "Suspicious shortcut",
    description: "A shortcut starts a script.",
    recommendedActions: "Look at the script.",
    category: "Exploit",
  });
});

describe("a time in UTC with up to seven digits is taken", () => {
  const times: readonly (readonly [text: string, time: string])[] = [
    ["2026-03-04T16:45:21Z", "2026-03-04T16:45:21.0000000Z"],
    ["2026-03-04T16:45:21.5Z", "2026-03-04T16:45:21.5000000Z"],
    ["2026-03-04T16:45:21.7115183Z", "2026-03-04T16:45:21.7115183Z"],
  ];
  for (const [eventTime, time] of times) {
    test(eventTime, () => assert.equal(read({ eventTime }).eventDateTime, time));
  }
});

describe("severities", () => {
  for (const [severity, member] of [
    ["Low", "low"],
    ["Medium", "medium"],
    ["High", "high"],
  ]) {
    test(`${severity} is taken`, () => assert.equal(read({ severity }).severity, member));
  }
});

describe("each category of the page is taken", () => {
  const categories =
    "General CommandAndControl Collection CredentialAccess DefenseEvasion Discovery Exfiltration Exploit Execution InitialAccess LateralMovement Malware Persistence PrivilegeEscalation Ransomware SuspiciousActivity";
  for (const category of categories.split(" ")) {
    test(category, () => assert.equal(read({ category }).category, category));
  }
});

describe("a property that was not sent is named", () => {
  for (const name of Object.keys(body)) {
    test(name, () => {
      const error = refused(() => read({ [name]: undefined }));
      assert.deepEqual(
        [error.status, error.code, error.message],
        [400, "MissingRequiredParameter", `The required parameter '${name}' is missing`],
      );
    });
  }
  test("the first of all, when the body is empty", () => {
    assert.match(refused(() => readAlertReport(bodyOf({}))).message, /'eventTime' is missing/);
  });
  test("before another one's value is looked at", () => {
    const error = refused(() => read({ eventTime: "yesterday", category: undefined }));
    assert.equal(error.message, "The required parameter 'category' is missing");
  });
});

describe("a value that will not do is refused by its property's name", () => {
  const parts: readonly (readonly [part: object, reason: RegExp])[] = [
    [{ eventTime: "yesterday" }, /'eventTime' must be a time in UTC/],
    [{ eventTime: "2026-02-30T00:00:00Z" }, /'eventTime' must be a time/],
    [{ eventTime: "2026-03-04" }, /'eventTime' must be a time/],
    [{ eventTime: "2026-03-04T16:45:21" }, /'eventTime' must be a time/],
    [{ eventTime: "2026-03-04T16:45:21+00:00" }, /'eventTime' must be a time/],
    [{ eventTime: "2026-03-04T16:45:21.12345678Z" }, /'eventTime' must not be longer/],
    [{ eventTime: 1_772_642_721 }, /'eventTime' must be a string/],
    [{ reportId: 20_776 }, /'reportId' must be a string/],
    [{ reportId: "" }, /'reportId' must not be empty/],
    [{ reportId: "1".repeat(257) }, /'reportId' must not be longer than 256/],
    [{ machineId: null }, /'machineId' must be a string/],
    [{ machineId: "a".repeat(257) }, /'machineId' must not be longer than 256/],
    [{ machineId: "dns:" }, /'machineId' is not the id of a machine/],
    [{ machineId: "aad:6c1f2a30-9b47-4e8c-8a51-3d0e7f42b9a1" }, /'machineId' is not the id of a machine/],
    [{ severity: "Informational" }, /'severity' cannot be set .* Its values are 'Low', 'Medium', 'High'/],
    [{ severity: "low" }, /'severity' is not valid/],
    [{ severity: "UnSpecified" }, /'severity' cannot be set/],
    [{ title: "" }, /'title' must not be empty/],
    [{ title: "x".repeat(501) }, /'title' must not be longer than 500/],
    [{ title: "a\0" }, /'title' must not hold/],
    [{ description: "x".repeat(10_001) }, /'description' must not be longer than 10000/],
    [{ recommendedAction: "x".repeat(10_001) }, /'recommendedAction' must not be longer than 10000/],
    [{ category: "UnwantedSoftware" }, /'category' is not valid/],
    [{ category: "exploit" }, /'category' is not valid/],
    [{ category: "General, Malware" }, /'category' is not valid/],
    [{ MachineId: "a" }, /did you mean 'machineId'/],
    [{ recommendedActions: "a" }, /'recommendedActions' is not known/],
  ];
  for (const [part, reason] of parts) {
    test(JSON.stringify(part).slice(0, 60), () => {
      const error = refused(() => read(part));
      assert.deepEqual([error.status, error.code], [400, "InvalidRequestBody"]);
      assert.match(error.message, reason);
    });
  }
});
