import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ALERT_CLASSIFICATIONS, ALERT_DETERMINATIONS } from "../enums.ts";
import { UpdateRefused } from "../update-refused.ts";
import { DETERMINATIONS, type Judgement, judgedAnew } from "./judgement.ts";

const judgement = (classification: string, determination: string): Judgement => ({
  classification,
  determination,
});
const unjudged = judgement("unknown", "unknown");
const malware = judgement("truePositive", "malware");

describe("a judgement after an update", () => {
  const cases: readonly (readonly [why: string, Judgement, Partial<Judgement>, Judgement])[] = [
    ["nothing sent keeps both", malware, {}, malware],
    ["both sent are taken", unjudged, malware, malware],
    [
      "a determination of the stored classification",
      malware,
      { determination: "phishing" },
      judgement("truePositive", "phishing"),
    ],
    [
      "a classification that has the stored determination keeps it",
      judgement("truePositive", "other"),
      { classification: "falsePositive" },
      judgement("falsePositive", "other"),
    ],
    [
      "a classification that does not have it takes it back",
      malware,
      { classification: "falsePositive" },
      judgement("falsePositive", "unknown"),
    ],
    [
      "the same classification keeps a determination of older days",
      judgement("truePositive", "apt"),
      { classification: "truePositive" },
      judgement("truePositive", "apt"),
    ],
    ["unknown takes the determination back", malware, { classification: "unknown" }, unjudged],
    ["both unknown, as clients reset", malware, unjudged, unjudged],
    [
      "a classification that is newer than the table stays with what it came with",
      judgement("newer", "newest"),
      {},
      judgement("newer", "newest"),
    ],
  ];
  for (const [why, stored, update, expected] of cases) {
    test(why, () => assert.deepEqual(judgedAnew(stored, update), expected));
  }
});

describe("a determination that the classification does not have is refused with its name", () => {
  const cases: readonly (readonly [Judgement, Partial<Judgement>, classification: string])[] = [
    [unjudged, { determination: "malware" }, "unknown"],
    [malware, { determination: "notMalicious" }, "truePositive"],
    [malware, { determination: "unknown" }, "truePositive"],
    [malware, judgement("falsePositive", "malware"), "falsePositive"],
    [malware, { determination: "apt" }, "truePositive"],
    [malware, { determination: "securityPersonnel" }, "truePositive"],
    [unjudged, judgement("informationalExpectedActivity", "phishing"), "informationalExpectedActivity"],
    [judgement("newer", "unknown"), { determination: "other" }, "newer"],
    [judgement("constructor", "unknown"), { determination: "other" }, "constructor"],
    [judgement("__proto__", "unknown"), { determination: "other" }, "__proto__"],
  ];
  for (const [stored, update, classification] of cases) {
    test(`${update.determination} for ${classification}`, () => {
      assert.throws(
        () => judgedAnew(stored, update),
        (error) => {
          assert.ok(error instanceof UpdateRefused);
          assert.deepEqual(error.refusal, { code: "determination", classification });
          return true;
        },
      );
    });
  }
});

test("a stored classification of any name can be replaced", () => {
  for (const name of ["constructor", "__proto__", "toString", "newer"]) {
    assert.deepEqual(judgedAnew(judgement(name, "malware"), malware), malware);
    assert.deepEqual(
      judgedAnew(judgement(name, "malware"), { classification: "truePositive" }),
      judgement("truePositive", "malware"),
    );
  }
});

test("what an update makes of a sound judgement is sound", () => {
  const classifications = fc.constantFrom(...ALERT_CLASSIFICATIONS);
  const determinations = fc.constantFrom(...ALERT_DETERMINATIONS);
  const sound = classifications.chain((classification) =>
    fc
      .constantFrom(...(DETERMINATIONS[classification] ?? []))
      .map((value) => judgement(classification, value)),
  );
  const update = fc.record(
    { classification: classifications, determination: determinations },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(sound, update, (stored, sent) => {
      try {
        const { classification, determination } = judgedAnew(stored, sent);
        assert.equal(classification, sent.classification ?? stored.classification);
        if (sent.determination !== undefined) assert.equal(determination, sent.determination);
        assert.ok(determination === "unknown" || DETERMINATIONS[classification]?.includes(determination));
      } catch (error) {
        assert.ok(error instanceof UpdateRefused);
        assert.notEqual(sent.determination, undefined);
      }
    }),
  );
});
