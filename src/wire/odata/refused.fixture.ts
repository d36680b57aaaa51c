import assert from "node:assert/strict";
import { ODataError } from "./odata-error.ts";

/** The coded refusal that a call must end in; any other outcome fails the test. */
export function refused(act: () => unknown): ODataError {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof ODataError, `not a coded error: ${String(error)}`);
    return error;
  }
  return assert.fail("it was accepted");
}
