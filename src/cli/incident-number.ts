import { InvalidArgumentError } from "commander";
import { incidentNumberOf } from "../domain/incident/incident-number.ts";

/** The number of an incident among a command's arguments. Throws InvalidArgumentError. */
export function incidentNumber(text: string): number {
  const number = incidentNumberOf(text);
  if (number !== undefined) return number;
  throw new InvalidArgumentError("an incident has a positive whole number");
}
