import type { Comment } from "../../domain/incident/incident.ts";
import { typeWriter } from "./type-writer.ts";
import { PART_TYPES } from "./types.ts";

const writer = typeWriter(PART_TYPES.get("alertComment")?.properties ?? [], () => {
  throw new TypeError("a comment has no evidence");
});

/** All comments after a new one, the oldest first (contract/graph.md § 4.5). `context` is JSON. */
export function commentsText(context: string, comments: readonly Comment[]): string {
  const items = comments.map((comment) => `{${writer.members(comment)}}`);
  return `{"@odata.context":${context},"value":[${items.join(",")}]}`;
}
