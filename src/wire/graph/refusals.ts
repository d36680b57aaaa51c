import { type MergeRefusal, MergeRefused } from "../../domain/incident/merge.ts";
import { UpdateRefused } from "../../domain/update-refused.ts";
import { badRequest, type GraphError } from "./errors.ts";

/** What a change gives, or the refusal of the domain in the words of this dialect. */
export async function allowed<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof UpdateRefused) throw ofUpdate(error);
    throw error instanceof MergeRefused ? ofMerge(error.refusal) : error;
  }
}

/** Chosen: no source says how the service refuses these (contract/graph.md § 18; docs/differences.md). */
function ofUpdate({ refusal }: UpdateRefused): GraphError {
  if (refusal.code === "redirected") {
    const target = refusal.redirectIncidentId ?? "unknown";
    return badRequest(
      `Incident ${refusal.incidentId} was merged into incident ${target}; update that one instead.`,
    );
  }
  return badRequest(`The determination does not belong to the classification '${refusal.classification}'.`);
}

function ofMerge(refusal: MergeRefusal): GraphError {
  switch (refusal.code) {
    case "redirected":
      return badRequest(`Incident ${refusal.incidentId} was merged into another incident.`);
    case "resolved":
      return badRequest(`Incident ${refusal.incidentId} is resolved.`);
    case "differing":
      return badRequest(`The incidents differ in '${refusal.property}'.`);
    case "same-incident":
      return badRequest(`An alert is in incident ${refusal.incidentId} already.`);
  }
}
