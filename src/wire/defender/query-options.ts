import { odataError } from "./errors.ts";

const NAME_LENGTH_MAX = 40;

/**
 * A single incident takes no OData option, and one that is sent is refused rather than ignored, so that a client does
 * not believe it had an effect (docs/differences.md). Other parameters are ignored, as OData has it.
 */
export function refuseOptions(query: string): void {
  if (query === "") return;
  for (const name of new URLSearchParams(query).keys()) {
    if (!name.startsWith("$")) continue;
    const shown = name.slice(0, NAME_LENGTH_MAX).replace(/[^\x20-\x7e]/g, "?");
    throw odataError(`Query option '${shown}' is not allowed here.`);
  }
}
