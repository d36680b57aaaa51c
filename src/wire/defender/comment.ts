import type { Comment } from "../../domain/incident/incident.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { trimTimestamp } from "../../domain/time.ts";

/** A comment on an incident or alert, contract/defender.md § 5.2, then what Tocsin merely keeps. */
export function writeComment(comment: Comment): JsonObject {
  return Object.fromEntries<Json>([
    ["comment", comment.comment],
    ["createdBy", comment.createdByDisplayName],
    ["createdTime", trimTimestamp(comment.createdDateTime)],
    ...Object.entries(comment.unmapped?.defender ?? {}),
  ]);
}
