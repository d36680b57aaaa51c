import { quoted } from "./problems.ts";

const LENGTH_MAX = 96;

/** `; did you mean "deviceGroups"?` for the known name that is nearest, "" when none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  if (name.length > LENGTH_MAX) return "";
  const word = name.toLowerCase();
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: distance(word, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  if (nearest === undefined || nearest.distance > Math.max(2, Math.floor(word.length / 3))) return "";
  return nearest.distance < nearest.candidate.length ? `; did you mean ${quoted(nearest.candidate)}?` : "";
}

/** Levenshtein's distance: how many letters have to be put in, left out or changed. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const changed = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
