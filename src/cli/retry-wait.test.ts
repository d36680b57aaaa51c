import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ApiRefusal } from "./api-refusal.ts";
import { CLIENT_LIMITS } from "./client-limits.ts";
import { secondsToWait } from "./retry-wait.ts";

const QUOTA = "API calls quota exceeded! … You can send requests again in 8 seconds.";
const refusal = (part: Partial<ApiRefusal>): ApiRefusal => ({
  status: 429,
  code: undefined,
  message: "",
  retryAfter: null,
  ...part,
});
const LIMITS = { ...CLIENT_LIMITS, triesMax: 10, waitSecondsMax: 300, waitSecondsTotalMax: 900 };

const cases: readonly (readonly [string, Partial<ApiRefusal>, number, number, number | undefined])[] = [
  ["Retry-After is obeyed", { retryAfter: "12", message: QUOTA }, 1, 0, 12],
  ["without it, the message tells", { message: QUOTA }, 1, 0, 8],
  ["a date is no number of seconds", { retryAfter: "Wed, 4 Mar 2026 08:00:00 GMT", message: QUOTA }, 1, 0, 8],
  ["where nothing tells, the first wait is short", {}, 1, 0, 1],
  ["and grows", {}, 4, 7, 8],
  ["but not for ever", {}, 9, 0, 60],
  ["no time at all is still a second", { retryAfter: "0" }, 1, 0, 1],
  ["a busy server that names a time is waited for", { status: 503, retryAfter: "3" }, 1, 0, 3],
  ["a server that is down is not", { status: 503, message: QUOTA }, 1, 0, undefined],
  ["no other refusal is waited out", { status: 500, retryAfter: "3" }, 1, 0, undefined],
  ["the longest wait is allowed", { retryAfter: "300" }, 1, 600, 300],
  ["a longer one is not", { retryAfter: "301" }, 1, 0, undefined],
  ["nor one beyond any number", { retryAfter: "9".repeat(400) }, 1, 0, undefined],
  ["nor many that are together too long", { retryAfter: "300" }, 4, 601, undefined],
  ["after the last try nothing is waited for", { retryAfter: "1" }, 10, 9, undefined],
];
for (const [sentence, part, tries, waited, expected] of cases) {
  test(sentence, () => assert.equal(secondsToWait(refusal(part), tries, waited, LIMITS), expected));
}

test("whatever a server answers, the waits for one request are bounded", () => {
  const texts = fc.oneof(fc.nat(400).map(String), fc.string(), fc.constant(null));
  fc.assert(
    fc.property(fc.array(texts, { minLength: 20, maxLength: 20 }), (answers) => {
      let [waited, tries] = [0, 1];
      for (const retryAfter of answers) {
        const seconds = secondsToWait(refusal({ retryAfter }), tries, waited, LIMITS);
        if (seconds === undefined) break;
        assert.ok(Number.isInteger(seconds) && seconds >= 1);
        waited += seconds;
        tries++;
      }
      assert.ok(tries <= 10 && waited <= 900);
    }),
  );
});
