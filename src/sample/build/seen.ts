import type { EvidenceBase } from "../../domain/evidence/base.ts";
import type { Timestamp } from "../../domain/time.ts";

/** What a detection says of one piece of evidence. */
export type Marks = Partial<Omit<EvidenceBase, "kind" | "createdDateTime" | "unmapped">>;

/** Everything that evidence carries beside its kind and own properties. */
export type Sighting = Omit<EvidenceBase, "kind" | "unmapped">;

/** Makes the sightings of one alert; without marks a sighting is suspicious and nothing was done about it. */
export type Seen = (marks?: Marks) => Sighting;

export function seenAt(createdDateTime: Timestamp): Seen {
  return (marks = {}) => ({
    createdDateTime,
    verdict: "suspicious",
    remediationStatus: "none",
    roles: [],
    detailedRoles: [],
    tags: [],
    ...marks,
  });
}
