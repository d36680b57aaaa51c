import type { AlertClassification, AlertDetermination } from "../enums.ts";
import { UpdateRefused } from "../update-refused.ts";

/** What analysts found an incident or alert to be; `unknown` while nobody has judged it. */
export interface Judgement {
  readonly classification: AlertClassification;
  readonly determination: AlertDetermination;
}

/** Determinations that a classification can be given today, contract/defender.md § 6.3. */
export const DETERMINATIONS: Readonly<Record<string, readonly AlertDetermination[]>> = {
  unknown: ["unknown"],
  truePositive: [
    "multiStagedAttack",
    "maliciousUserActivity",
    "compromisedAccount",
    "malware",
    "phishing",
    "unwantedSoftware",
    "other",
  ],
  informationalExpectedActivity: [
    "securityTesting",
    "lineOfBusinessApplication",
    "confirmedActivity",
    "other",
  ],
  falsePositive: ["notMalicious", "notEnoughDataToValidate", "other"],
};

/**
 * A judgement after an update. A determination must belong to the classification that is sent or, when none is, to the
 * stored one; a stored determination that the new classification does not have is taken back (§ 4.3).
 *
 * @throws {UpdateRefused} `determination`
 */
export function judgedAnew(stored: Judgement, update: Partial<Judgement>): Judgement {
  const classification = update.classification ?? stored.classification;
  const possible = determinationsOf(classification);
  const { determination } = update;
  if (determination !== undefined) {
    if (!possible.includes(determination)) throw new UpdateRefused({ code: "determination", classification });
    return { classification, determination };
  }
  const kept = classification === stored.classification || possible.includes(stored.determination);
  return { classification, determination: kept ? stored.determination : "unknown" };
}

/** None for a classification that came by import and is newer than this table, whatever name it has. */
function determinationsOf(classification: AlertClassification): readonly AlertDetermination[] {
  return Object.hasOwn(DETERMINATIONS, classification) ? (DETERMINATIONS[classification] ?? []) : [];
}
