import { type Instants, instantsFrom } from "../instants.ts";
import { guidOf, sha1Of, sha256Of } from "../invented-ids.ts";
import { numberOf } from "../random.ts";

/** Where and when a story plays: its instants by seconds since it began, and ids that belong to its phrases. */
export interface Scene extends Instants {
  readonly incidentId: number;
  guid(phrase: string): string;
  sha1(phrase: string): string;
  sha256(phrase: string): string;
  /** The whole number in [from, to] that belongs to a phrase. */
  number(phrase: string, from: number, to: number): number;
}

/** The same seed, incident and beginning give the same scene. */
export function sceneOf(seed: number, incidentId: number, begins: string): Scene {
  const key = `${seed}/${incidentId}`;
  return {
    ...instantsFrom(begins, key),
    incidentId,
    guid: (phrase) => guidOf(`${key}/${phrase}`),
    sha1: (phrase) => sha1Of(`${key}/${phrase}`),
    sha256: (phrase) => sha256Of(`${key}/${phrase}`),
    number: (phrase, from, to) => numberOf(`${key}/${phrase}`, from, to),
  };
}
