import assert from "node:assert/strict";
import { DefenderError } from "./errors.ts";

/** The coded refusal that a call must end in; any other outcome fails the test. */
export function refused(act: () => unknown): DefenderError {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof DefenderError, `not a coded error: ${String(error)}`);
    return error;
  }
  return assert.fail("it was accepted");
}

/** The bytes of a request's body: a text as it is, anything else as JSON. */
export function bodyOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
}

/** A body with one property of any name, which an object literal could not have. */
export function bodyWith(name: string, value: unknown): Uint8Array {
  return bodyOf(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
}
