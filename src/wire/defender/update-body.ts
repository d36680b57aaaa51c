import type { AlertClassification, AlertDetermination } from "../../domain/enums.ts";
import { DETERMINATIONS } from "../../domain/judgement/judgement.ts";
import { ASSIGNED_TO_LENGTHS, COMMENT_LENGTHS } from "../body-limits.ts";
import { optional } from "../document.ts";
import type { BodyReader } from "./body-reader.ts";
import { classification, determination } from "./enums.ts";

/** What incidents and alerts have in common to be changed (contract/defender.md §§ 4.3, 10.1). */
export interface CommonUpdate {
  readonly assignedTo?: string | null;
  readonly classification?: AlertClassification;
  readonly determination?: AlertDetermination;
  readonly comment?: string;
}

export const COMMON_UPDATE_NAMES = ["assignedTo", "classification", "determination", "comment"] as const;

/** Those that no classification has any more, `Apt` and `SecurityPersonnel`, cannot be set through the API (§ 6.3). */
export const SETTABLE_CLASSIFICATIONS: readonly string[] = Object.keys(DETERMINATIONS);
export const SETTABLE_DETERMINATIONS: readonly string[] = [...new Set(Object.values(DETERMINATIONS).flat())];

/** The common properties, each checked for itself; whether determination and classification go together is the domain's. */
export function readCommonUpdate(body: BodyReader): CommonUpdate {
  return {
    ...optional("assignedTo", ownerIn(body)),
    ...optional("classification", body.member("classification", classification, SETTABLE_CLASSIFICATIONS)),
    ...optional("determination", body.member("determination", determination, SETTABLE_DETERMINATIONS)),
    ...optional("comment", body.text("comment", COMMENT_LENGTHS)),
  };
}

/** § 4.3: clients clear the owner with an empty text. */
function ownerIn(body: BodyReader): string | null | undefined {
  const text = body.text("assignedTo", ASSIGNED_TO_LENGTHS);
  return text === "" ? null : text;
}
