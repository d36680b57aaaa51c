import { UpdateRefused } from "../../domain/update-refused.ts";
import { classification } from "./enums.ts";
import { type DefenderError, invalidInput } from "./errors.ts";

/** What an update gives, or the refusal of the domain in the words of this dialect. */
export async function allowed<T>(update: Promise<T>): Promise<T> {
  try {
    return await update;
  } catch (error) {
    throw error instanceof UpdateRefused ? inWords(error) : error;
  }
}

/** Chosen: no source says how the vendor refuses these (contract/defender.md §§ 4.3, 15 no. 7; docs/differences.md). */
function inWords({ refusal }: UpdateRefused): DefenderError {
  switch (refusal.code) {
    case "redirected":
      return invalidInput(
        `Incident ${refusal.incidentId} was merged into incident ${refusal.redirectIncidentId ?? "unknown"}; update that one instead`,
      );
    case "determination":
      return invalidInput(
        `The determination does not belong to the classification '${classification.toWire(refusal.classification)}'`,
      );
  }
}
