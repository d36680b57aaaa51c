import type { AlertClassification } from "./enums.ts";

/** Why an update that is well-formed cannot be made. */
export type UpdateRefusal =
  | { readonly code: "determination"; readonly classification: AlertClassification }
  | { readonly code: "redirected"; readonly incidentId: number; readonly redirectIncidentId: number | null };

/** An update that the rules of incidents forbid; nothing of it was written. Dialects put it into words. */
export class UpdateRefused extends Error {
  readonly refusal: UpdateRefusal;
  constructor(refusal: UpdateRefusal) {
    super(`the update is refused: ${refusal.code}`);
    this.name = "UpdateRefused";
    this.refusal = refusal;
  }
}
