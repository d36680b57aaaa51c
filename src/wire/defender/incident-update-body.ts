import type { IncidentUpdate } from "../../domain/incident/update.ts";
import { TAG_LENGTHS, TAGS_MAX } from "../body-limits.ts";
import { optional } from "../document.ts";
import { BodyReader, refused } from "./body-reader.ts";
import { incidentStatus } from "./enums.ts";
import { invalidInput } from "./errors.ts";
import { readJsonObject } from "./json-body.ts";
import { COMMON_UPDATE_NAMES, readCommonUpdate } from "./update-body.ts";

const NAMES = ["status", ...COMMON_UPDATE_NAMES, "tags"] as const;

export const SETTABLE_INCIDENT_STATUSES = ["active", "inProgress", "resolved"] as const;

/**
 * The body of `PATCH /api/incidents/{id}`, contract/defender.md § 4.3. At least one property must be there.
 *
 * @throws {DefenderError} `InvalidRequestBody`; `InvalidInput` for the status `Redirected`
 */
export function readIncidentUpdate(bytes: Uint8Array | undefined): IncidentUpdate {
  const body = new BodyReader(readJsonObject(bytes), NAMES);
  body.requireAnyOf(NAMES);
  return {
    ...optional("status", statusIn(body)),
    ...readCommonUpdate(body),
    ...optional("customTags", tagsIn(body)),
  };
}

/** `Redirected` is a documented value of this property, so that it is no fault of form. */
function statusIn(body: BodyReader): string | undefined {
  if (body.value("status") === "Redirected") {
    throw invalidInput(
      "The value 'Redirected' of the property 'status' cannot be set: an incident is redirected by merging it into another.",
    );
  }
  return body.member("status", incidentStatus, SETTABLE_INCIDENT_STATUSES);
}

function tagsIn(body: BodyReader): readonly string[] | undefined {
  const tags = body.texts("tags", TAG_LENGTHS, (count) => {
    if (count > TAGS_MAX) throw refused("tags", `must not have more than ${TAGS_MAX} items`);
  });
  return tags && [...new Set(tags)];
}
