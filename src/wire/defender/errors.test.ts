import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  alertNotFound,
  type DefenderError,
  incidentNotFound,
  invalidRequestBody,
  machineEventNotFound,
  maximumBatchSizeExceeded,
  missingRequiredParameter,
} from "./errors.ts";

describe("errors of bodies and of what they name", () => {
  const errors: readonly (readonly [DefenderError, status: number, code: string, message: string])[] = [
    [invalidRequestBody("It is odd."), 400, "InvalidRequestBody", "Request body is incorrect. It is odd."],
    [
      missingRequiredParameter("alertIds"),
      400,
      "MissingRequiredParameter",
      "The required parameter 'alertIds' is missing",
    ],
    [
      maximumBatchSizeExceeded(1_001, 1_000),
      400,
      "MaximumBatchSizeExceeded",
      "The maximum batch size is exceeded: received 1001, allowed 1000",
    ],
    [incidentNotFound(7), 404, "ResourceNotFound", "Incident 7 was not found"],
    [alertNotFound("da1_1"), 404, "ResourceNotFound", "Alert da1_1 was not found"],
    [
      machineEventNotFound("1f0e", "20776"),
      404,
      "ResourceNotFound",
      "Event 20776 of machine 1f0e was not found",
    ],
  ];
  for (const [error, status, code, message] of errors) {
    test(`${status} ${code}: ${message}`, () => {
      assert.deepEqual([error.status, error.code, error.message], [status, code, message]);
      assert.deepEqual(JSON.parse(error.body("t")), { error: { code, message, target: "t" } });
    });
  }
});

test("an id that a client chose is shown short and printable", () => {
  const hostile = `\r\n\u001b[31m\ud800${"x".repeat(5_000)}`;
  for (const error of [alertNotFound(hostile), machineEventNotFound(hostile, hostile)]) {
    assert.ok(error.message.length < 300);
    assert.doesNotMatch(error.message, /\p{C}/u);
  }
});
