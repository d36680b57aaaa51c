import { incidentNumberOf } from "../../domain/incident/incident-number.ts";
import { invalidInput } from "./errors.ts";

const SHOWN_LENGTH_MAX = 40;

/**
 * The integer of a path. Zero, a sign, a leading zero, a fraction and numbers above 2^53 − 1 are refused with 400
 * `InvalidInput` (contract/defender.md § 15 leaves it open; docs/differences.md).
 */
export function readIncidentId(text = ""): number {
  const id = incidentNumberOf(text);
  if (id !== undefined) return id;
  throw invalidInput(`The value '${shown(text)}' is not a valid incident id: a positive integer is expected`);
}

function shown(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, "?").replaceAll("'", "");
  return plain.length > SHOWN_LENGTH_MAX ? `${plain.slice(0, SHOWN_LENGTH_MAX)}…` : plain;
}
