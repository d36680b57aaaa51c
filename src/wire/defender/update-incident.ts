import type { IncidentHeader } from "../../domain/incident/incident.ts";
import type { IncidentUpdate } from "../../domain/incident/update.ts";
import type { Scope } from "../../domain/scope.ts";
import type { Timestamp } from "../../domain/time.ts";
import type { Answer, Endpoint, Question } from "../endpoint.ts";
import { incidentUpdateSchema } from "./body-schemas.ts";
import { incidentNotFound } from "./errors.ts";
import { readIncidentId } from "./incident-id.ts";
import { linksOf } from "./incident-links.ts";
import { readIncidentUpdate } from "./incident-update-body.ts";
import { ODATA_HEADERS } from "./odata-headers.ts";
import { incidentIdParams } from "./path-schemas.ts";
import { refuseOptions } from "./query-options.ts";
import { errorResponses, incidentSchema } from "./schemas.ts";
import { allowed } from "./update-refusal.ts";
import { DEFENDER_FORM, defenderRenderer, writeDefenderIncident } from "./writer.ts";

/** Where updates of incidents go; undefined for one that the scope does not see. */
export interface IncidentUpdates {
  update(
    scope: Scope,
    incidentId: number,
    update: IncidentUpdate,
    form: string,
  ): Promise<
    | { readonly incident: IncidentHeader; readonly at: Timestamp; readonly alerts: readonly string[] }
    | undefined
  >;
}

/** `PATCH /api/incidents/{id}`, contract/defender.md § 4.3; answers the whole incident. */
export function updateIncident(incidents: IncidentUpdates, permissions: Endpoint["permissions"]): Endpoint {
  return {
    method: "PATCH",
    path: "/api/incidents/:id",
    operation: "updateIncident",
    permissions,
    rolePermission: "alertsInvestigation",
    schema: {
      operationId: "updateIncident",
      summary: "Update an incident: status, owner, judgement, tags, comment",
      tags: ["Incidents"],
      params: incidentIdParams,
      body: incidentUpdateSchema,
      response: { 200: incidentSchema, ...errorResponses(400, 401, 403, 404, 429) },
    },
    answer: (question) => answerUpdate(incidents, question),
  };
}

async function answerUpdate(incidents: IncidentUpdates, question: Question): Promise<Answer> {
  refuseOptions(question.query);
  const incidentId = readIncidentId(question.params.id);
  const update = readIncidentUpdate(question.body);
  const updated = await allowed(incidents.update(question.scope, incidentId, update, DEFENDER_FORM));
  if (!updated) throw incidentNotFound(incidentId);
  // § 3: the answer tells the moment of the update before the store rounds it.
  const incident = defenderRenderer.incident({ ...updated.incident, lastUpdateDateTime: updated.at });
  const rendition = { incidentId, incident, alerts: updated.alerts };
  return { status: 200, headers: ODATA_HEADERS, body: writeDefenderIncident(rendition, linksOf(question)) };
}
