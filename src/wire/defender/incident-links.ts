import type { Question } from "../endpoint.ts";
import type { Links } from "./writer.ts";

/** What the links in the answer to a question are made of. */
export function linksOf({ scope: { tenantId }, apiBase, portalBase }: Question): Links {
  return { tenantId, apiBase, portalBase };
}
